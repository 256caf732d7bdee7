//! Compiles the knowledge tables into one flat image. Run by the build script, and by a desk that brings its own gazetteer.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::fold::{cyrillic_stem, fold, person_skeleton, skeleton, with_plain_article, without_article};
use crate::layout::*;

/// The tables by file name (`places.tsv`, `actors.tsv`, ...), as bytes; a name that ends in `.zst` is decompressed.
pub(crate) type Tables = BTreeMap<String, Vec<u8>>;

/// Countries where Arabic names are written with an article that comes and goes.
const ARTICLE_COUNTRIES: &[&str] = &[
    "AE", "BH", "DJ", "DZ", "EG", "EH", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA",
    "SA", "SD", "SO", "SS", "SY", "TD", "TN", "YE",
];

/// Countries whose names reach English through more than one romanisation.
const ROMANISED: &[&str] = &[
    "AE", "AF", "AM", "AZ", "BD", "BG", "BH", "BY", "DZ", "EG", "ER", "ET", "GE", "IL", "IN", "IQ", "IR", "JO", "KG",
    "KW", "KZ", "LB", "LK", "LY", "MA", "MM", "MN", "MR", "NP", "OM", "PK", "PS", "QA", "RU", "SA", "SD", "SO", "SS",
    "SY", "TD", "TJ", "TM", "TN", "UA", "UZ", "YE",
];

/// Words that only say what kind of division a name is.
const DIVISION: &[&str] = &[
    " county",
    " parish",
    " borough",
    " census area",
    " district",
    " governorate",
    " province",
    " oblast",
    " region",
    " raion",
    " municipality",
    " prefecture",
    " department",
    " state",
];

/// Largest number of places that one name may stand for.
const MOST: usize = 400;

#[derive(Clone, Default)]
struct Rec {
    name: String,
    lat: f64,
    lon: f64,
    country: u16,
    admin1: u16,
    parent: u32,
    near: u32,
    population: u32,
    geonames: u32,
    precision: u32,
    kind: u8,
    rank: u8,
}

/// Latitudes and longitudes of the towns of a division, and their people.
type Spread = (Vec<f64>, Vec<f64>, u64);

/// Kinds of place, by number; the reader's enumeration lists them in the same order.
const KINDS: &[&str] = &[
    "country",
    "admin1",
    "admin2",
    "town",
    "neighbourhood",
    "village",
    "region",
    "water",
    "mountain",
    "island",
    "continent",
    "prison",
    "camp",
    "dam",
    "crossing",
    "airport",
    "base",
    "hospital",
    "venue",
    "site",
];

fn kind_number(word: &str) -> Result<u8, String> {
    KINDS
        .iter()
        .position(|k| *k == word)
        .map(|i| i as u8)
        .ok_or_else(|| format!("{word:?} is not a kind of place; known are {KINDS:?}"))
}

fn unpack(name: &str, bytes: &[u8]) -> Result<String, String> {
    let bytes = if name.ends_with(".zst") {
        let mut out = Vec::new();
        let mut source = bytes;
        let mut d = ruzstd::decoding::StreamingDecoder::new(&mut source).map_err(|e| format!("{name}: {e}"))?;
        d.read_to_end(&mut out).map_err(|e| format!("{name}: {e}"))?;
        out
    } else {
        bytes.to_vec()
    };
    String::from_utf8(bytes).map_err(|e| format!("{name}: {e}"))
}

/// A table: column numbers by name, rows of fields.
struct Table<'a> {
    name: String,
    columns: BTreeMap<&'a str, usize>,
    rows: Vec<Vec<&'a str>>,
}

impl<'a> Table<'a> {
    fn parse(name: &str, text: &'a str) -> Result<Self, String> {
        let mut lines = text.lines();
        let head = lines.next().ok_or_else(|| format!("{name}: no header line"))?;
        let columns: BTreeMap<&str, usize> = head.split('\t').enumerate().map(|(i, c)| (c, i)).collect();
        let rows: Vec<Vec<&str>> = lines.filter(|l| !l.is_empty()).map(|l| l.split('\t').collect()).collect();
        for (i, r) in rows.iter().enumerate() {
            if r.len() != columns.len() {
                return Err(format!("{name}, line {}: {} fields, the header has {}", i + 2, r.len(), columns.len()));
            }
        }
        Ok(Self { name: name.to_owned(), columns, rows })
    }

    fn col(&self, column: &str) -> Result<usize, String> {
        self.columns.get(column).copied().ok_or_else(|| format!("{}: column {column:?} is missing", self.name))
    }
}

fn number<T: std::str::FromStr + Default>(table: &str, field: &str) -> Result<T, String> {
    if field.is_empty() {
        Ok(T::default())
    } else {
        field.parse().map_err(|_| format!("{table}: {field:?} is not a number"))
    }
}

fn values(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|v| !v.is_empty())
}

#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    seen: BTreeMap<String, u32>,
}

impl Strings {
    /// Offset of a string: its length in two bytes, then its bytes.
    fn add(&mut self, s: &str) -> u32 {
        if let Some(at) = self.seen.get(s) {
            return *at;
        }
        let mut end = s.len().min(usize::from(u16::MAX));
        while !s.is_char_boundary(end) {
            end -= 1;
        }
        let at = self.bytes.len() as u32;
        self.bytes.extend((end as u16).to_le_bytes());
        self.bytes.extend(&s.as_bytes()[..end]);
        self.seen.insert(s.to_owned(), at);
        at
    }
}

/// Rows of string references: number of columns, then four bytes a cell.
fn cells(strings: &mut Strings, columns: usize, rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = (columns as u32).to_le_bytes().to_vec();
    for r in rows {
        for c in r {
            out.extend(strings.add(c).to_le_bytes());
        }
    }
    out
}

/// An fst from keys to postings, and the postings.
fn index(entries: BTreeMap<String, Vec<u32>>) -> Result<(Vec<u8>, Vec<u8>), String> {
    let mut postings = Vec::new();
    let mut build = fst::MapBuilder::memory();
    for (key, list) in entries {
        let value = if let [one] = list[..] {
            INLINE | u64::from(one)
        } else {
            let at = postings.len() as u64;
            postings.extend((list.len() as u16).to_le_bytes());
            for p in list {
                postings.extend(p.to_le_bytes());
            }
            at
        };
        build.insert(key, value).map_err(|e| e.to_string())?;
    }
    Ok((build.into_inner().map_err(|e| e.to_string())?, postings))
}

fn median(v: &mut [f64]) -> f64 {
    v.sort_by(f64::total_cmp);
    v.get(v.len() / 2).copied().unwrap_or(0.0)
}

/// Rough distance in kilometres, good enough to find the nearest town at build time.
fn near_km(a: &Rec, b: &Rec) -> f64 {
    let dy = (a.lat - b.lat) * 111.2;
    let dx = (a.lon - b.lon) * 111.2 * (a.lat.to_radians().cos());
    dx.hypot(dy)
}

/// Compiles tables into an image that `Know` can use in place.
pub(crate) fn compile_tables(tables: &Tables) -> Result<Vec<u8>, String> {
    let mut digest = Sha256::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, bytes) in tables {
        let Some(stem) = name.strip_suffix(".tsv").or_else(|| name.strip_suffix(".tsv.zst")) else { continue };
        digest.update(name.as_bytes());
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
        texts.insert(stem.to_owned(), unpack(name, bytes)?);
    }
    let table = |stem: &str| -> Result<Table<'_>, String> {
        let text = texts.get(stem).ok_or_else(|| format!("{stem}.tsv is missing; copy it from data/know"))?;
        Table::parse(stem, text)
    };

    let mut recs: Vec<Rec> = Vec::new();
    // (record, name, is it an alias)
    let mut named: Vec<(u32, String, u32)> = Vec::new();

    // Countries.
    let countries = table("countries")?;
    let (c_iso, c_name, c_official) = (countries.col("iso2")?, countries.col("name")?, countries.col("official_name")?);
    let (c_alias, c_gn) = (countries.col("aliases")?, countries.col("geonames_id")?);
    let mut country_no: BTreeMap<&str, u16> = BTreeMap::new();
    for (i, r) in countries.rows.iter().enumerate() {
        country_no.insert(r[c_iso], i as u16);
        recs.push(Rec {
            name: r[c_name].to_owned(),
            country: i as u16,
            admin1: NONE16,
            parent: NONE,
            near: NONE,
            geonames: number("countries", r[c_gn])?,
            kind: 0,
            rank: 5,
            ..Rec::default()
        });
        named.push((i as u32, r[c_name].to_owned(), 0));
        named.push((i as u32, r[c_official].to_owned(), ALIAS));
        named.extend(values(r[c_alias]).map(|a| (i as u32, a.to_owned(), ALIAS)));
    }

    // First-level divisions, sorted by their code.
    let admin1 = table("admin1")?;
    let (a_c, a_code, a_name, a_ascii) =
        (admin1.col("country")?, admin1.col("admin1")?, admin1.col("name")?, admin1.col("ascii")?);
    let (a_alias, a_gn, a_lat, a_lon) =
        (admin1.col("aliases")?, admin1.col("geonames_id")?, admin1.col("lat")?, admin1.col("lon")?);
    let a_pop = admin1.col("population")?;
    let first_admin1 = recs.len() as u32;
    let mut admin1_no: BTreeMap<(&str, &str), u16> = BTreeMap::new();
    let mut admin1_rows: Vec<&Vec<&str>> = admin1.rows.iter().collect();
    admin1_rows.sort_by_key(|r| (r[a_c], r[a_code]));
    let mut admin1_codes: Vec<String> = Vec::new();
    for r in admin1_rows {
        let Some(c) = country_no.get(r[a_c]) else { return Err(format!("admin1: no country {:?}", r[a_c])) };
        let id = recs.len() as u32;
        admin1_no.insert((r[a_c], r[a_code]), (id - first_admin1) as u16);
        admin1_codes.push(r[a_code].to_owned());
        recs.push(Rec {
            name: r[a_name].to_owned(),
            lat: number("admin1", r[a_lat])?,
            lon: number("admin1", r[a_lon])?,
            country: *c,
            admin1: (id - first_admin1) as u16,
            parent: u32::from(*c),
            near: NONE,
            population: number("admin1", r[a_pop])?,
            geonames: number("admin1", r[a_gn])?,
            precision: 50_000,
            kind: 1,
            rank: 4,
        });
        named.push((id, r[a_name].to_owned(), 0));
        named.push((id, r[a_ascii].to_owned(), ALIAS));
        named.extend(values(r[a_alias]).map(|a| (id, a.to_owned(), ALIAS)));
    }

    // Hand-made sites and regions: every table whose name ends in `-places`. Rows of kind `spelling` add names to a gazetteer place.
    let first_site = recs.len() as u32;
    let mut slugs: Vec<(String, u32)> = Vec::new();
    let mut spellings: Vec<(u32, String)> = Vec::new();
    for stem in texts.keys().filter(|k| k.ends_with("-places")) {
        let t = table(stem)?;
        let (gn, name, ascii, alt) = (t.col("geonames_id")?, t.col("name")?, t.col("ascii")?, t.col("alternates")?);
        let (lat, lon, country, a1) = (t.col("lat")?, t.col("lon")?, t.col("country")?, t.col("admin1")?);
        let (pop, id, kind, precision) = (t.col("population")?, t.col("id")?, t.col("kind")?, t.col("precision_m")?);
        for r in &t.rows {
            if r[kind] == "spelling" {
                let gn: u32 = number(stem, r[gn])?;
                spellings.extend(values(r[alt]).map(|a| (gn, a.to_owned())));
                spellings.push((gn, r[name].to_owned()));
                continue;
            }
            let c = country_no.get(r[country]).copied();
            let a = admin1_no.get(&(r[country], r[a1])).copied();
            let no = recs.len() as u32;
            slugs.push((r[id].to_owned(), no));
            recs.push(Rec {
                name: r[name].to_owned(),
                lat: number(stem, r[lat])?,
                lon: number(stem, r[lon])?,
                country: c.unwrap_or(NONE16),
                admin1: a.unwrap_or(NONE16),
                parent: a.map(|a| first_admin1 + u32::from(a)).or(c.map(u32::from)).unwrap_or(NONE),
                near: NONE,
                population: number(stem, r[pop])?,
                geonames: number(stem, r[gn])?,
                precision: number(stem, r[precision])?,
                kind: kind_number(r[kind])?,
                rank: 2,
            });
            named.push((no, r[name].to_owned(), 0));
            named.push((no, r[ascii].to_owned(), ALIAS));
            named.extend(values(r[alt]).map(|a| (no, a.to_owned(), ALIAS)));
        }
    }
    let first_admin2 = recs.len() as u32;

    // Second-level divisions are made from what the towns say of themselves.
    let places = table("places")?;
    let (p_gn, p_name, p_ascii, p_alt) =
        (places.col("geonames_id")?, places.col("name")?, places.col("ascii")?, places.col("alternates")?);
    let (p_lat, p_lon, p_code, p_c) =
        (places.col("lat")?, places.col("lon")?, places.col("feature_code")?, places.col("country")?);
    let (p_a1, p_a2, p_pop) = (places.col("admin1")?, places.col("admin2_name")?, places.col("population")?);
    let mut admin2: BTreeMap<(&str, &str, &str), Spread> = BTreeMap::new();
    let mut spread: BTreeMap<&str, Spread> = BTreeMap::new();
    for r in &places.rows {
        let (lat, lon): (f64, f64) = (number("places", r[p_lat])?, number("places", r[p_lon])?);
        let population: u64 = number("places", r[p_pop])?;
        let e = spread.entry(r[p_c]).or_default();
        e.0.push(lat);
        e.1.push(lon);
        e.2 += population;
        if !r[p_a2].is_empty() {
            let e = admin2.entry((r[p_c], r[p_a1], r[p_a2])).or_default();
            e.0.push(lat);
            e.1.push(lon);
            e.2 += population;
        }
    }
    for (iso, (mut lat, mut lon, population)) in spread {
        let Some(c) = country_no.get(iso) else { return Err(format!("places: no country {iso:?}")) };
        let rec = &mut recs[usize::from(*c)];
        rec.lat = median(&mut lat);
        rec.lon = median(&mut lon);
        rec.population = population.min(u64::from(u32::MAX - 1)) as u32;
        let tenth =
            |v: &[f64]| v.get(v.len() * 9 / 10).copied().unwrap_or(0.0) - v.get(v.len() / 10).copied().unwrap_or(0.0);
        rec.precision = ((tenth(&lat) + tenth(&lon)) / 4.0 * 111_200.0).max(10_000.0) as u32;
    }
    let mut admin2_no: BTreeMap<(&str, &str, &str), u32> = BTreeMap::new();
    for ((c, a1, name), (mut lat, mut lon, population)) in admin2 {
        let Some(cn) = country_no.get(c).copied() else { continue };
        let a = admin1_no.get(&(c, a1)).copied();
        let no = recs.len() as u32;
        admin2_no.insert((c, a1, name), no);
        recs.push(Rec {
            name: name.to_owned(),
            lat: median(&mut lat),
            lon: median(&mut lon),
            country: cn,
            admin1: a.unwrap_or(NONE16),
            parent: a.map_or(u32::from(cn), |a| first_admin1 + u32::from(a)),
            near: NONE,
            population: population.min(u64::from(u32::MAX - 1)) as u32,
            geonames: 0,
            precision: 25_000,
            kind: 2,
            rank: 1,
        });
        named.push((no, name.to_owned(), 0));
    }

    // The gazetteer, sorted by its own id.
    let first_place = recs.len() as u32;
    let mut rows: Vec<(u32, &Vec<&str>)> = Vec::with_capacity(places.rows.len());
    for r in &places.rows {
        rows.push((number("places", r[p_gn])?, r));
    }
    rows.sort_by_key(|r| r.0);
    for (gn, r) in &rows {
        let Some(c) = country_no.get(r[p_c]).copied() else { return Err(format!("places: no country {:?}", r[p_c])) };
        let a = admin1_no.get(&(r[p_c], r[p_a1])).copied();
        let no = recs.len() as u32;
        let (kind, rank) = match r[p_code] {
            "PPLX" => (4, 0),
            "PPLC" => (3, 4),
            "PPLA" => (3, 3),
            "PPLA2" => (3, 2),
            "PPLA3" | "PPLA4" | "PPLA5" => (3, 1),
            _ => (3, 0),
        };
        let population: u32 = number("places", r[p_pop])?;
        recs.push(Rec {
            name: r[p_name].to_owned(),
            lat: number("places", r[p_lat])?,
            lon: number("places", r[p_lon])?,
            country: c,
            admin1: a.unwrap_or(NONE16),
            parent: admin2_no
                .get(&(r[p_c], r[p_a1], r[p_a2]))
                .copied()
                .or(a.map(|a| first_admin1 + u32::from(a)))
                .unwrap_or(u32::from(c)),
            near: NONE,
            population,
            geonames: *gn,
            // The half-width of a town grows with the root of its people; never finer than a kilometre.
            precision: ((f64::from(population) / 3.0).sqrt() * 15.0).clamp(1_000.0, 25_000.0) as u32,
            kind,
            rank,
        });
        named.push((no, r[p_name].to_owned(), 0));
        named.push((no, r[p_ascii].to_owned(), 0));
        named.extend(values(r[p_alt]).map(|a| (no, a.to_owned(), ALIAS)));
    }
    for (gn, name) in spellings {
        let Ok(i) = rows.binary_search_by_key(&gn, |r| r.0) else { continue };
        named.push((first_place + i as u32, name, ALIAS));
    }
    // More names for anything that has a key: abbreviations of states, usual short names.
    let place_no = |key: &str| -> Option<u32> {
        match key.split_once(':')? {
            ("iso", c) => country_no.get(c).map(|c| u32::from(*c)),
            ("adm", a) => admin1_no.get(&a.split_once('.')?).map(|a| first_admin1 + u32::from(*a)),
            ("site", s) => slugs.iter().find(|x| x.0 == s).map(|x| x.1),
            ("gn", g) => {
                let g: u32 = g.parse().ok()?;
                rows.binary_search_by_key(&g, |r| r.0).ok().map(|i| first_place + i as u32)
            }
            _ => None,
        }
    };
    if texts.contains_key("names") {
        let t = table("names")?;
        let (key, names, qualifier) = (t.col("key")?, t.col("names")?, t.col("qualifier")?);
        for r in &t.rows {
            // A desk's own gazetteer may lack some of these places.
            let Some(no) = place_no(r[key]) else { continue };
            let flag = if r[qualifier].is_empty() { ALIAS } else { ALIAS | QUALIFIER };
            named.extend(values(r[names]).map(|a| (no, a.to_owned(), flag)));
        }
    }

    // A site belongs to the nearest town of its country within reach.
    let point = |k: u8| {
        !matches!(
            KINDS[usize::from(k)],
            "country" | "admin1" | "admin2" | "region" | "water" | "continent" | "mountain" | "island"
        )
    };
    let mut by_country: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
    for (i, r) in recs.iter().enumerate().skip(first_place as usize) {
        if r.kind == 3 {
            by_country.entry(r.country).or_default().push(i as u32);
        }
    }
    for i in first_site as usize..first_admin2 as usize {
        let r = recs[i].clone();
        if !point(r.kind) {
            continue;
        }
        let best = by_country
            .get(&r.country)
            .into_iter()
            .flatten()
            .map(|&t| (near_km(&r, &recs[t as usize]) * if recs[t as usize].rank == 0 { 1.5 } else { 1.0 }, t))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((km, t)) = best
            && km <= 25.0
        {
            recs[i].near = t;
            recs[i].parent = t;
        }
    }

    // Names.
    let mut keys: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut skeletons: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (no, name, flag) in &named {
        let mut key = fold(name);
        // "the" is no part of a name but where it stands in the main one: "The Hague".
        if *flag & ALIAS != 0
            && let Some(bare) = key.strip_prefix("the ")
        {
            key = bare.to_owned();
        }
        if key.chars().filter(|c| c.is_alphanumeric()).count() < 2 && !key.chars().any(|c| c > '\u{2E80}') {
            continue;
        }
        let rec = &recs[*no as usize];
        let iso = countries.rows.get(usize::from(rec.country)).map_or("", |r| r[c_iso]);
        let mut forms: Vec<(String, u32)> = vec![(key.clone(), *flag)];
        if ARTICLE_COUNTRIES.contains(&iso) && rec.kind != 0 {
            let plain = with_plain_article(&key);
            let base = plain.as_deref().unwrap_or(&key);
            if let Some(bare) = without_article(base) {
                forms.push((bare.to_owned(), ALIAS | DERIVED));
            }
            if let Some(p) = plain.clone() {
                forms.push((p, *flag));
            }
        } else if let Some(bare) = key.strip_prefix("ال").filter(|b| b.chars().count() >= 3) {
            forms.push((bare.to_owned(), ALIAS | DERIVED));
        }
        if matches!(rec.kind, 1 | 2) {
            for d in DIVISION {
                if let Some(bare) = key.strip_suffix(d).filter(|b| b.len() > 2) {
                    forms.push((bare.to_owned(), ALIAS | DERIVED));
                }
            }
        }
        if let Some(stem) = cyrillic_stem(&key) {
            skeletons.entry(format!("~{stem}")).or_default().insert(*no);
        }
        if ROMANISED.contains(&iso) && rec.kind != 0 {
            for (f, _) in &forms {
                if let Some(s) = skeleton(f) {
                    skeletons.entry(format!("{iso}{s}")).or_default().insert(*no);
                }
            }
        }
        for (form, flag) in forms {
            let list = keys.entry(form).or_default();
            match list.iter_mut().find(|p| **p & ID == *no) {
                // The plainest way in which the name belongs to the place counts.
                Some(p) => *p &= flag | ID,
                None => list.push(no | flag),
            }
        }
    }
    drop(named);
    let order = |p: &u32| {
        let r = &recs[(*p & ID) as usize];
        (std::cmp::Reverse(r.population), *p & ID)
    };
    for list in keys.values_mut() {
        list.sort_by_key(order);
        list.truncate(MOST);
    }
    let skeletons: BTreeMap<String, Vec<u32>> = skeletons
        .into_iter()
        .map(|(k, v)| {
            let mut v: Vec<u32> = v.into_iter().collect();
            v.sort_by_key(order);
            v.truncate(MOST);
            (k, v)
        })
        .collect();
    let (names_fst, names_post) = index(keys)?;
    let (skeleton_fst, skeleton_post) = index(skeletons)?;

    // Words: actors, people, gentilics, publishers.
    let mut strings = Strings::default();
    strings.add("");
    let mut words: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut word = |name: &str, tag: u32, row: usize| {
        let key = fold(name);
        if key.is_empty() {
            return;
        }
        let entry = tag << TAG_SHIFT | row as u32;
        if matches!(tag, TAG_ACTOR | TAG_PERSON) {
            if let Some(bare) = key.strip_prefix("ال").filter(|b| b.chars().count() >= 3) {
                words.entry(bare.to_owned()).or_default().insert(entry);
            }
            if let Some(stem) = cyrillic_stem(&key) {
                words.entry(format!("~{stem}")).or_default().insert(entry);
            }
        }
        words.entry(key).or_default().insert(entry);
    };
    let own = |r: &Vec<&str>| r.iter().map(|f| (*f).to_owned()).collect::<Vec<String>>();

    let mut country_rows: Vec<Vec<String>> = Vec::new();
    let pick = |t: &Table<'_>, wanted: &[&str]| wanted.iter().map(|c| t.col(c)).collect::<Result<Vec<usize>, String>>();
    let c_cols = pick(
        &countries,
        &["iso2", "iso3", "name", "official_name", "aliases", "adjectives", "demonyms", "capital", "neighbours"],
    )?;
    for (i, r) in countries.rows.iter().enumerate() {
        country_rows.push(c_cols.iter().map(|c| r[*c].to_owned()).collect());
        for a in values(r[c_cols[5]]) {
            word(a, TAG_ADJECTIVE, i);
        }
        for d in values(r[c_cols[6]]) {
            word(d, TAG_DEMONYM, i);
        }
    }
    if texts.contains_key("gentilics") {
        let t = table("gentilics")?;
        let (key, adjectives, demonyms) = (t.col("key")?, t.col("adjectives")?, t.col("demonyms")?);
        for r in &t.rows {
            let Some(no) = place_no(r[key]) else { continue };
            values(r[adjectives]).for_each(|a| word(a, TAG_ADJECTIVE, no as usize));
            values(r[demonyms]).for_each(|d| word(d, TAG_DEMONYM, no as usize));
        }
    }
    for (stem, tag) in [
        ("words-given", TAG_GIVEN),
        ("words-common", TAG_COMMON),
        ("words-stop", TAG_STOP),
        ("words-surname", TAG_SURNAME),
    ] {
        if texts.contains_key(stem) {
            let t = table(stem)?;
            let column = t.col("word")?;
            t.rows.iter().for_each(|r| word(r[column], tag, 0));
        }
    }

    if texts.contains_key("words-stop-lang") {
        let t = table("words-stop-lang")?;
        let (lang, list) = (t.col("lang")?, t.col("words")?);
        for r in &t.rows {
            values(r[list]).for_each(|w| word(&format!("?{} {w}", r[lang]), TAG_STOP, 0));
        }
    }

    let actors = table("actors")?;
    let a_cols = pick(&actors, &["id", "name", "aliases", "kind", "country", "parent", "note"])?;
    let mut actor_rows: Vec<Vec<String>> =
        actors.rows.iter().map(|r| a_cols.iter().map(|c| r[*c].to_owned()).collect()).collect();
    actor_rows.sort();
    for (i, r) in actor_rows.iter().enumerate() {
        word(&r[1], TAG_ACTOR, i);
        for a in values(&r[2]) {
            word(a, TAG_ACTOR, i);
        }
    }

    let roles = table("roles")?;
    let r_cols = pick(
        &roles,
        &[
            "id",
            "person",
            "aliases",
            "role",
            "organisation",
            "country",
            "from",
            "to",
            "known_through",
            "confidence",
            "flag",
        ],
    )?;
    let mut people: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for r in &roles.rows {
        let slug = r[r_cols[0]].split("--").next().unwrap_or_default().to_owned();
        let p = people.entry(slug).or_insert_with(|| (r[r_cols[1]].to_owned(), BTreeSet::new()));
        p.1.extend(values(r[r_cols[2]]).map(str::to_owned));
    }
    let person_no: BTreeMap<&str, usize> = people.keys().enumerate().map(|(i, k)| (k.as_str(), i)).collect();
    let mut role_rows: Vec<Vec<String>> = Vec::new();
    for r in &roles.rows {
        let slug = r[r_cols[0]].split("--").next().unwrap_or_default();
        let no = person_no.get(slug).copied().unwrap_or_default();
        let mut row: Vec<String> = vec![format!("{no:06}")];
        row.extend(r_cols.iter().filter(|c| **c != r_cols[2]).map(|c| r[*c].to_owned()));
        role_rows.push(row);
    }
    // By person, then by date, so that one person's roles lie together.
    role_rows.sort_by(|a, b| (&a[0], &a[6], &a[1]).cmp(&(&b[0], &b[6], &b[1])));
    let mut person_rows: Vec<Vec<String>> = Vec::new();
    for (i, (slug, (name, aliases))) in people.iter().enumerate() {
        word(name, TAG_PERSON, i);
        // Romanisations of one name share first letter and consonants: "Zelenskiy", "Zelenskyy".
        if let Some(k) = person_skeleton(&fold(name)) {
            word(&k, TAG_PERSON, i);
        }
        for a in aliases {
            word(a, TAG_PERSON, i);
        }
        person_rows.push(vec![slug.clone(), name.clone(), aliases.iter().cloned().collect::<Vec<_>>().join("|")]);
    }

    let publishers = table("publishers")?;
    let p_cols = pick(&publishers, &["domain", "outlet", "family", "kind", "country", "note"])?;
    let mut publisher_rows: Vec<Vec<String>> =
        publishers.rows.iter().map(|r| p_cols.iter().map(|c| r[*c].to_owned()).collect()).collect();
    publisher_rows.sort();
    for (i, r) in publisher_rows.iter().enumerate() {
        for d in values(&r[0]) {
            word(&format!("@{d}"), TAG_DOMAIN, i);
        }
        word(&r[1], TAG_OUTLET, i);
    }

    let cues = table("cues")?;
    // Speech verbs by language, as "!en said": asked for at every name of a text.
    let (class, pos) = (cues.col("class")?, cues.col("pos")?);
    for (lang, column) in cues.columns.iter().filter(|c| c.0.len() == 2 && !matches!(*c.0, "id" | "op" | "lo" | "hi")) {
        for r in cues.rows.iter().filter(|r| r[class] == "cue" && r[pos] == "verb") {
            values(r[*column]).for_each(|form| word(&format!("!{lang} {form}"), TAG_SAY, 0));
        }
    }
    let cue_rows: Vec<Vec<String>> = cues.rows.iter().map(own).collect();
    let mut cue_columns: Vec<(usize, &str)> = cues.columns.iter().map(|(c, i)| (*i, *c)).collect();
    cue_columns.sort();

    let words: BTreeMap<String, Vec<u32>> = words.into_iter().map(|(k, v)| (k, v.into_iter().collect())).collect();
    let (words_fst, words_post) = index(words)?;

    // The place records.
    let mut place_bytes = Vec::with_capacity(recs.len() * PLACE + 16);
    for n in [first_admin1, first_site, first_admin2, first_place] {
        place_bytes.extend(n.to_le_bytes());
    }
    for r in &recs {
        let start = place_bytes.len();
        place_bytes.extend(strings.add(&r.name).to_le_bytes());
        place_bytes.extend(((r.lat * 1e5).round() as i32).to_le_bytes());
        place_bytes.extend(((r.lon * 1e5).round() as i32).to_le_bytes());
        place_bytes.extend(r.country.to_le_bytes());
        place_bytes.extend(r.admin1.to_le_bytes());
        for n in [r.parent, r.near, r.population, r.geonames, r.precision] {
            place_bytes.extend(n.to_le_bytes());
        }
        place_bytes.push(r.kind);
        place_bytes.push(r.rank);
        place_bytes.extend([0; 2]);
        // The code of a first-level division and the slug of a site are its key.
        let no = ((start - 16) / PLACE) as u32;
        let code = if (first_admin1..first_site).contains(&no) {
            admin1_codes[(no - first_admin1) as usize].as_str()
        } else if (first_site..first_admin2).contains(&no) {
            slugs[(no - first_site) as usize].0.as_str()
        } else {
            ""
        };
        place_bytes.extend(strings.add(code).to_le_bytes());
        debug_assert_eq!(place_bytes.len() - start, PLACE);
    }
    slugs.sort();
    let mut site_bytes = Vec::new();
    for (slug, no) in &slugs {
        site_bytes.extend(strings.add(slug).to_le_bytes());
        site_bytes.extend(no.to_le_bytes());
    }

    let countries_bytes = cells(&mut strings, c_cols.len(), &country_rows);
    let actors_bytes = cells(&mut strings, a_cols.len(), &actor_rows);
    let people_bytes = cells(&mut strings, 3, &person_rows);
    let roles_bytes = cells(&mut strings, 11, &role_rows);
    let publishers_bytes = cells(&mut strings, p_cols.len(), &publisher_rows);
    let cues_bytes = cells(&mut strings, cue_columns.len(), &cue_rows);
    let cue_columns_bytes =
        cells(&mut strings, cue_columns.len(), &[cue_columns.iter().map(|c| c.1.to_owned()).collect()]);
    let sections: [Vec<u8>; SECTIONS] = [
        strings.bytes,
        place_bytes,
        names_fst,
        names_post,
        skeleton_fst,
        skeleton_post,
        words_fst,
        words_post,
        site_bytes,
        countries_bytes,
        actors_bytes,
        people_bytes,
        roles_bytes,
        publishers_bytes,
        cues_bytes,
        cue_columns_bytes,
    ];
    let mut body: Vec<u8> = Vec::with_capacity(sections.iter().map(Vec::len).sum::<usize>() + SECTIONS * 16);
    let mut at = (HEADER + SECTIONS * 16) as u64;
    for s in &sections {
        body.extend(at.to_le_bytes());
        body.extend((s.len() as u64).to_le_bytes());
        at += s.len() as u64;
    }
    for s in &sections {
        body.extend(s);
    }
    let mut image = Vec::with_capacity(HEADER + body.len());
    image.extend(MAGIC);
    image.extend(digest.finalize());
    image.extend(Sha256::digest(&body));
    image.extend(body);
    Ok(image)
}
