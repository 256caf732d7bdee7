"""Outlines for the map of a picture: first-level divisions as shared arcs, simplified, in one small binary file.

usage: build.py ../know/admin1-polygons.geojson.gz outlines.bin        (Python 3, standard library, about a minute)

Why arcs: two divisions share a border; simplifying each polygon alone would open gaps between them. Rings are therefore cut where
three areas meet, each piece is simplified once, and the areas refer to the pieces (the idea of TopoJSON).

Format, all integers LEB128 varints ("zz" = zigzag): "FHMAP1\n"; number of arcs, then for each: flag (1 = between two countries or
on a coast), number of points, first point zz lon, zz lat in 1/100 degree, then zz differences; number of areas, then for each:
length and bytes of the name, two bytes of country code, four zz of the bounding box (west, south, east, north), number of rings,
then for each ring the number of arcs and the arcs as index*2+reversed.
"""
import gzip, json, sys
from collections import defaultdict

TOLERANCE = 12      # 1/1000 degree: about 1.3 km
ISLAND = 400        # drop rings with less than this area, in (1/1000 degree)^2 x 10; the largest ring of an area always stays

feats = json.load(gzip.open(sys.argv[1]))['features']
areas = []
for f in feats:
    p = f['properties']
    polys = f['geometry']['coordinates']
    if f['geometry']['type'] == 'Polygon': polys = [polys]
    rings = []
    for poly in polys:
        for r in poly:
            q = []
            for x, y in r:
                v = (round(x * 1000), round(y * 1000))
                if not q or q[-1] != v: q.append(v)
            if len(q) > 1 and q[0] == q[-1]: q.pop()
            if len(q) >= 3: rings.append(q)
    if rings: areas.append((p['name'], p['country'] or '--', rings))
areas.sort(key=lambda a: (a[1], a[0], a[2][0][0]))

def area2(r):
    return abs(sum(r[i - 1][0] * r[i][1] - r[i][0] * r[i - 1][1] for i in range(len(r))))

kept = []
for n, c, rings in areas:
    big = max(map(area2, rings))
    kept.append((n, c, [r for r in rings if area2(r) >= ISLAND * 10 or area2(r) == big]))
areas = kept

neighbours = {}
junction = set()
for _, _, rings in areas:
    for r in rings:
        for i, v in enumerate(r):
            pair = frozenset((r[i - 1], r[(i + 1) % len(r)]))
            if neighbours.setdefault(v, pair) != pair: junction.add(v)

def cut(r):
    at = [i for i, v in enumerate(r) if v in junction]
    if not at:
        k = r.index(min(r)); r = r[k:] + r[:k]
        return [r + [r[0]]]
    out = []
    for a, b in zip(at, at[1:] + [at[0] + len(r)]):
        out.append([r[i % len(r)] for i in range(a, b + 1)])
    return out

def simplify(a):
    keep = {0, len(a) - 1}
    todo = [(0, len(a) - 1)]
    if a[0] == a[-1] and len(a) > 3:
        far = max(range(len(a)), key=lambda i: (a[i][0] - a[0][0]) ** 2 + (a[i][1] - a[0][1]) ** 2)
        keep.add(far); todo = [(0, far), (far, len(a) - 1)]
    while todo:
        s, e = todo.pop()
        (x0, y0), (x1, y1) = a[s], a[e]
        dx, dy = x1 - x0, y1 - y0
        n2 = dx * dx + dy * dy
        best, at = -1, -1
        for i in range(s + 1, e):
            x, y = a[i][0] - x0, a[i][1] - y0
            d = (x * dy - y * dx) ** 2 / n2 if n2 else x * x + y * y
            if d > best: best, at = d, i
        if best > TOLERANCE ** 2:
            keep.add(at); todo += [(s, at), (at, e)]
    q = []
    for i in sorted(keep):
        v = (round(a[i][0] / 10), round(a[i][1] / 10))
        if not q or q[-1] != v: q.append(v)
    return q if len(q) > 1 else q * 2

index, arcs, users = {}, [], defaultdict(list)
shapes = []
for n, c, rings in areas:
    rr = []
    for r in rings:
        refs = []
        for a in cut(r):
            t, u = tuple(a), tuple(reversed(a))
            if t == u or t <= u: key, rev = t, 0
            else: key, rev = u, 1
            if a[0] == a[-1]:   # closed: direction by the second point
                key = min(t, u); rev = 0 if key == t else 1
            if key not in index: index[key] = len(arcs); arcs.append(key)
            users[index[key]].append(c)
            refs.append(index[key] * 2 + rev)
        rr.append(refs)
    shapes.append((n, c, rr))
shared = sum(1 for u in users.values() if len(u) > 1)
simple = [simplify(a) for a in arcs]

out = bytearray(b'FHMAP1\n')
def var(n):
    while n > 127: out.append(n & 127 | 128); n >>= 7
    out.append(n)
def zz(n): var(n * 2 if n >= 0 else -n * 2 - 1)
var(len(simple))
for i, a in enumerate(simple):
    out.append(1 if len(set(users[i])) != 1 or len(users[i]) == 1 else 0)
    var(len(a))
    px = py = 0
    for x, y in a: zz(x - px); zz(y - py); px, py = x, y
var(len(shapes))
for n, c, rr in shapes:
    b = n.encode(); var(len(b)); out += b; out += c.encode()[:2]
    pts = [p for refs in rr for k in refs for p in simple[k >> 1]]
    for v in (min(p[0] for p in pts), min(p[1] for p in pts), max(p[0] for p in pts), max(p[1] for p in pts)): zz(v)
    var(len(rr))
    for refs in rr:
        var(len(refs))
        for k in refs: var(k)
open(sys.argv[2], 'wb').write(out)
print('areas', len(shapes), 'arcs', len(simple), 'shared', shared, 'points', sum(map(len, simple)), 'bytes', len(out))
