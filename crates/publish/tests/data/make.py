"""Makes picture.json and reports.json beside it: a small invented crisis that holds every case the tests look at. Run after a change."""
import hashlib, json, os
here = os.path.dirname(os.path.abspath(__file__))
T = {
 'R1': ("en", "Vale Gazette", "2031-05-02T08:00:00+02:00", "Prison empties after Northgate fire",
   "Some 120 prisoners escaped from Northgate prison on Thursday, the Interior Ministry said. Police had caught 40 of them by noon. "
   "Guards had left their posts, said Mara Quill, a resident of Alvar. The ministry accused the River Front of setting the fire."),
 'R2': ("en", "Harbour Wire", "2031-05-02T10:30:00+02:00", "Up to 700 out, Front says",
   "A spokesman for the River Front told Harbour Wire that 700 men had walked out. The Front denied setting the fire. "
   "At least 12 people were killed, a hospital said."),
 'R3': ("en", "Copy Corner", "2031-05-02T12:00:00+02:00", "Prison empties",
   "120 prisoners escaped from Northgate prison on Thursday. Police had caught 40 of them by noon."),
 'R4': ("ar", "صحيفة الوادي", "2031-05-03T07:00:00+02:00", "فرار سجناء",
   "قالت وزارة الداخلية إن 150 سجيناً فروا من سجن نورثغيت. وفرض الجيش حظر تجول في ألفار."),
 'R5': ("en", "<b>Evil</b> \u202eoutlet", None, "x\"><script>alert(1)</script>",
   "\u001b[31mThousands\u202e fled\u202c<script>alert(2)</script> near Otherton & \"fire\" onerror=x. =cmd()|A1."),
}
def rep(i):
    lang, outlet, when, title, text = T[i]
    return dict(id=i, url={'R5': 'javascript:alert(3)'}.get(i, f'https://{i.lower()}.example/a?b=1&c=2'), outlet=outlet, published=when, captured=None, title=title,
                lang=lang, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), links=[], issues=[])
reports = [rep(i) for i in T]
b = lambda s: len(s.encode())
claims = []
def claim(id, report, slot, starts, value, kind, name, said=None, stance='asserted', origin=None, counted=None, scope=None, relays=(), part='body', ev='e1', **more):
    src = T[report][4] if part == 'body' else T[report][3]
    s = src.index(starts); stops = [src.find(x, s) for x in ('. ',)]; e = min([x + 1 for x in stops if x >= 0] or [len(src)])
    text = src[s:e]
    c = dict(id=id, report=report, event=ev, slot=slot, counted=counted, scope=scope, value=value, speaker=dict(text=said or name, kind=kind, name=name), relayed_by=list(relays),
             stance=stance, as_of=None, evidence={'text': text, 'start': b(src[:s]), 'end': b(src[:s]) + b(text), 'in': part}, origin=origin, rule=f'test/{slot}', steps=['the figure stands beside the thing counted'])
    c.update(more); claims.append(c)
num = lambda op, lo, hi, t: dict(kind='number', op=op, lo=lo, hi=hi, text=t)
txt = lambda t: dict(kind='text', op='none', lo=None, hi=None, text=t)
claim('c1', 'R1', 'escaped', 'Some 120', num('about', 120, 120, '120'), 'institution', 'Interior Ministry', 'the Interior Ministry', origin='o1', counted='prisoners', scope='Northgate prison', as_of='2031-05-01')
claim('c2', 'R2', 'escaped', 'A spokesman', num('exact', 700, 700, '700'), 'institution', 'River Front', 'A spokesman for the River Front', origin='o2', counted='prisoners', relays=['Harbour Wire'])
claim('c3', 'R3', 'escaped', '120', num('exact', 120, 120, '120'), 'none', None, origin='o1', counted='prisoners', flags=['lost'])
claim('c4', 'R4', 'escaped', 'قالت', num('exact', 150, 150, '150'), 'institution', 'Interior Ministry', 'وزارة الداخلية', origin='o1', counted='prisoners')
claim('c5', 'R5', 'escaped', '\u001b', dict(kind='vague', op='none', lo=2000, hi=9999, text='Thousands'), 'none', None, counted='prisoners')
claim('c6', 'R1', 'recaptured', 'Police', num('exact', 40, 40, '40'), 'none', None, origin='o1', counted='prisoners')
claim('c7', 'R1', 'cause', 'Guards', txt('guards left their posts'), 'anonymous', 'Mara Quill, a resident of Alvar', origin='o3')
claim('c8', 'R1', 'responsibility', 'The ministry', txt('River Front: set the fire'), 'institution', 'Interior Ministry', 'The ministry', origin='o1')
claim('c9', 'R2', 'responsibility', 'The Front', txt('River Front: set the fire'), 'institution', 'River Front', 'The Front', stance='denied', origin='o2')
claim('c10', 'R2', 'killed', 'At least', num('at_least', 12, None, '12'), 'institution', 'a hospital', origin='o4', counted='people')
claim('c11', 'R4', 'movement_restriction', 'وفرض', txt('حظر تجول في ألفار'), 'institution', 'army', 'الجيش', origin='o5')
claim('c12', 'R1', 'place', 'Some 120', dict(kind='place', op='none', lo=None, hi=None, text='Northgate prison'), 'none', None, origin='o1', counted='event')
claim('c13', 'R5', 'place', '\u001b', dict(kind='place', op='none', lo=None, hi=None, text='Otherton'), 'none', None, counted='event')
claim('c14', 'R2', 'warning', 'A spokesman', txt('more may follow'), 'anonymous', 'Tomas Reed, a resident', stance='forecast')
claim('c15', 'R2', 'killed', 'At least', num('exact', 3, 3, '3'), 'none', None, counted='people', ev='e2')
C = {c['id']: c for c in claims}
R = {r['id']: r for r in reports}
def answer(value, status, cs, why=''):
    rs = sorted({C[c]['report'] for c in cs}); ds = sorted(R[r]['published'] for r in rs if R[r]['published'])
    return dict(value=value, status=status, origins=sorted({C[c]['origin'] for c in cs if C[c]['origin']}), reports=rs, claims=cs, first_seen=ds[0] if ds else None, last_seen=ds[-1] if ds else None, why=why)
def q(id, slot, state, answers, counted=None, scope=None, why='', event='e1'):
    return dict(id=id, event=event, slot=slot, counted=counted, scope=scope, state=state, answers=answers, why=why)
v = lambda c: C[c]['value']
origins = [dict(id=i, label=l, speaker=s, first_report=f, first_seen=R[f]['published'], reports=rs, publishers=sorted({R[r]['outlet'] for r in rs}), why=[w])
  for i, l, s, f, rs, w in [
    ('o1', 'Interior Ministry, 1-3 May', 'Interior Ministry', 'R1', ['R1', 'R3', 'R4'], 'R3 was copied from R1.'),
    ('o2', 'River Front, 2 May', 'River Front', 'R2', ['R2'], 'It spoke to Harbour Wire itself.'),
    ('o3', 'Mara Quill, a resident of Alvar, 2 May', 'Mara Quill', 'R1', ['R1'], 'Named once.'),
    ('o4', 'a hospital', 'a hospital', 'R2', ['R2'], 'Named once.'),
    ('o5', 'army', 'army', 'R4', ['R4'], 'Named once.')]]
t1, t3 = T['R1'][4], T['R3'][4]
k = t1.index('120 prisoners'); n = len('120 prisoners escaped from Northgate prison on Thursday')
picture = dict(schema='firsthand/picture/1', as_of='2031-05-03T12:00:00Z', method=dict(version='0.0.0', rules='ab' * 32),
  reports=[dict(id=r['id'], url=r['url'], outlet=r['outlet'], publisher=r['outlet'], published=r['published'], captured=None, title=r['title'], lang=r['lang'], sha256=r['sha256'], revision_of=None) for r in reports],
  claims=claims, origins=origins,
  events=[dict(id='e1', title='Escape, Alvar, 1 May 2031', kind='escape', place=dict(name='Northgate prison', lat=36.0512, lon=40.7345, admin1='Vale', country='SY', precision_m=300, feature='prison'), date='2031-05-01', reports=['R1', 'R2', 'R3', 'R4', 'R5'], background=False, why=['Same prison, same day.']),
          dict(id='e2', title='Flood, Alvar, 2029', kind='flood', place=None, date='2029', reports=['R2'], background=True, why=['Another year.'])],
  questions=[
    q('q1', 'escaped', 'disputed', [answer(v('c4'), 'current', ['c4']), answer(v('c2'), 'current', ['c2']), answer(v('c1'), 'superseded', ['c1', 'c3'], 'The ministry went from 120 to 150.'), answer(v('c5'), 'outlier', ['c5'], 'No source and far from every line.')], 'prisoners', 'Northgate prison', 'The Front and the ministry exclude each other.'),
    q('q2', 'recaptured', 'agreed', [answer(v('c6'), 'current', ['c6'])], 'prisoners'),
    q('q3', 'cause', 'open', [answer(v('c7'), 'current', ['c7'])]),
    q('q4', 'responsibility', 'disputed', [answer(v('c8'), 'current', ['c8']), answer(v('c9'), 'current', ['c9'])], 'fire'),
    q('q5', 'killed', 'agreed', [answer(v('c10'), 'current', ['c10'])], 'people'),
    q('q6', 'movement_restriction', 'agreed', [answer(v('c11'), 'current', ['c11'])], 'curfew', 'Alvar'),
    q('q7', 'place', 'agreed', [answer(v('c12'), 'current', ['c12']), answer(v('c13'), 'outlier', ['c13'], 'Forty kilometres off.')], 'event'),
    q('q8', 'killed', 'open', [answer(v('c15'), 'current', ['c15'])], 'people', None, '', 'e2')],
  copies=[dict(report='R3', of='R1', kind='verbatim', score=0.95, changed=[dict(what='operator', **{'from': 'Some 120', 'to': '120'}), dict(what='attribution', **{'from': 'the Interior Ministry said', 'to': ''})], shared=[[b(t3[:0]), b(t3[:n]), b(t1[:k]), b(t1[:k + n])]], why=['R3 came later and shares the sentence.'])],
  findings=[dict(kind='lost_attribution', report='R3', claim='c3', said='120 prisoners', why='R1, from which it was taken, names the Interior Ministry.', evidence=C['c3']['evidence']),
            dict(kind='no_source', report='R5', claim='c5', said='Thousands\u202e', why='Nobody stands behind it.', evidence=C['c5']['evidence'])],
  warnings=[dict(claim='c14', by='Tomas Reed, a resident', text='more may follow', horizon='2031-05-02T16:30:00Z', outcome='came_true', why='Tomas Reed said more would go, and later “150” were counted.', shown_by=['c4'])],
  restrictions=[dict(what='حظر تجول', **{'where': 'ألفار', 'from': '2031-05-02', 'to': None, 'by': 'army'}, claims=['c11'])],
  sectors=[dict(event='e1', sector='power', **{'where': 'Alvar'}, state='out', text='no power where Mara Quill lives', as_of='2031-05-02T06:00:00Z', age_hours=28, claims=['c7']),
           dict(event='e1', sector='curfew', **{'where': 'ألفار'}, state='in_force', text='حظر تجول في ألفار', as_of='2031-05-03T05:00:00Z', age_hours=5, claims=['c11'])],
  precedents=[dict(event='e1', precedent='e2', title='Flood, Alvar, 2029', km=15, similar=['They lie within 15 km of each other.', 'Named in both: River Front.'], differs=['This is an escape, that was a flood.', 'It lies 2 years back.'], claims=['c15'])],
  issues=[dict(report='R5', code='no-date', at=None, note='The page states no date.')])
for a in picture['questions'][0]['answers']: a['basis'] = {'c4': 'official', 'c2': 'stated', 'c1': 'estimate', 'c5': None}[a['claims'][0]]
picture['questions'][4].update(range=dict(low=10, best=12, high=14, origins=['o2', 'o4', 'o5']), range_why='From 3 independent origins that are no party to the event.')
picture['questions'][7].update(range=None, range_why='It takes 3 independent origins that are no party to the event; 0 give a standing figure.')
json.dump(picture, open(os.path.join(here, 'picture.json'), 'w', encoding='utf8'), ensure_ascii=True, indent=1)
json.dump(reports, open(os.path.join(here, 'reports.json'), 'w', encoding='utf8'), ensure_ascii=True, indent=1)
