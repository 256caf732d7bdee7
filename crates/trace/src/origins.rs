//! Origins: the one function that decides which claims go back to one first utterance.
//!
//! What for: origins are counted, pages never are.
//!
//! Key decision: a claim gets an origin only from what a reader could point at: a speaker named for it, the same page crediting the
//! same figure elsewhere, the page it was copied from, or a figure so odd that it cannot have been reached twice. Whatever is left
//! has no origin: its independence is unknown, and that is not the same as independent. Who only passes a claim on never becomes
//! its origin.

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, Copy, EvidencePart, Moment, Origin, Pin, PinKind, Slot, Value, ValueKind, content_id};

use crate::voices::{Voice, Weight, fold};

/// A claim with what `weigh` knows of it by now.
#[derive(Clone, Debug)]
pub struct Utterance<'a> {
    /// The claim; its event is filled.
    pub claim: &'a Claim,
    /// Comparable question: claims of two questions are never set against each other.
    pub question: &'a str,
    /// Number of the group of agreeing claims inside that question.
    pub answer: usize,
    /// Who speaks.
    pub voice: &'a Voice,
    /// The moment it was said, as far as the page tells: its own as-of, else its publication.
    pub said: Option<i64>,
    /// When the report was published.
    pub published: Option<&'a Moment>,
    /// Publisher family, or the outlet where none is known.
    pub publisher: Option<&'a str>,
    /// Key of the agency whose dateline the page carries.
    pub agency: Option<&'a str>,
}

/// Origins of claims.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// For each utterance, in the order given: its origin's place in `list`.
    pub of: Vec<Option<usize>>,
    /// Origins, by id.
    pub list: Vec<Origin>,
}

/// One figure or statement that one line stands behind.
#[derive(Debug)]
struct Atom {
    inst: String,
    question: String,
    answer: usize,
    event: String,
    members: Vec<usize>,
    first: Option<i64>,
    numeric: bool,
}

impl Atom {
    /// The member that was first to say it.
    fn head(&self) -> usize {
        self.members.first().copied().unwrap_or(0)
    }
}

/// Half a day: within it one body's figures are taken for one statement.
const ONE_STATEMENT: i64 = 12 * 3600;

/// Event, question and answer to the lines behind it, each with its marks: who passed it on, on which page it stands.
type Told<'a> = BTreeMap<(String, &'a str, usize), BTreeMap<String, BTreeSet<String>>>;

/// Event, institution and report to the figures it gives there: which atom, at which byte.
type Together<'a> = BTreeMap<(&'a str, &'a str, &'a str), Vec<(usize, usize)>>;

/// Decide the origin of every utterance. Order of the input does not matter for what is decided; it is kept in the answer. `pins` are
/// decisions of people on two claims, which go before all else.
pub fn origins(all: &[Utterance<'_>], copies: &[Copy], pins: &[Pin]) -> Origins {
    let mut key_of: Vec<Option<String>> = vec![None; all.len()];
    let mut reasons: Vec<&'static str> = vec![""; all.len()];
    let event = |u: &Utterance<'_>| u.claim.event.clone().unwrap_or_default();
    // 1. a speaker who can be pointed at
    for (i, u) in all.iter().enumerate() {
        if matches!(u.voice.weight, Weight::Narration | Weight::Media) || u.voice.side.is_empty() {
            continue;
        }
        let who = &u.voice.side;
        key_of[i] = Some(format!("{}\u{1}{}\u{1}{}\u{1}{who}", event(u), u.question, u.answer));
        reasons[i] = "each names the same speaker for the same statement";
    }
    one_voice(all, &mut key_of, &mut reasons);
    // 2. newsrooms: what a newsroom was told is its source's; what it found out is its own
    let mut told: Told<'_> = BTreeMap::new();
    for (i, u) in all.iter().enumerate() {
        if let Some(key) = &key_of[i] {
            let entry = told.entry((event(u), u.question, u.answer)).or_default().entry(key.clone()).or_default();
            entry.extend(u.claim.relayed_by.iter().map(|r| fold(r)));
            entry.insert(format!("\u{2}{}", u.claim.report));
        }
    }
    let credited = |u: &Utterance<'_>, wanted: &str| -> Option<String> {
        let lines = told.get(&(event(u), u.question, u.answer))?;
        let mut hits = lines.iter().filter(|(_, marks)| marks.contains(wanted)).map(|(k, _)| k.clone());
        let one = hits.next();
        if hits.next().is_none() { one } else { None }
    };
    for (i, u) in all.iter().enumerate() {
        if u.voice.weight != Weight::Media {
            continue;
        }
        let name = fold(u.claim.speaker.name.as_deref().or(u.claim.speaker.text.as_deref()).unwrap_or(""));
        let page = format!("\u{2}{}", u.claim.report);
        let from = credited(u, &name)
            .or_else(|| credited(u, &page))
            .or_else(|| odd(u).then(|| only_line(&told, &event(u), u)).flatten());
        match from {
            Some(key) => {
                key_of[i] = Some(key);
                reasons[i] = "a newsroom passes on what another page credits to this speaker";
            }
            None => {
                key_of[i] = Some(format!("{}\u{1}{}\u{1}{}\u{1}{}", event(u), u.question, u.answer, u.voice.side));
                reasons[i] = "the newsroom's own reporting";
            }
        }
    }
    // 3. narration and nobody in particular: only with a link that a reader can check
    for (i, u) in all.iter().enumerate() {
        if key_of[i].is_some() || !u.claim.value.is_numeric() {
            continue;
        }
        if let Some(key) = credited(u, &format!("\u{2}{}", u.claim.report)) {
            key_of[i] = Some(key);
            reasons[i] = "the same page credits this figure to the speaker elsewhere";
        } else if odd(u)
            && let Some(key) = only_line(&told, &event(u), u)
        {
            key_of[i] = Some(key);
            reasons[i] = "the figure is too particular to have been reached twice";
        }
    }
    // "140, one more than before": a step stands with the total that it leads to
    let mut by_sentence: BTreeMap<(&str, usize, EvidencePart), Vec<usize>> = BTreeMap::new();
    for (i, u) in all.iter().enumerate().filter(|(_, u)| u.claim.value.is_numeric()) {
        by_sentence.entry((&u.claim.report, u.claim.evidence.start, u.claim.evidence.part)).or_default().push(i);
    }
    for list in by_sentence.values().filter(|l| l.len() > 1) {
        for &i in list {
            let step = all[i].claim.scope.as_deref() == Some("increase");
            if key_of[i].is_some() || !step {
                continue;
            }
            let total = list.iter().find(|&&j| j != i && all[j].claim.slot == all[i].claim.slot && key_of[j].is_some());
            if let Some(side) = total.and_then(|&j| key_of[j].as_ref()?.rsplit('\u{1}').next()) {
                let u = &all[i];
                key_of[i] = Some(format!("{}\u{1}{}\u{1}{}\u{1}{side}", event(u), u.question, u.answer));
                reasons[i] = "a step told with the total that it leads to";
            }
        }
    }
    // what an agency tells in its own voice, and nobody else is named for, is its own reporting
    for (i, u) in all.iter().enumerate() {
        if key_of[i].is_some()
            || !u.claim.value.is_numeric()
            || u.voice.weight != Weight::Narration
            || u.claim.evidence.part != EvidencePart::Body
            || told.contains_key(&(event(u), u.question, u.answer))
        {
            continue;
        }
        if let Some(agency) = u.agency {
            key_of[i] = Some(format!("{}\u{1}{}\u{1}{}\u{1}{agency}", event(u), u.question, u.answer));
            reasons[i] = "the agency's own reporting: nobody is named for it anywhere";
        }
    }
    headlines(all, &mut key_of, &mut reasons);
    // 4. copies take the origin of what they were taken from
    let mut by_report: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, u) in all.iter().enumerate() {
        by_report.entry(&u.claim.report).or_default().push(i);
    }
    let mut edges: Vec<&Copy> = copies.iter().collect();
    edges.sort_by(|a, b| (&a.report, &a.of).cmp(&(&b.report, &b.of)));
    for _ in 0..2 {
        for c in &edges {
            let (Some(mine), Some(theirs)) = (by_report.get(c.report.as_str()), by_report.get(c.of.as_str())) else {
                continue;
            };
            for &i in mine {
                let strong = !matches!(all[i].voice.weight, Weight::Narration | Weight::Nobody);
                if strong && key_of[i].is_some() {
                    continue;
                }
                let twin = theirs.iter().find(|&&j| {
                    all[j].claim.slot == all[i].claim.slot
                        && all[j].question == all[i].question
                        && all[j].answer == all[i].answer
                });
                if let Some(&j) = twin
                    && let Some(key) = key_of[j].clone()
                {
                    key_of[i] = Some(key);
                    reasons[i] = "copied from a page that credits it";
                }
            }
        }
    }
    // 5. what people decided
    let at: BTreeMap<&str, usize> = all.iter().enumerate().map(|(i, u)| (u.claim.id.as_str(), i)).collect();
    let mut same: Vec<(usize, usize)> = Vec::new();
    let mut other: Vec<(usize, usize)> = Vec::new();
    for p in pins.iter().filter(|p| !p.kind.of_reports()) {
        let (Some(&a), Some(&b)) = (at.get(p.a.as_str()), at.get(p.b.as_str())) else { continue };
        let own = |i: usize| {
            let u = &all[i];
            format!("{}\u{1}{}\u{1}{}\u{1}pin {}", event(u), u.question, u.answer, u.claim.id)
        };
        if p.kind == PinKind::SameOrigin {
            for i in [a, b] {
                key_of[i].get_or_insert_with(|| own(i));
            }
            same.push((a, b));
        } else {
            key_of[b] = Some(own(b));
            other.push((a, b));
        }
        reasons[b] = "decided at the desk";
    }
    join_statements(all, &key_of, &reasons, &same, &other)
}

/// A headline has no words to spare: it blurs the figure below it, leaves out who gave it, or calls him by whatever is short.
fn headlines(all: &[Utterance<'_>], key_of: &mut [Option<String>], reasons: &mut [&'static str]) {
    let mut on_page: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, u) in all.iter().enumerate() {
        on_page.entry((&u.claim.report, u.question)).or_default().push(i);
    }
    for (i, u) in all.iter().enumerate() {
        let short = key_of[i].is_some()
            && (unplaced(u.voice) || u.voice.weight == Weight::Anonymous && !u.voice.side.starts_with("state:"));
        if key_of[i].is_some() && !short || u.claim.evidence.part != EvidencePart::Title || !u.claim.value.is_numeric()
        {
            continue;
        }
        let below: BTreeSet<&String> = on_page
            .get(&(u.claim.report.as_str(), u.question))
            .into_iter()
            .flatten()
            .filter(|&&j| all[j].claim.evidence.part == EvidencePart::Body)
            .filter(|&&j| if short { all[j].answer == u.answer } else { blurs(&u.claim.value, &all[j].claim.value) })
            .filter_map(|&j| key_of[j].as_ref())
            .collect();
        if let (1, Some(key)) = (below.len(), below.first()) {
            key_of[i] = Some((*key).clone());
            reasons[i] = "the headline of a page that credits the figure below it";
        }
    }
}

/// "the ministry" in one page and "Interior Ministry of X" in another are one voice under two names where they give the same figure
/// for the same question: a name that no table knows joins the one known side, and an odd figure joins unknown names to each other.
fn one_voice(all: &[Utterance<'_>], key_of: &mut [Option<String>], reasons: &mut [&'static str]) {
    let mut groups: BTreeMap<(String, &str, usize), Vec<usize>> = BTreeMap::new();
    for (i, u) in all.iter().enumerate() {
        if key_of[i].is_some() && u.claim.value.is_numeric() && u.voice.weight >= Weight::Anonymous {
            groups.entry((u.claim.event.clone().unwrap_or_default(), u.question, u.answer)).or_default().push(i);
        }
    }
    for members in groups.into_values() {
        // people without a name whom a page quotes after one newsroom met them: on the page that leaves the newsroom out they are the same
        let nameless = |i: &usize| all[*i].voice.weight == Weight::Anonymous;
        let met: BTreeSet<&String> = members
            .iter()
            .filter(|i| nameless(i) && all[**i].voice.side.starts_with("media:"))
            .filter_map(|&i| key_of[i].as_ref())
            .collect();
        if members.iter().all(nameless)
            && let (1, Some(one)) = (met.len(), met.first().map(|m| (*m).clone()))
        {
            for i in members {
                if key_of[i].as_ref() != Some(&one) {
                    key_of[i] = Some(one.clone());
                    reasons[i] = "people without a name, whom another page credits to one newsroom for the same figure";
                }
            }
            continue;
        }
        let known: BTreeSet<&str> = members
            .iter()
            .filter(|&&i| all[i].voice.side.starts_with("state:"))
            .map(|&i| all[i].voice.side.as_str())
            .collect();
        let lost: Vec<usize> = members.iter().copied().filter(|&i| unplaced(all[i].voice)).collect();
        let target = if known.len() == 1 && lost.iter().all(|&i| all[i].voice.official || odd(&all[i])) {
            members.iter().find(|&&i| all[i].voice.side.starts_with("state:")).and_then(|&i| key_of[i].clone())
        } else if known.is_empty() && lost.len() > 1 && lost.iter().any(|&i| odd(&all[i])) {
            lost.iter().filter_map(|&i| key_of[i].clone()).min()
        } else {
            None
        };
        if let Some(target) = target {
            for i in lost {
                key_of[i] = Some(target.clone());
                reasons[i] = "a name that no table knows gives the figure of the one side that has it";
            }
        }
    }
}

/// A person or body that no table places on a side.
fn unplaced(v: &Voice) -> bool {
    v.side == v.inst && !v.known && !v.side.contains(':') && matches!(v.weight, Weight::Named | Weight::Anonymous)
}

/// A value that may stand for another in a headline: its range holds it, or it is within a twentieth of it.
fn blurs(title: &Value, body: &Value) -> bool {
    let (Some((tl, th)), Some((bl, bh))) = (title.admits(), body.admits()) else { return false };
    let core = |v: &Value| v.lo.or(v.hi).unwrap_or(0.0);
    let near = (core(title) - core(body)).abs() <= core(body).abs() * 0.06;
    if title.kind == ValueKind::Number { near } else { tl <= bh && bl <= th }
}

/// Too particular to be reached twice: not round, not small; or a range with both its ends.
fn odd(u: &Utterance<'_>) -> bool {
    let v = &u.claim.value;
    if v.kind == ValueKind::Interval {
        return v.lo.zip(v.hi).is_some_and(|(a, b)| a >= 13.0 && a < b);
    }
    matches!(v.kind, ValueKind::Number)
        && matches!(v.op, model::Op::Exact)
        && v.lo.is_some_and(|n| n >= 13.0 && n % 10.0 != 0.0)
}

fn only_line(told: &Told<'_>, event: &str, u: &Utterance<'_>) -> Option<String> {
    let lines = told.get(&(event.to_owned(), u.question, u.answer))?;
    if lines.len() == 1 { lines.keys().next().cloned() } else { None }
}

/// Figures that one institution gave together are one statement, hence one origin.
fn join_statements(
    all: &[Utterance<'_>],
    key_of: &[Option<String>],
    reasons: &[&'static str],
    same: &[(usize, usize)],
    other: &[(usize, usize)],
) -> Origins {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, key) in key_of.iter().enumerate() {
        if let Some(key) = key {
            groups.entry(key).or_default().push(i);
        }
    }
    let mut atoms: Vec<Atom> = groups
        .into_values()
        .map(|mut members| {
            members.sort_by(|&a, &b| order(&all[a]).cmp(&order(&all[b])));
            let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
            let mut numeric = false;
            for &m in &members {
                numeric |= all[m].claim.value.is_numeric();
                if !matches!(all[m].voice.weight, Weight::Narration | Weight::Nobody) {
                    *votes.entry(&all[m].voice.inst).or_default() += match all[m].voice.weight {
                        Weight::Named => 3,
                        Weight::Anonymous => 2,
                        _ => 1,
                    };
                }
            }
            // of two named as often, the one who is named by the page that was first
            let first =
                members.iter().map(|&m| all[m].voice.inst.as_str()).find(|i| votes.contains_key(i)).unwrap_or("");
            let most = votes.values().max().copied();
            let inst = if votes.get(first).copied() == most {
                first.to_owned()
            } else {
                votes.iter().max_by_key(|(k, n)| (**n, std::cmp::Reverse(**k))).map_or("", |(k, _)| *k).to_owned()
            };
            let head = &all[members[0]];
            Atom {
                inst,
                question: head.question.to_owned(),
                answer: head.answer,
                event: head.claim.event.clone().unwrap_or_default(),
                first: members.iter().filter_map(|&m| all[m].said).min(),
                numeric,
                members,
            }
        })
        .collect();
    atoms.sort_by(|a, b| order(&all[a.members[0]]).cmp(&order(&all[b.members[0]])));
    let mut part: Vec<usize> = (0..atoms.len()).collect();
    let mut together: BTreeMap<usize, Vec<usize>> = (0..atoms.len()).map(|i| (i, vec![i])).collect();
    let atom_of: BTreeMap<usize, usize> =
        atoms.iter().enumerate().flat_map(|(n, a)| a.members.iter().map(move |&m| (m, n))).collect();
    let of_atoms = |pairs: &[(usize, usize)]| -> BTreeSet<(usize, usize)> {
        pairs.iter().filter_map(|(a, b)| Some((*atom_of.get(a)?, *atom_of.get(b)?))).collect()
    };
    let never = of_atoms(other);
    for (a, b) in of_atoms(same) {
        join(&mut part, &mut together, a, b);
    }
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut in_report: Together<'_> = BTreeMap::new();
    for (n, a) in atoms.iter().enumerate() {
        for &m in &a.members {
            if !a.numeric || matches!(all[m].voice.weight, Weight::Narration | Weight::Nobody) {
                continue;
            }
            in_report
                .entry((&a.event, &all[m].voice.inst, &all[m].claim.report))
                .or_default()
                .push((n, all[m].claim.evidence.start));
        }
    }
    for list in in_report.values() {
        for (k, &(a, at)) in list.iter().enumerate() {
            for &(b, bt) in list.iter().skip(k + 1).take(40) {
                if a != b {
                    let near = if at.abs_diff(bt) < BREATH { 3 } else { 1 };
                    // said for the first time together: later pages set old figures beside new ones
                    let new = if first_together(all, &atoms[a], &atoms[b]) { FIRST_TOGETHER } else { 0 };
                    *pairs.entry((a.min(b), a.max(b))).or_default() += near + new;
                }
            }
        }
    }
    let mut ranked: Vec<((usize, usize), usize)> = pairs.into_iter().collect();
    ranked.sort_by_key(|&(pair, n)| (std::cmp::Reverse(n), pair));
    for ((a, b), _) in ranked {
        if apart(&atoms[a], &atoms[b]).is_some_and(|t| t > ONE_STATEMENT) {
            continue;
        }
        try_join(all, &atoms, &never, &mut part, &mut together, a, b);
    }
    // the same body or its officials speaking within half a day, without taking anything back, is one statement told by many
    let mut last: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (n, a) in atoms.iter().enumerate() {
        last.entry((&a.event, &a.inst)).or_default().push(n);
    }
    // figures first: an accusation that every page has would tie two statements to each other
    let figures = |part: usize, together: &BTreeMap<usize, Vec<usize>>| {
        together.get(&part).is_some_and(|list| list.iter().any(|&x| atoms[x].numeric))
    };
    for (list, numeric) in last.values().map(|l| (l, true)).chain(last.values().map(|l| (l, false))) {
        for (k, &a) in list.iter().enumerate() {
            for &b in list.iter().skip(k + 1).take(12) {
                if (atoms[a].numeric && atoms[b].numeric) != numeric
                    || !numeric && figures(part[a], &together) && figures(part[b], &together)
                {
                    continue;
                }
                if apart(&atoms[a], &atoms[b]).is_some_and(|t| t <= ONE_STATEMENT)
                    && !told_apart(all, &atoms, &together, part[a], part[b])
                {
                    try_join(all, &atoms, &never, &mut part, &mut together, a, b);
                }
            }
        }
    }
    build(all, &atoms, &together, reasons)
}

/// Bytes within which two sentences are one breath.
const BREATH: usize = 400;
/// What counts more than any number of pages that set two figures side by side later.
const FIRST_TOGETHER: usize = 1000;

/// Both were said for the first time in one report.
fn first_together(all: &[Utterance<'_>], a: &Atom, b: &Atom) -> bool {
    all[a.head()].claim.report == all[b.head()].claim.report
}

/// Several reports tell the one and several the other, and none tells both: two statements, however close in time.
fn told_apart(
    all: &[Utterance<'_>],
    atoms: &[Atom],
    together: &BTreeMap<usize, Vec<usize>>,
    a: usize,
    b: usize,
) -> bool {
    let reports = |part: usize| -> BTreeSet<&str> {
        let members = together.get(&part).into_iter().flatten().flat_map(|&x| &atoms[x].members);
        let sourced = members.filter(|m| all[**m].voice.weight >= Weight::Anonymous);
        sourced.map(|&m| all[m].claim.report.as_str()).collect()
    };
    let (x, y) = (reports(a), reports(b));
    x.len() > 1 && y.len() > 1 && x.is_disjoint(&y)
}

/// Figures below this are given too often for one to be a slip for another.
const PARTICULAR: f64 = 13.0;

/// "ten dead, eight of them in the city": two figures for one question that one voice gave first, and together, are no rivals.
fn in_one_breath(all: &[Utterance<'_>], a: &Atom, b: &Atom) -> bool {
    let (x, y) = (&all[a.head()], &all[b.head()]);
    x.claim.report == y.claim.report
        && x.voice.inst == y.voice.inst
        && x.claim.evidence.part == y.claim.evidence.part
        && x.claim.evidence.start.abs_diff(y.claim.evidence.start) < BREATH
}

/// "ten dead: eight in the city, two upstream": in some report that tells both, another figure of the same voice makes up the rest.
fn adds_up(all: &[Utterance<'_>], a: &Atom, b: &Atom) -> bool {
    let number = |u: &Utterance<'_>| u.claim.value.lo.filter(|_| u.claim.value.kind == ValueKind::Number);
    a.members.iter().any(|&m| {
        let x = &all[m];
        b.members.iter().any(|&n| {
            let y = &all[n];
            let close = |u: &Utterance<'_>| {
                u.claim.report == x.claim.report
                    && u.claim.slot == x.claim.slot
                    && u.voice.inst == x.voice.inst
                    && u.claim.evidence.part == x.claim.evidence.part
                    && u.claim.evidence.start.abs_diff(x.claim.evidence.start) < BREATH
            };
            let (Some(v), Some(w)) = (number(x), number(y)) else { return false };
            // a page's claims stand together, so that the rest is near either of the two
            close(y)
                && beside(all, m).chain(beside(all, n)).any(|z| {
                    close(z) && z.claim.id != x.claim.id && z.claim.id != y.claim.id && number(z) == Some((v - w).abs())
                })
        })
    })
}

/// Claims told next to one, in the order of the page.
fn beside<'a, 'b>(all: &'a [Utterance<'b>], n: usize) -> impl Iterator<Item = &'a Utterance<'b>> {
    const AROUND: usize = 12;
    all.get(n.saturating_sub(AROUND)..(n + AROUND).min(all.len())).unwrap_or(&[]).iter()
}

/// "41 missing" on one page and "42" on another, of one body on one day, and no page tells both: one of them was miscopied.
fn misquoted(all: &[Utterance<'_>], a: &Atom, b: &Atom) -> bool {
    let exact = |x: &Atom| {
        let v = &all[x.head()].claim.value;
        v.lo.filter(|n| v.kind == ValueKind::Number && v.op == model::Op::Exact && *n >= PARTICULAR)
    };
    let (Some(x), Some(y)) = (exact(a), exact(b)) else { return false };
    let reports = |x: &Atom| x.members.iter().map(|&m| all[m].claim.report.as_str()).collect::<BTreeSet<_>>();
    a.inst == b.inst
        && (x - y).abs() <= x.max(y) * SLIP
        && apart(a, b).is_some_and(|t| t <= ONE_STATEMENT)
        && reports(a).is_disjoint(&reports(b))
}

/// Part of a figure by which a miscopied one may be off.
const SLIP: f64 = 0.03;

fn apart(a: &Atom, b: &Atom) -> Option<i64> {
    Some((a.first? - b.first?).abs())
}

#[allow(clippy::too_many_arguments)]
fn try_join(
    all: &[Utterance<'_>],
    atoms: &[Atom],
    never: &BTreeSet<(usize, usize)>,
    part: &mut [usize],
    together: &mut BTreeMap<usize, Vec<usize>>,
    a: usize,
    b: usize,
) {
    let (pa, pb) = (part[a], part[b]);
    if pa == pb {
        return;
    }
    let (Some(xs), Some(ys)) = (together.get(&pa), together.get(&pb)) else { return };
    let clash = xs.iter().any(|&x| {
        ys.iter().any(|&y| {
            let (p, q) = (&atoms[x], &atoms[y]);
            let decided = never.contains(&(x, y)) || never.contains(&(y, x));
            decided
                || p.question == q.question
                    && p.answer != q.answer
                    && countable(&p.question)
                    && rival(&all[p.head()].claim.value, &all[q.head()].claim.value)
                    && !in_one_breath(all, p, q)
                    && !misquoted(all, p, q)
                    && !adds_up(all, p, q)
        })
    });
    if !clash {
        join(part, together, a, b);
    }
}

/// Makes one statement of those that two atoms are in.
fn join(part: &mut [usize], together: &mut BTreeMap<usize, Vec<usize>>, a: usize, b: usize) {
    let (pa, pb) = (part[a], part[b]);
    if pa == pb {
        return;
    }
    let (keep, gone) = (pa.min(pb), pa.max(pb));
    let moved = together.remove(&gone).unwrap_or_default();
    for &m in &moved {
        part[m] = keep;
    }
    if let Some(list) = together.get_mut(&keep) {
        list.extend(moved);
    }
}

/// Two figures are rivals; a vague word and a range that overlap are not.
fn rival(a: &Value, b: &Value) -> bool {
    if a.kind == ValueKind::Number && b.kind == ValueKind::Number {
        return true;
    }
    match (a.admits(), b.admits()) {
        (Some((al, ah)), Some((bl, bh))) => ah < bl || bh < al,
        _ => false,
    }
}

/// Two figures for one count cannot stand in one statement; two accusations can.
fn countable(question: &str) -> bool {
    !Slot::ALL.iter().filter(|s| !counts(**s)).any(|s| question.starts_with(&format!("{s}\u{1}")))
}

fn counts(slot: Slot) -> bool {
    use Slot::*;
    matches!(
        slot,
        Escaped
            | Recaptured
            | Killed
            | Injured
            | Missing
            | Detained
            | Held
            | Displaced
            | Evacuated
            | Affected
            | SettlementsFlooded
            | HomesDamaged
            | Transferred
            | OtherCount
    )
}

fn order<'a>(u: &'a Utterance<'_>) -> (i64, &'a str, usize, &'a str) {
    (u.said.unwrap_or(i64::MAX), &u.claim.report, u.claim.evidence.start, &u.claim.id)
}

fn build(
    all: &[Utterance<'_>],
    atoms: &[Atom],
    together: &BTreeMap<usize, Vec<usize>>,
    reasons: &[&'static str],
) -> Origins {
    let mut made: Vec<(Origin, Vec<usize>)> = Vec::new();
    for list in together.values() {
        let mut members: Vec<usize> = list.iter().flat_map(|&a| atoms[a].members.iter().copied()).collect();
        members.sort_by(|&a, &b| order(&all[a]).cmp(&order(&all[b])));
        let Some(&first) = members.first() else { continue };
        // called by whom most of its claims name, among those that can be held to it most; a slip of one page names nobody else's word
        let most = members.iter().map(|&m| all[m].voice.weight).max();
        let mut named: BTreeMap<&str, (usize, std::cmp::Reverse<usize>)> = BTreeMap::new();
        for (n, &m) in members.iter().enumerate().filter(|(_, m)| Some(all[**m].voice.weight) == most) {
            let e = named.entry(all[m].voice.label.as_str()).or_insert((0, std::cmp::Reverse(n)));
            e.0 += 1;
        }
        let speaker = named
            .into_iter()
            .max_by_key(|(_, rank)| *rank)
            .map_or_else(|| all[first].voice.label.clone(), |(label, _)| label.to_owned());
        // what an agency tells in its own voice is told by the agency
        let speaker = match all[first].claim.relayed_by.last() {
            Some(agency) if speaker.is_empty() => agency.clone(),
            _ => speaker,
        };
        let by_publication = members
            .iter()
            .min_by_key(|&&m| (all[m].published.map_or(i64::MAX, Moment::seconds), &all[m].claim.report))
            .copied()
            .unwrap_or(first);
        let reports: BTreeSet<String> = members.iter().map(|&m| all[m].claim.report.clone()).collect();
        let publishers: BTreeSet<String> =
            members.iter().filter_map(|&m| all[m].publisher.map(str::to_owned)).collect();
        let days: BTreeSet<String> = members
            .iter()
            .filter_map(|&m| all[m].said.and_then(Moment::from_seconds))
            .map(|t| t.date().to_string())
            .collect();
        let label = match days.first() {
            Some(day) => format!("{speaker}, {day}"),
            None => speaker.clone(),
        };
        let why: BTreeSet<&str> = members.iter().map(|&m| reasons[m]).filter(|r| !r.is_empty()).collect();
        let a = &all[first];
        let id =
            content_id("o", &[a.claim.event.as_deref().unwrap_or(""), &atoms[list[0]].inst, a.question, &a.claim.id]);
        made.push((
            Origin {
                id,
                label,
                speaker: Some(speaker),
                first_report: Some(all[by_publication].claim.report.clone()),
                first_seen: all[by_publication].published.cloned(),
                reports: reports.into_iter().collect(),
                publishers: publishers.into_iter().collect(),
                why: why.into_iter().map(str::to_owned).collect(),
            },
            members,
        ));
    }
    made.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut of = vec![None; all.len()];
    for (n, (_, members)) in made.iter().enumerate() {
        for &m in members {
            of[m] = Some(n);
        }
    }
    Origins { of, list: made.into_iter().map(|(o, _)| o).collect() }
}
