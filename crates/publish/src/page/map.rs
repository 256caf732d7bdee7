//! The place: an inline drawing over bundled outlines, and the same as a list with distance and bearing.
//!
//! Key decision: precision is drawn as area and printed coordinates are rounded to it; a point is never more exact than what is known.
//! Sites that hold people (prisons, camps, hospitals, shelters) are never drawn finer than [`COARSE_M`], whatever the gazetteer knows.

use std::fmt::Write as _;

use maud::{Markup, html};
use model::{Answer, AnswerStatus, Place, Slot};

use crate::{
    clean::{clean_line, columns, shorten},
    words,
};

use super::{Page, words_of};

/// Least precision of sites that hold people, metres.
const COARSE_M: u32 = 10_000;
/// Farther than this from the first place, in kilometres, a place is listed and not drawn.
const FAR_KM: f64 = 600.0;
/// Less exact than this, in metres, a place is listed and not drawn.
const WIDE_M: u32 = 150_000;
/// Precision where the picture gives none, metres: a town.
const TOWN_M: u32 = 5_000;
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 400.0;

/// Compact outlines of first-level divisions; see `data/map/build.py` for the format.
static OUTLINES: &[u8] = include_bytes!("../../../../data/map/outlines.bin");

/// Something to draw.
struct Spot<'a> {
    name: String,
    place: Place,
    precision_m: u32,
    rejected: bool,
    why: String,
    answer: Option<&'a Answer>,
    /// The place that the event itself carries.
    of_event: bool,
}

/// Words that mark a site where people are held or cared for.
fn holds_people(p: &Place) -> bool {
    const WORDS: &[&str] = &[
        "prison",
        "jail",
        "camp",
        "hospital",
        "detention",
        "shelter",
        "clinic",
        "penitentiary",
        "school",
        "maternity",
        "orphanage",
    ];
    let has = |s: &str| {
        let s = s.to_lowercase();
        WORDS.iter().any(|w| s.contains(w))
    };
    p.feature.as_deref().is_some_and(has) || has(&p.name)
}

/// How far off a place is shown to be, metres.
pub(crate) fn precision(p: &Place) -> u32 {
    let given = p.precision_m.filter(|m| *m > 0).unwrap_or(TOWN_M);
    if holds_people(p) { given.max(COARSE_M) } else { given }
}

/// Degrees to which a coordinate may be printed: a power of ten not finer than the precision.
fn digits(precision_m: u32) -> usize {
    match precision_m {
        0..=150 => 3,
        151..=1_500 => 2,
        1_501..=15_000 => 1,
        _ => 0,
    }
}

/// The coordinate rounded to the precision, so that the page holds no finer one.
fn coarse(v: f64, precision_m: u32) -> f64 {
    let f = 10f64.powi(i32::try_from(digits(precision_m)).unwrap_or(0));
    (v * f).round() / f
}

impl<'a> Page<'a, '_> {
    fn spots(&self) -> (Vec<Spot<'a>>, Vec<(String, &'a Answer)>) {
        let (main, _) = self.desk.events();
        let mut spots: Vec<Spot> = Vec::new();
        let mut unlocated = Vec::new();
        for e in &main {
            if let Some(p) = &e.place
                && p.lat.is_some()
                && p.lon.is_some()
                && !spots.iter().any(|s| s.name == clean_line(&p.name))
            {
                spots.push(Spot {
                    name: clean_line(&p.name),
                    place: p.clone(),
                    precision_m: precision(p),
                    rejected: false,
                    why: String::new(),
                    answer: None,
                    of_event: true,
                });
            }
        }
        for q in self.main_questions().into_iter().filter(|q| q.slot == Slot::Place) {
            for a in &q.answers {
                let Some(name) = a.value.text.as_deref().map(clean_line).filter(|n| !n.is_empty()) else { continue };
                let rejected = matches!(a.status, AnswerStatus::Outlier | AnswerStatus::Withdrawn);
                match self.options.places.get(&name) {
                    Some(p) if p.lat.is_some() && p.lon.is_some() => {
                        let same = spots.iter_mut().find(|s| apart_m(&s.place, p).is_some_and(|d| d < 3_000.0));
                        match same {
                            Some(s) if !rejected => s.answer = s.answer.or(Some(a)),
                            _ => spots.push(Spot {
                                name,
                                place: p.clone(),
                                precision_m: precision(p),
                                rejected,
                                why: clean_line(&a.why),
                                answer: Some(a),
                                of_event: false,
                            }),
                        }
                    }
                    _ => match spots
                        .iter_mut()
                        .find(|s| !rejected && s.answer.is_none() && (s.name.contains(&name) || name.contains(&s.name)))
                    {
                        Some(s) => s.answer = Some(a),
                        None => unlocated.push((name, a)),
                    },
                }
            }
        }
        // Rejected last, then those that most reports name: the first one is what the others are measured from.
        spots.sort_by_key(|s| (s.rejected, !s.of_event, std::cmp::Reverse(s.answer.map_or(0, |a| a.reports.len()))));
        spots.truncate(24);
        (spots, unlocated)
    }

    pub(crate) fn place_map(&self) -> Markup {
        let (spots, unlocated) = self.spots();
        // Places that are far off or as large as a country would shrink the drawing to nothing: they are listed only.
        let drawn: Vec<&Spot> = spots
            .iter()
            .enumerate()
            .filter(|(i, s)| {
                *i == 0
                    || (s.precision_m <= WIDE_M
                        && spots.first().and_then(|f| distance_km(&f.place, &s.place)).is_some_and(|d| d <= FAR_KM))
            })
            .map(|(_, s)| s)
            .collect();
        let centre = spots.iter().find(|s| !s.rejected).or(spots.first()).map(|s| s.place.clone());
        html! {
            section #map aria-labelledby="h-map" {
                h2 #h-map { "Where it was" }
                @if spots.is_empty() && unlocated.is_empty() { p.empty { "No place could be told in " (self.looked_at()) "." } } @else {
                    div.mapgrid {
                        @if !spots.is_empty() { figure.map { (draw(&drawn)) figcaption { "Circles show how exactly the place is known, not how large it is. Dashed and hollow: rejected. Boundaries imply no endorsement." } } }
                        ul.places {
                            @for s in &spots { li class=[s.rejected.then_some("past")] {
                                b { (words_of(&s.name)) } @if s.rejected { " " span.tag.warn { "rejected" } } @if !drawn.iter().any(|d| std::ptr::eq(*d, s)) { " " span.tag { "off the map" } }
                                span.who {
                                    @if let Some(a) = &s.place.admin1 { (words_of(&clean_line(a))) ", " } @if let Some(c) = &s.place.country { (clean_line(c)) ", " }
                                    "within about " (words::figure((f64::from(s.precision_m) / 1000.0).max(1.0).round())) " km, near "
                                    bdi dir="ltr" { (coordinates(s)) }
                                }
                                @if let Some(c) = &centre { @if let Some(t) = from(c, s) { span.who { (t) } } }
                                @if holds_people(&s.place) { span.note { "Holds people: drawn coarsely on purpose." } }
                                @if let Some(a) = s.answer { span.who { (self.desk.weight(a)) " " (self.evidence_links(a)) } }
                                @if !s.why.is_empty() { span.why { (words_of(&s.why)) } }
                            } }
                            @for (name, a) in &unlocated { li class=[(a.status == AnswerStatus::Outlier).then_some("past")] {
                                b { (words_of(&shorten(name, 120))) } " " span.tag { (if a.status == AnswerStatus::Current { "not on the map" } else { words::status(a.status) }) }
                                span.who { (self.desk.weight(a)) " " (self.evidence_links(a)) }
                                @if !a.why.is_empty() { span.why { (words_of(&clean_line(&a.why))) } }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn coordinates(s: &Spot<'_>) -> String {
    let n = digits(s.precision_m);
    let (lat, lon) = (s.place.lat.unwrap_or(0.0), s.place.lon.unwrap_or(0.0));
    format!(
        "{:.n$}°{} {:.n$}°{}",
        lat.abs(),
        if lat < 0.0 { 'S' } else { 'N' },
        lon.abs(),
        if lon < 0.0 { 'W' } else { 'E' }
    )
}

/// The point as it may be known: distances from exact points would give away what the drawing hides.
fn point(p: &Place) -> Option<(f64, f64)> {
    let m = precision(p);
    Some((coarse(p.lat?, m), coarse(p.lon?, m)))
}

/// Metres between two points as the gazetteer has them: to tell whether two names mean one place, never to be shown.
fn apart_m(a: &Place, b: &Place) -> Option<f64> {
    Some(know::distance_m((a.lat?, a.lon?), (b.lat?, b.lon?)))
}

/// Great-circle distance in kilometres.
fn distance_km(a: &Place, b: &Place) -> Option<f64> {
    Some(know::distance_m(point(a)?, point(b)?) / 1000.0)
}

/// "170 km north-west of Shaddadi".
fn from(centre: &Place, s: &Spot<'_>) -> Option<String> {
    let o = know::bearing(point(centre)?, point(&s.place)?);
    let km = o.metres / 1000.0;
    // Two figures are all that such positions bear.
    let round = if km >= 100.0 { (km / 10.0).round() * 10.0 } else { km.round() };
    (km >= 3.0).then(|| format!("about {} km {} of {}", words::figure(round), o.direction, clean_line(&centre.name)))
}

/// What part of the world is drawn.
struct View {
    west: f64,
    north: f64,
    scale: f64,
    squeeze: f64,
}

impl View {
    fn over(spots: &[&Spot<'_>]) -> Self {
        let mut b = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for s in spots {
            let (lat, lon) =
                (s.place.lat.unwrap_or(0.0).clamp(-85.0, 85.0), s.place.lon.unwrap_or(0.0).clamp(-180.0, 180.0));
            let r = f64::from(s.precision_m.min(600_000)) / 111_000.0;
            b = (b.0.min(lon - r), b.1.min(lat - r), b.2.max(lon + r), b.3.max(lat + r));
        }
        let lat = (b.1 + b.3) / 2.0;
        let squeeze = lat.to_radians().cos().max(0.1);
        let (w, h) = (((b.2 - b.0) * squeeze).max(3.6) * 1.35, (b.3 - b.1).max(2.6) * 1.35);
        let scale = (WIDTH / w).min(HEIGHT / h);
        let lon = (b.0 + b.2) / 2.0;
        Self { west: lon - WIDTH / scale / squeeze / 2.0, north: lat + HEIGHT / scale / 2.0, scale, squeeze }
    }

    fn xy(&self, lat: f64, lon: f64) -> (f64, f64) {
        ((lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale)
    }

    /// Pixels for a length in metres.
    fn metres(&self, m: f64) -> f64 {
        m / 111_195.0 * self.scale
    }
}

fn draw(spots: &[&Spot<'_>]) -> Markup {
    let view = View::over(spots);
    let base = Outlines::read(OUTLINES).unwrap_or_default();
    let own = spots.iter().find_map(|s| s.place.country.as_deref()).unwrap_or("");
    let (land, borders, labels) = base.draw(&view, own);
    let names: Vec<String> = spots.iter().map(|s| s.name.clone()).collect();
    let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut marks = Vec::new();
    for s in spots {
        let at = |v: Option<f64>| coarse(v.unwrap_or(0.0), s.precision_m);
        let (x, y) = view.xy(at(s.place.lat), at(s.place.lon));
        let r = view.metres(f64::from(s.precision_m)).clamp(5.0, 240.0);
        taken.push((x - r, y - r, x + r, y + r));
        marks.push((x, y, r, shorten(&s.name, 34), s.rejected, None));
    }
    for m in &mut marks {
        let (x, y, r) = (m.0, m.1, m.2);
        let w = columns(&m.3) as f64 * 7.4;
        // Right, left, below, above; where none is free the list beside the map has the name.
        let tries = [
            ("start", x + r + 6.0, y + 4.5),
            ("end", x - r - 6.0, y + 4.5),
            ("middle", x, y + r + 15.0),
            ("middle", x, y - r - 6.0),
        ];
        m.5 = tries.into_iter().find_map(|(anchor, lx, ly)| {
            let left = match anchor {
                "start" => lx,
                "end" => lx - w,
                _ => lx - w / 2.0,
            };
            let bx = (left, ly - 12.0, left + w, ly + 4.0);
            let inside = bx.0 > 2.0 && bx.2 < WIDTH - 2.0 && bx.1 > 2.0 && bx.3 < HEIGHT - 2.0;
            let free = inside && !taken.iter().any(|t| bx.0 < t.2 && t.0 < bx.2 && bx.1 < t.3 && t.1 < bx.3);
            free.then(|| {
                taken.push(bx);
                (anchor, lx, ly)
            })
        });
    }
    let mut shown = Vec::new();
    for (x, y, name, big) in labels {
        let w = columns(&name) as f64 * if big { 8.5 } else { 6.4 };
        let bx = (x - w / 2.0, y - 9.0, x + w / 2.0, y + 5.0);
        let inside = bx.0 > 4.0 && bx.2 < WIDTH - 4.0 && bx.1 > 4.0 && bx.3 < HEIGHT - 4.0;
        if inside && !taken.iter().any(|t| bx.0 < t.2 && t.0 < bx.2 && bx.1 < t.3 && t.1 < bx.3) {
            taken.push(bx);
            shown.push((x, y, name, big));
        }
        if shown.len() > 40 {
            break;
        }
    }
    let km = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0]
        .into_iter()
        .find(|k| view.metres(k * 1000.0) > 60.0)
        .unwrap_or(2000.0);
    let bar = view.metres(km * 1000.0);
    let n = |v: f64| format!("{v:.1}");
    html! {
        svg viewBox=(format!("0 0 {WIDTH:.0} {HEIGHT:.0}")) role="img" aria-label=(format!("Map: {}. The list beside it says the same.", names.join(", "))) {
            rect.sea x="0" y="0" width=(n(WIDTH)) height=(n(HEIGHT)) {}
            @if !land.0.is_empty() { path.land d=(land.0) {} }
            @if !land.1.is_empty() { path.land.own d=(land.1) {} }
            @if !borders.is_empty() { path.border d=(borders) {} }
            @for (x, y, name, big) in &shown { text class=(if *big { "country" } else { "div" }) x=(n(*x)) y=(n(*y)) text-anchor="middle" { (name) } }
            @for (x, y, r, name, rejected, label) in &marks {
                circle class=(if *rejected { "spot no" } else { "spot" }) cx=(n(*x)) cy=(n(*y)) r=(n(*r)) {}
                @if let Some((anchor, lx, ly)) = label { text class=(if *rejected { "spotname no" } else { "spotname" }) x=(n(*lx)) y=(n(*ly)) text-anchor=(anchor) { (name) } }
            }
            path.bar d=(format!("M14 {:.1}v6h{bar:.1}v-6", HEIGHT - 20.0)) {}
            text.scale x=(n(20.0 + bar)) y=(n(HEIGHT - 13.0)) { (words::figure(km)) " km" }
        }
    }
}

#[derive(Default)]
struct Outlines<'d> {
    arcs: Vec<(bool, Vec<(i32, i32)>)>,
    areas: Vec<Area<'d>>,
}

struct Area<'d> {
    name: &'d str,
    country: &'d str,
    bounds: [i32; 4],
    rings: Vec<Vec<u32>>,
}

struct Bytes<'d>(&'d [u8]);

impl<'d> Bytes<'d> {
    fn take(&mut self, n: usize) -> Option<&'d [u8]> {
        let (a, b) = self.0.split_at_checked(n)?;
        self.0 = b;
        Some(a)
    }

    fn var(&mut self) -> Option<u32> {
        let mut n = 0u32;
        for shift in (0..35).step_by(7) {
            let b = *self.take(1)?.first()?;
            n |= u32::from(b & 127).checked_shl(shift)?;
            if b < 128 {
                return Some(n);
            }
        }
        None
    }

    fn zz(&mut self) -> Option<i32> {
        let n = self.var()?;
        Some((n >> 1) as i32 ^ -((n & 1) as i32))
    }
}

type Label = (f64, f64, String, bool);

impl<'d> Outlines<'d> {
    /// Reads the asset; `None` where it is damaged, and then the map is drawn without outlines.
    fn read(data: &'d [u8]) -> Option<Self> {
        let mut b = Bytes(data.strip_prefix(b"FHMAP1\n")?);
        let mut out = Self::default();
        for _ in 0..b.var()? {
            let flag = *b.take(1)?.first()? == 1;
            let n = b.var()?;
            let mut pts = Vec::new();
            let (mut x, mut y) = (0i32, 0i32);
            for _ in 0..n {
                x = x.wrapping_add(b.zz()?);
                y = y.wrapping_add(b.zz()?);
                pts.push((x, y));
            }
            out.arcs.push((flag, pts));
        }
        for _ in 0..b.var()? {
            let n = b.var()? as usize;
            let name = std::str::from_utf8(b.take(n)?).ok()?;
            let country = std::str::from_utf8(b.take(2)?).ok()?;
            let bounds = [b.zz()?, b.zz()?, b.zz()?, b.zz()?];
            let mut rings = Vec::new();
            for _ in 0..b.var()? {
                let n = b.var()?;
                let mut ring = Vec::new();
                for _ in 0..n {
                    ring.push(b.var()?);
                }
                rings.push(ring);
            }
            out.areas.push(Area { name, country, bounds, rings });
        }
        Some(out)
    }

    /// Paths of foreign and own land, of the borders between countries, and the names that might be written.
    fn draw(&self, view: &View, own: &str) -> ((String, String), String, Vec<Label>) {
        let (mut foreign, mut home, mut borders) = (String::new(), String::new(), String::new());
        let mut labels: Vec<(f64, Label)> = Vec::new();
        let mut countries: std::collections::BTreeMap<&str, (f64, f64, f64)> = std::collections::BTreeMap::new();
        let east = view.west + WIDTH / view.scale / view.squeeze;
        let south = view.north - HEIGHT / view.scale;
        let hundredths = |v: f64| (v * 100.0) as i32;
        let mut used = vec![false; self.arcs.len()];
        for a in &self.areas {
            let [w, s, e, n] = a.bounds;
            if e < hundredths(view.west) - 20
                || w > hundredths(east) + 20
                || n < hundredths(south) - 20
                || s > hundredths(view.north) + 20
            {
                continue;
            }
            let path = if a.country == own { &mut home } else { &mut foreign };
            let mut best = (0.0, 0.0, 0.0);
            for ring in &a.rings {
                let mut pts: Vec<(f64, f64)> = Vec::new();
                for r in ring {
                    let i = (r >> 1) as usize;
                    let Some((_, arc)) = self.arcs.get(i) else { continue };
                    if let Some(u) = used.get_mut(i) {
                        *u = true;
                    }
                    let at = |p: &(i32, i32)| view.xy(f64::from(p.1) / 100.0, f64::from(p.0) / 100.0);
                    if r & 1 == 1 {
                        pts.extend(arc.iter().rev().skip(1).map(at))
                    } else {
                        pts.extend(arc.iter().skip(1).map(at))
                    }
                }
                let inside = clip(&pts);
                let (area, cx, cy) = centroid(&inside);
                if area > best.0 {
                    best = (area, cx, cy);
                }
                if inside.len() > 2 && area > 6.0 {
                    path_of(path, &inside, true);
                }
            }
            if best.0 > 1200.0 {
                labels.push((best.0, (best.1, best.2, a.name.to_owned(), false)));
            }
            let c = countries.entry(a.country).or_default();
            *c = (c.0 + best.0, c.1 + best.1 * best.0, c.2 + best.2 * best.0);
        }
        for (i, (border, arc)) in self.arcs.iter().enumerate() {
            if *border && used.get(i) == Some(&true) {
                let mut run: Vec<(f64, f64)> = Vec::new();
                for p in arc {
                    let (x, y) = view.xy(f64::from(p.1) / 100.0, f64::from(p.0) / 100.0);
                    let near = (-60.0..WIDTH + 60.0).contains(&x) && (-60.0..HEIGHT + 60.0).contains(&y);
                    if near {
                        run.push((x, y));
                    } else {
                        path_of(&mut borders, &run, false);
                        run.clear();
                    }
                }
                path_of(&mut borders, &run, false);
            }
        }
        labels.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.2.cmp(&b.1.2)));
        let mut out: Vec<Label> = Vec::new();
        if countries.len() > 1 {
            for (code, (area, x, y)) in countries {
                if area > 6000.0 && code != own {
                    out.push((x / area, y / area, country_name(code).to_owned(), true));
                }
            }
        }
        // Divisions of the country concerned help to find the way; those of its neighbours only crowd the drawing.
        let own_names: std::collections::BTreeSet<&str> =
            self.areas.iter().filter(|a| own.is_empty() || a.country == own).map(|a| a.name).collect();
        out.extend(labels.into_iter().map(|(_, l)| l).filter(|l| own_names.contains(l.2.as_str())));
        ((foreign, home), borders, out)
    }
}

fn country_name(code: &str) -> &str {
    match code {
        "SY" => "Syria",
        "IQ" => "Iraq",
        "TR" => "Türkiye",
        "UA" => "Ukraine",
        "RU" => "Russia",
        "IR" => "Iran",
        "LB" => "Lebanon",
        "JO" => "Jordan",
        "IL" => "Israel",
        "PS" => "Palestine",
        "BY" => "Belarus",
        "PL" => "Poland",
        "MD" => "Moldova",
        "RO" => "Romania",
        "SD" => "Sudan",
        "SS" => "South Sudan",
        "TD" => "Chad",
        "ET" => "Ethiopia",
        "EG" => "Egypt",
        "LY" => "Libya",
        "YE" => "Yemen",
        "SA" => "Saudi Arabia",
        "AF" => "Afghanistan",
        "PK" => "Pakistan",
        "IN" => "India",
        "MM" => "Myanmar",
        "BD" => "Bangladesh",
        "CD" => "DR Congo",
        "RW" => "Rwanda",
        "UG" => "Uganda",
        c => c,
    }
}

/// A path with one decimal, relative steps.
fn path_of(out: &mut String, pts: &[(f64, f64)], close: bool) {
    let r = |v: f64| (v * 10.0).round() as i64;
    let mut at: Option<(i64, i64)> = None;
    let short = |n: i64| {
        if n % 10 == 0 {
            format!("{}", n / 10)
        } else {
            format!("{}{}.{}", if n < 0 { "-" } else { "" }, n.abs() / 10, n.abs() % 10)
        }
    };
    if pts.len() < 2 {
        return;
    }
    for p in pts {
        let q = (r(p.0), r(p.1));
        let step = match at {
            None => write!(out, "M{} {}l", short(q.0), short(q.1)),
            Some(a) if (q.0 - a.0).abs() + (q.1 - a.1).abs() < 14 => continue,
            Some(a) => write!(out, "{} {} ", short(q.0 - a.0), short(q.1 - a.1)),
        };
        step.expect("writing to a string does not fail");
        at = Some(q);
    }
    while out.ends_with([' ', 'l']) {
        out.pop();
    }
    if close {
        out.push('z');
    }
}

/// A ring cut to the drawing with a margin (Sutherland and Hodgman).
fn clip(ring: &[(f64, f64)]) -> Vec<(f64, f64)> {
    const M: f64 = 12.0;
    // Each side as a distance to it, positive inside.
    let inside = |side: usize, p: (f64, f64)| match side {
        0 => p.0 + M,
        1 => WIDTH + M - p.0,
        2 => p.1 + M,
        _ => HEIGHT + M - p.1,
    };
    let mut poly = ring.to_vec();
    for side in 0..4 {
        let mut out = Vec::with_capacity(poly.len());
        let Some(mut prev) = poly.last().copied() else { return poly };
        for &p in &poly {
            let (a, b) = (inside(side, prev), inside(side, p));
            if (a >= 0.0) != (b >= 0.0) {
                let t = a / (a - b);
                out.push((prev.0 + (p.0 - prev.0) * t, prev.1 + (p.1 - prev.1) * t));
            }
            if b >= 0.0 {
                out.push(p);
            }
            prev = p;
        }
        poly = out;
    }
    poly
}

/// Area and centroid of a ring.
fn centroid(ring: &[(f64, f64)]) -> (f64, f64, f64) {
    let (mut a, mut x, mut y) = (0.0, 0.0, 0.0);
    let Some(mut p) = ring.last().copied() else { return (0.0, 0.0, 0.0) };
    for &q in ring {
        let c = p.0 * q.1 - q.0 * p.1;
        a += c;
        x += (p.0 + q.0) * c;
        y += (p.1 + q.1) * c;
        p = q;
    }
    if a.abs() < 1e-6 { (0.0, 0.0, 0.0) } else { (a.abs() / 2.0, x / (3.0 * a), y / (3.0 * a)) }
}

#[cfg(test)]
mod tests {
    use model::Place;

    use super::{COARSE_M, OUTLINES, Outlines, clip, coarse, digits, distance_km, precision};

    #[test]
    fn the_asset_reads_whole_and_damage_is_survived() {
        let o = Outlines::read(OUTLINES).expect("asset");
        assert!(o.areas.len() > 4000 && o.arcs.len() > 10_000);
        for n in [0, 7, 8, 100, 5000, OUTLINES.len() - 1] {
            assert!(Outlines::read(&OUTLINES[..n]).is_none(), "{n}");
        }
    }

    #[test]
    fn places_that_hold_people_are_coarse() {
        let p = |name: &str, m| Place { name: name.into(), precision_m: Some(m), ..Place::default() };
        assert_eq!(precision(&p("Roj camp", 200)), COARSE_M);
        assert_eq!(precision(&p("Some bridge", 200)), 200);
        assert_eq!(precision(&Place { feature: Some("hospital".into()), ..p("Al-Amal", 100) }), COARSE_M);
        assert_eq!(digits(10_000), 1);
        assert!((coarse(36.0567, 10_000) - 36.1).abs() < 1e-9);
    }

    #[test]
    fn distances_and_clipping() {
        let at = |lat, lon| Place { lat: Some(lat), lon: Some(lon), ..Place::default() };
        let d = distance_km(&at(36.06, 40.73), &at(36.38, 38.86)).unwrap();
        assert!((160.0..180.0).contains(&d), "{d}");
        let big = clip(&[(-1e4, -1e4), (1e4, -1e4), (1e4, 1e4), (-1e4, 1e4)]);
        assert_eq!(big.len(), 4);
        assert!(big.iter().all(|p| p.0.abs() <= 600.0 && p.1.abs() <= 450.0));
        assert!(clip(&[]).is_empty());
    }
}
