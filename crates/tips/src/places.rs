//! Exact points: degrees in many writings, grids and codes, made coarse to a tenth of a degree (some 11 km) where they can be read.

use know::{Know, PlaceType};
use regex::Captures;

use crate::{
    redact::{Finds, Kind, redact},
    words::{cue_before, regex},
};

/// The mark for a point: a tenth of a degree.
pub(crate) fn near(lat: f64, lon: f64) -> String {
    let tenth = |x: f64| {
        let r = (x * 10.0).round() / 10.0;
        // no "-0.0"
        if r == 0.0 { 0.0 } else { r }
    };
    format!("[near {:.1}, {:.1}]", tenth(lat), tenth(lon))
}

fn on_earth(lat: f64, lon: f64) -> bool {
    lat.abs() <= 90.0 && lon.abs() <= 180.0
}

pub(crate) fn number(s: &str) -> Option<f64> {
    s.replace(',', ".").parse().ok()
}

/// One of the two numbers of a point.
struct Half {
    degrees: f64,
    decimals: usize,
    minutes: bool,
    sign: bool,
    /// `n`, `s`, `e`, `w`.
    hemisphere: Option<char>,
}

const HEMISPHERE: &str = r"(?:[NSEWO]\b|[nsew]\b|(?i:north|south|east|west|nord|sud|süd|ost|est|ouest|norte|sur|sul|este|leste|oeste|kuzey|güney|doğu|batı)\b|с\.? ?ш\.?|ю\.? ?ш\.?|в\.? ?д\.?|з\.? ?д\.?|пн\.? ?ш\.?|пд\.? ?ш\.?|сх\.? ?д\.?|зх\.? ?д\.?|شمالا?|جنوبا?|شرقا?|غربا?)";
const LABEL: &str = r"(?i:lat(?:itude|itud)?|lon(?:gitude|gitud)?|lng|long|широта|долгота|довгота|enlem|boylam|breite(?:ngrad)?|länge(?:ngrad)?|(?:خط )?العرض|(?:خط )?الطول|و|и|і|and|et|und|ve|y|e)";

fn half(n: usize) -> String {
    format!(
        r"(?:\b(?P<before{n}>{HEMISPHERE}|[NSEWO])[ \t]{{0,2}})?(?P<deg{n}>[-+]?[0-9]{{1,3}}(?:[.,][0-9]{{1,15}})?)[ \t]{{0,2}}(?P<sign{n}>°|\*|deg\b|degrees\b|градус\w*)?[ \t]{{0,2}}(?:(?P<min{n}>[0-9]{{1,2}}(?:[.,][0-9]{{1,10}})?)[ \t]{{0,2}}(?:'|min\b)[ \t]{{0,2}}(?:(?P<sec{n}>[0-9]{{1,2}}(?:[.,][0-9]{{1,10}})?)[ \t]{{0,2}}(?:''|'|\x22|sec\b)?)?)?[ \t]{{0,2}}(?P<after{n}>{HEMISPHERE})?"
    )
}

fn letter(word: &str) -> Option<char> {
    let low = word.to_lowercase();
    Some(match low.as_str() {
        "n" | "north" | "nord" | "norte" | "kuzey" => 'n',
        "s" | "south" | "sud" | "süd" | "sur" | "sul" | "güney" => 's',
        "e" | "east" | "est" | "ost" | "este" | "leste" | "doğu" => 'e',
        "w" | "west" | "o" | "ouest" | "oeste" | "batı" => 'w',
        _ if low.starts_with("شمال") || low.starts_with('с') && low.ends_with(['ш', '.']) && !low.contains('х') => {
            'n'
        }
        _ if low.starts_with("جنوب") || low.starts_with('ю') || low.starts_with("пд") => 's',
        _ if low.starts_with("شرق") || low.starts_with('в') || low.starts_with("сх") => 'e',
        _ if low.starts_with("غرب") || low.starts_with('з') => 'w',
        _ if low.starts_with("пн") => 'n',
        _ => return None,
    })
}

fn read(c: &Captures<'_>, n: usize) -> Option<Half> {
    let part = |what: &str| c.name(&format!("{what}{n}")).map(|m| m.as_str());
    let deg = part("deg")?;
    let whole = number(deg)?;
    let (min, sec) = (part("min").and_then(number), part("sec").and_then(number));
    if min.is_some_and(|m| m >= 60.0) || sec.is_some_and(|s| s >= 60.0) {
        return None;
    }
    let size = whole.abs() + min.unwrap_or(0.0) / 60.0 + sec.unwrap_or(0.0) / 3600.0;
    let hemisphere = part("after").or(part("before")).and_then(letter);
    let negative = deg.starts_with('-') || matches!(hemisphere, Some('s' | 'w'));
    Some(Half {
        degrees: if negative { -size } else { size },
        decimals: deg.split_once(['.', ',']).map_or(0, |(_, d)| d.len()),
        minutes: min.is_some(),
        sign: part("sign").is_some(),
        hemisphere,
    })
}

/// A point, where two numbers are one: neither two temperatures, nor two prices, nor two counts with a point for thousands.
fn point(x: &Half, y: &Half, cue: bool) -> Option<(f64, f64)> {
    let east = |h: &Half| matches!(h.hemisphere, Some('e' | 'w'));
    let north = |h: &Half| matches!(h.hemisphere, Some('n' | 's'));
    let hemispheres = (north(x) && east(y)) || (east(x) && north(y));
    let (few, many) = (x.decimals.min(y.decimals), x.decimals.max(y.decimals));
    let exact = x.minutes && y.minutes
        || hemispheres && (few >= 1 || x.sign || y.sign || cue)
        || (many >= 4 && few >= 3)
        || (few >= 2 && x.sign && y.sign)
        || (cue && few >= 1);
    if !exact {
        return None;
    }
    let (lat, lon) = if east(x) || north(y) || (x.degrees.abs() > 90.0 && y.degrees.abs() <= 90.0) {
        (y.degrees, x.degrees)
    } else {
        (x.degrees, y.degrees)
    };
    on_earth(lat, lon).then_some((lat, lon))
}

/// The point of an Open Location Code with all its ten characters.
fn plus_code(code: &str) -> Option<(f64, f64)> {
    const DIGITS: &str = "23456789CFGHJMPQRVWX";
    let digits: Vec<f64> = code
        .chars()
        .filter(|c| *c != '+')
        .take(10)
        .map(|c| DIGITS.find(c.to_ascii_uppercase()).map(|i| i as f64))
        .collect::<Option<_>>()?;
    if digits.len() < 8 {
        return None;
    }
    let (mut lat, mut lon, mut step) = (-90.0, -180.0, 20.0);
    for pair in digits.chunks_exact(2) {
        lat += pair.first().copied().unwrap_or(0.0) * step;
        lon += pair.get(1).copied().unwrap_or(0.0) * step;
        step /= 20.0;
    }
    // the middle of what the code means
    let (lat, lon) = (lat + step * 10.0, lon + step * 10.0);
    on_earth(lat, lon).then_some((lat, lon))
}

/// The point that an address of a map holds.
pub(crate) fn in_link(link: &str) -> Option<(f64, f64)> {
    let c = regex!(
        r"(?i)([-+]?[0-9]{1,2}\.[0-9]{2,15})(?:,|%2c|/|\+|%20|&[a-z_]{1,12}=|!4d|,\+)+([-+]?[0-9]{1,3}\.[0-9]{2,15})"
    )
    .captures(link)?;
    let (a, b) = (number(c.get(1)?.as_str())?, number(c.get(2)?.as_str())?);
    // some maps put the longitude first; both would be wrong by as much, so only the usual order is read
    on_earth(a, b).then_some((a, b))
}

/// Links, then points.
pub(crate) fn find(finds: &mut Finds<'_>) {
    let flat = finds.flat;
    let pair = regex!(&format!(
        r"{}(?:[ \t]{{0,3}}(?:,|;|/|\||:|\)|\()?[ \t]{{0,3}}\n?[ \t]{{0,3}}(?:{LABEL}[ \t]{{0,2}}[:=]?[ \t]{{0,2}})?){}",
        half(1),
        half(2)
    ));
    let mut at = 0;
    while let Some(c) = pair.captures_at(&flat.text, at) {
        let all = c.get_match();
        let found = || {
            let clear = !finds.taken.any(all.start(), all.end()) && !glued(&flat.text, all.start(), all.end());
            let cue = cue_before(&flat.text, all.start(), 40, "coordinates");
            let (x, y) = (read(&c, 1)?, read(&c, 2)?);
            if clear { point(&x, &y, cue) } else { None }
        };
        match found() {
            Some((lat, lon)) => {
                let start = all.start() + (all.len() - all.as_str().trim_start().len());
                finds.take_as(start, all.start() + all.as_str().trim_end().len(), Kind::Coordinates, near(lat, lon));
                at = all.end();
            }
            None => {
                // another pair may begin with the second number
                let first = c.name("deg1").map_or(all.end(), |m| m.end());
                at = first.max(at + 1);
                while !flat.text.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
        if at >= flat.text.len() {
            break;
        }
    }
    let plus = regex!(r"(?i)\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,4}\b");
    for m in plus.find_iter(&flat.text) {
        match plus_code(m.as_str()) {
            Some((lat, lon)) => finds.take_as(m.start(), m.end(), Kind::Coordinates, near(lat, lon)),
            // "JMP+CG" in capitals is no word; in small letters a sum or a name may look so
            None if m.as_str().bytes().any(|b| b.is_ascii_digit()) => {
                finds.take(m.start(), m.end(), Kind::Coordinates);
            }
            None => {}
        }
    }
    let others = [
        // UTM: zone, band, easting, northing
        regex!(
            r"(?i)\b[0-9]{1,2} ?[C-HJ-NP-X][ ,]{1,3}(?:E ?)?[0-9]{6}(?:\.[0-9]+)? ?m? ?E?[ ,;]{1,3}(?:N ?)?[0-9]{6,7}(?:\.[0-9]+)? ?m? ?N?\b"
        ),
        // MGRS
        regex!(r"\b[0-9]{1,2} ?[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?(?:[0-9]{3,5} [0-9]{3,5}|[0-9]{6}|[0-9]{8}|[0-9]{10})\b"),
        // three words
        regex!(r"///\p{L}+\.\p{L}+\.\p{L}+"),
        // half a point: degrees with minutes, or with five decimals and more
        regex!(
            r#"[NSEWO]? ?\b[0-9]{1,3} ?° ?[0-9]{1,2}(?:[.,][0-9]+)? ?'(?: ?[0-9]{1,2}(?:[.,][0-9]+)? ?(?:''|"))? ?(?:[NSEWO]\b)?"#
        ),
        regex!(r"[-+]?\b[0-9]{1,3}[.,][0-9]{5,15}\b ?°?(?: ?[NSEWO]\b)?"),
        regex!(r"[-+]?\b[0-9]{1,3}[.,][0-9]{3,4} ?°? ?[NSEWO]\b"),
    ];
    for r in others {
        for m in r.find_iter(&flat.text) {
            if !glued(&flat.text, m.start(), m.end()) {
                let start = m.start() + (m.len() - m.as_str().trim_start().len());
                finds.take(start, m.start() + m.as_str().trim_end().len(), Kind::Coordinates);
            }
        }
    }
    let labelled = regex!(
        r"(?i)\b(?:lat(?:itude|itud)?|lon(?:gitude|gitud)?|lng|широта|долгота|довгота|enlem|boylam|breitengrad|längengrad|العرض|الطول)\b[^0-9\n]{0,6}([-+]?[0-9]{1,3}[.,][0-9]{2,15})"
    );
    for c in labelled.captures_iter(&flat.text) {
        if let Some(m) = c.get(1) {
            finds.take(m.start(), m.end(), Kind::Coordinates);
        }
    }
}

/// The number goes on: 1.234.567, 12:30:45.
fn glued(text: &str, a: usize, b: usize) -> bool {
    let before = text.get(..a).unwrap_or("").chars().next_back();
    let mut after = text.get(b..).unwrap_or("").chars();
    let (next, then) = (after.next(), after.next());
    before.is_some_and(|c| c.is_ascii_digit() || c == '.' || c == ':')
        || next.is_some_and(|c| c.is_ascii_digit())
        || (matches!(next, Some('.' | ',' | ':')) && then.is_some_and(|c| c.is_ascii_digit()))
}

/// A place as a sender gives it, made coarse: a large town, a first-level division or a country; `None` where nothing coarse is known of it.
pub fn coarse_place(name: &str, know: &Know) -> Option<String> {
    /// Inhabitants of a town that says little about where somebody lives.
    const LARGE: u32 = 100_000;
    // coordinates are a place too
    let seen = redact(name, Some("en"), know);
    if let Some(c) = seen.cuts.iter().find(|c| c.mark.starts_with("[near ")) {
        return Some(c.mark.trim_matches(['[', ']']).to_owned());
    }
    // "Tabqa, Raqqa, Syria": the first part that is known
    let mut parts = name.split([',', '،', ';', '/']).map(str::trim).filter(|p| !p.is_empty());
    let best = parts.find_map(|part| {
        let exact = know.places_named(part).into_iter().map(|c| c.id).collect::<Vec<_>>();
        let ids = if exact.is_empty() { know.places_by_stem(&know::fold(part)) } else { exact };
        ids.into_iter().filter_map(|id| know.place(id)).max_by_key(|p| (p.kind.is_area(), p.population))
    })?;
    let country = know.country(best.country).map(|c| c.name().to_owned());
    let wide = matches!(
        best.kind,
        PlaceType::Country | PlaceType::Continent | PlaceType::Region | PlaceType::Admin1 | PlaceType::Water
    );
    let shown = if wide || best.population >= LARGE && !best.kind.is_site() {
        Some(best.name.to_owned())
    } else {
        know.admin1_name(best.id).map(str::to_owned)
    };
    match (shown, country) {
        (Some(s), Some(c)) if s != c => Some(format!("{s}, {c}")),
        (Some(s), _) => Some(s),
        (None, c) => c,
    }
}
