//! Places: look-up by name and key, containment, distance and direction.

use crate::image::string;
use crate::layout::{ALIAS, DERIVED, ID, NONE, NONE16, PLACE, QUALIFIER};
use crate::{Know, values};

/// The number of a place in its image. Not stable between images: store [`Place::key`] instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(pub(crate) u32);

macro_rules! types {
    ($($(#[$m:meta])* $v:ident = $s:literal),+ $(,)?) => {
        /// What a place is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PlaceType { $($(#[$m])* $v),+ }
        impl PlaceType {
            /// In the order of their numbers in the image.
            pub const ALL: &'static [PlaceType] = &[$(PlaceType::$v),+];
            /// The word used in JSON and in the tables.
            pub fn as_str(self) -> &'static str { match self { $(PlaceType::$v => $s),+ } }
        }
    };
}

types! {
    /// A country.
    Country = "country",
    /// A first-level division: state, governorate, oblast.
    Admin1 = "admin1",
    /// A second-level division: county, district.
    Admin2 = "admin2",
    /// A city, town or village of the gazetteer.
    Town = "town",
    /// Part of a town.
    Neighbourhood = "neighbourhood",
    /// A village entered by hand.
    Village = "village",
    /// An area that is no division: Donbas, Sahel.
    Region = "region",
    /// Sea, river, lake, strait.
    Water = "water",
    /// Mountain or range.
    Mountain = "mountain",
    /// Island or group of islands.
    Island = "island",
    /// Continent.
    Continent = "continent",
    /// Prison or detention centre.
    Prison = "prison",
    /// Camp for displaced people.
    Camp = "camp",
    /// Dam.
    Dam = "dam",
    /// Border crossing.
    Crossing = "crossing",
    /// Airport.
    Airport = "airport",
    /// Military base.
    Base = "base",
    /// Hospital.
    Hospital = "hospital",
    /// Hall, stadium, market.
    Venue = "venue",
    /// Any other site.
    Site = "site",
}

impl PlaceType {
    /// True for areas, whose point says little.
    pub fn is_area(self) -> bool {
        use PlaceType::*;
        matches!(self, Country | Admin1 | Admin2 | Region | Water | Mountain | Island | Continent)
    }

    /// True for sites inside or near a town.
    pub fn is_site(self) -> bool {
        use PlaceType::*;
        matches!(self, Prison | Camp | Dam | Crossing | Airport | Base | Hospital | Venue | Site)
    }
}

/// A place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'a> {
    /// Its number in this image.
    pub id: PlaceId,
    /// Main name.
    pub name: &'a str,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// ISO 3166-1 alpha-2; empty where it spans several.
    pub country: &'a str,
    /// Its first-level division.
    pub admin1: Option<PlaceId>,
    /// What it lies in: site in town, town in second-level division, and so on up to the country.
    pub parent: Option<PlaceId>,
    /// What it is.
    pub kind: PlaceType,
    /// Inhabitants; 0 = not known.
    pub population: u32,
    /// How far off the point may be, in metres.
    pub precision_m: u32,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// Seat of government: 4 of the country, 3 of a first-level division, 2 of a second-level division, 1 lower, 0 none.
    pub rank: u8,
    code: &'a str,
}

impl Place<'_> {
    /// Stable key: `iso:SY`, `adm:SY.01`, `adm2:US.LA.Rapides Parish`, `site:shaddadi-prison`, `gn:172837`.
    pub fn key(&self, know: &Know) -> String {
        match self.kind {
            PlaceType::Country => format!("iso:{}", self.country),
            PlaceType::Admin1 => format!("adm:{}.{}", self.country, self.code),
            PlaceType::Admin2 => {
                let a1 = self.admin1.and_then(|a| know.place(a)).map_or("", |a| a.code);
                format!("adm2:{}.{}.{}", self.country, a1, self.name)
            }
            _ if !self.code.is_empty() => format!("site:{}", self.code),
            _ => format!("gn:{}", self.geonames_id.unwrap_or(0)),
        }
    }
}

/// A place that a name may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The place.
    pub id: PlaceId,
    /// The name is another name of the place, not its main one.
    pub alias: bool,
    /// The name was made by a rule (article or "County" left off).
    pub derived: bool,
    /// The name stands for the place only where it qualifies another, as in "Reading, Pa.".
    pub qualifier: bool,
}

impl Candidate {
    fn from_posting(p: u32) -> Self {
        Self { id: PlaceId(p & ID), alias: p & ALIAS != 0, derived: p & DERIVED != 0, qualifier: p & QUALIFIER != 0 }
    }
}

/// A country.
#[derive(Clone, Copy, Debug)]
pub struct Country<'a> {
    know: &'a Know,
    row: usize,
}

impl<'a> Country<'a> {
    fn get(&self, column: usize) -> &'a str {
        self.know.countries.get(&self.know.strings, self.row, column)
    }
    /// ISO 3166-1 alpha-2.
    pub fn iso2(&self) -> &'a str {
        self.get(0)
    }
    /// ISO 3166-1 alpha-3.
    pub fn iso3(&self) -> &'a str {
        self.get(1)
    }
    /// Short English name.
    pub fn name(&self) -> &'a str {
        self.get(2)
    }
    /// Official English name.
    pub fn official_name(&self) -> &'a str {
        self.get(3)
    }
    /// Other names, in many languages.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        values(self.get(4))
    }
    /// "Syrian".
    pub fn adjectives(&self) -> impl Iterator<Item = &'a str> {
        values(self.get(5))
    }
    /// "Syrians".
    pub fn demonyms(&self) -> impl Iterator<Item = &'a str> {
        values(self.get(6))
    }
    /// Name of the capital; may be empty.
    pub fn capital(&self) -> &'a str {
        self.get(7)
    }
    /// ISO codes of the neighbours.
    pub fn neighbours(&self) -> impl Iterator<Item = &'a str> {
        values(self.get(8))
    }
    /// The country as a place.
    pub fn place(&self) -> PlaceId {
        PlaceId(self.row as u32)
    }
}

impl Know {
    /// Number of places.
    pub fn place_count(&self) -> usize {
        self.places.as_ref().len().saturating_sub(16) / PLACE
    }

    /// First number of: first-level divisions, sites, second-level divisions, gazetteer places.
    fn firsts(&self) -> [u32; 4] {
        [self.places.u32(0), self.places.u32(4), self.places.u32(8), self.places.u32(12)]
    }

    /// The record of a place.
    pub fn place(&self, id: PlaceId) -> Option<Place<'_>> {
        let at = 16 + id.0 as usize * PLACE;
        let r = self.places.as_ref().get(at..at + PLACE)?;
        let u32_at = |i: usize| u32::from_le_bytes([r[i], r[i + 1], r[i + 2], r[i + 3]]);
        let u16_at = |i: usize| u16::from_le_bytes([r[i], r[i + 1]]);
        let some = |n: u32| (n != NONE).then_some(PlaceId(n));
        let country = u16_at(12);
        let admin1 = u16_at(14);
        Some(Place {
            id,
            name: string(&self.strings, u32_at(0)),
            lat: f64::from(u32_at(4) as i32) / 1e5,
            lon: f64::from(u32_at(8) as i32) / 1e5,
            country: if country == NONE16 { "" } else { self.countries.get(&self.strings, usize::from(country), 0) },
            admin1: (admin1 != NONE16).then(|| PlaceId(self.firsts()[0] + u32::from(admin1))),
            parent: some(u32_at(16)),
            population: u32_at(24),
            geonames_id: Some(u32_at(28)).filter(|g| *g != 0),
            precision_m: u32_at(32),
            kind: PlaceType::ALL.get(usize::from(r[36])).copied().unwrap_or(PlaceType::Site),
            rank: r[37],
            code: string(&self.strings, u32_at(40)),
        })
    }

    /// The place with a key (see [`Place::key`]).
    pub fn place_by_key(&self, key: &str) -> Option<PlaceId> {
        let [first_admin1, first_site, first_admin2, first_place] = self.firsts();
        let (kind, rest) = key.split_once(':')?;
        match kind {
            "iso" => self.country(rest).map(|c| c.place()),
            "adm" => {
                let (c, code) = rest.split_once('.')?;
                self.find_sorted(first_admin1, first_site, |p| (p.country, p.code).cmp(&(c, code)))
            }
            "adm2" => {
                let mut parts = rest.splitn(3, '.');
                let (c, a1, name) = (parts.next()?, parts.next()?, parts.next()?);
                let code = |p: &Place<'_>| p.admin1.and_then(|a| self.place(a)).map_or("", |a| a.code);
                self.find_sorted(first_admin2, first_place, |p| (p.country, code(p), p.name).cmp(&(c, a1, name)))
            }
            "site" => {
                let n = self.sites.as_ref().len() / 8;
                let (mut lo, mut hi) = (0, n);
                while lo < hi {
                    let mid = (lo + hi) / 2;
                    match string(&self.strings, self.sites.u32(mid * 8)).cmp(rest) {
                        std::cmp::Ordering::Less => lo = mid + 1,
                        std::cmp::Ordering::Greater => hi = mid,
                        std::cmp::Ordering::Equal => return Some(PlaceId(self.sites.u32(mid * 8 + 4))),
                    }
                }
                None
            }
            "gn" => self.place_by_geonames(rest.parse().ok()?),
            _ => None,
        }
    }

    /// The populated place with a GeoNames id.
    pub fn place_by_geonames(&self, id: u32) -> Option<PlaceId> {
        self.find_sorted(self.firsts()[3], self.place_count() as u32, |p| p.geonames_id.unwrap_or(0).cmp(&id))
    }

    fn find_sorted(&self, lo: u32, hi: u32, compare: impl Fn(&Place<'_>) -> std::cmp::Ordering) -> Option<PlaceId> {
        let (mut lo, mut hi) = (lo, hi.min(self.place_count() as u32));
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            let p = self.place(PlaceId(mid))?;
            match compare(&p) {
                std::cmp::Ordering::Less => lo = mid + 1,
                std::cmp::Ordering::Greater => hi = mid,
                std::cmp::Ordering::Equal => return Some(PlaceId(mid)),
            }
        }
        None
    }

    /// The places that a name may stand for, most populous first. The name is folded here.
    pub fn places_named(&self, name: &str) -> Vec<Candidate> {
        self.places_folded(&crate::fold(name))
    }

    /// As [`Know::places_named`], for a name already folded.
    pub fn places_folded(&self, folded: &str) -> Vec<Candidate> {
        Self::exact(&self.names, &self.postings, folded).into_iter().map(Candidate::from_posting).collect()
    }

    /// All place names with which a folded text begins: length in bytes and a handle for [`Know::candidates`]. The caller checks
    /// that a word ends there.
    pub fn place_prefixes(&self, folded: &str) -> Vec<(usize, u64)> {
        Self::walk(&self.names, folded.as_bytes())
    }

    /// The places behind a handle.
    pub fn candidates(&self, handle: u64) -> Vec<Candidate> {
        Self::list(&self.postings, handle).into_iter().map(Candidate::from_posting).collect()
    }

    /// Places of one country whose consonants are those of the name ("Kamishly" for Qamishli). Weak: use only with country context.
    pub fn places_by_skeleton(&self, folded: &str, country: &str) -> Vec<PlaceId> {
        match crate::skeleton(folded) {
            Some(s) => Self::exact(&self.skeletons, &self.skeleton_postings, &format!("{country}{s}"))
                .into_iter()
                .map(PlaceId)
                .collect(),
            None => Vec::new(),
        }
    }

    /// Places whose Cyrillic name has the same stem ("Херсоне" for Херсон). Weaker than the exact name.
    pub fn places_by_stem(&self, folded: &str) -> Vec<PlaceId> {
        let mut out: Vec<PlaceId> = Vec::new();
        for stem in crate::cyrillic_stems(folded) {
            for id in Self::exact(&self.skeletons, &self.skeleton_postings, &format!("~{stem}")) {
                if !out.contains(&PlaceId(id)) {
                    out.push(PlaceId(id));
                }
            }
        }
        out.sort_by_key(|id| (std::cmp::Reverse(self.place(*id).map_or(0, |p| p.population)), *id));
        out
    }

    /// The country with an ISO 3166-1 alpha-2 code.
    pub fn country(&self, iso2: &str) -> Option<Country<'_>> {
        let (mut lo, mut hi) = (0, self.countries.len());
        while lo < hi {
            let mid = (lo + hi) / 2;
            match self.countries.get(&self.strings, mid, 0).cmp(iso2) {
                std::cmp::Ordering::Less => lo = mid + 1,
                std::cmp::Ordering::Greater => hi = mid,
                std::cmp::Ordering::Equal => return Some(Country { know: self, row: mid }),
            }
        }
        None
    }

    /// All countries, by ISO code.
    pub fn countries(&self) -> impl Iterator<Item = Country<'_>> {
        (0..self.countries.len()).map(|row| Country { know: self, row })
    }

    /// The name of the first-level division that a place lies in.
    pub fn admin1_name(&self, id: PlaceId) -> Option<&str> {
        let p = self.place(id)?;
        p.admin1.and_then(|a| self.place(a)).map(|a| a.name)
    }

    /// What a place lies in, nearest first: site, town, second- and first-level division, country.
    pub fn ancestors(&self, id: PlaceId) -> Vec<PlaceId> {
        let mut out = Vec::new();
        let mut at = self.place(id).and_then(|p| p.parent);
        while let Some(p) = at {
            // Five steps lead from a site to its country; more would be a loop in a damaged table.
            if out.len() > 8 || out.contains(&p) {
                break;
            }
            out.push(p);
            at = self.place(p).and_then(|p| p.parent);
        }
        out
    }

    /// True when `ancestor` holds `place`, or is the capital-sized town around a site. A place does not contain itself.
    pub fn contains(&self, ancestor: PlaceId, place: PlaceId) -> bool {
        if self.ancestors(place).contains(&ancestor) {
            return true;
        }
        // Regions are not in the chain of divisions: a point well inside the half-width of a region of its country is in it.
        match (self.place(ancestor), self.place(place)) {
            (Some(a), Some(p)) if a.kind == PlaceType::Region && ancestor != place && p.precision_m < a.precision_m => {
                (a.country.is_empty() || p.country.is_empty() || a.country == p.country)
                    && distance_m((a.lat, a.lon), (p.lat, p.lon)) <= f64::from(a.precision_m)
            }
            _ => false,
        }
    }

    /// True when the two are one place or one holds the other: different names for the same where, at different detail.
    pub fn same_or_ancestor(&self, a: PlaceId, b: PlaceId) -> bool {
        if a == b || self.contains(a, b) || self.contains(b, a) {
            return true;
        }
        match (self.place(a), self.place(b)) {
            (Some(x), Some(y)) => {
                // A town and the division named after it ("Idlib"), and two records of one GeoNames place.
                let seat = |t: &Place<'_>, d: &Place<'_>| {
                    t.kind == PlaceType::Town
                        && d.kind.is_area()
                        && t.country == d.country
                        && crate::fold(t.name) == crate::fold(d.name)
                };
                (x.geonames_id.is_some() && x.geonames_id == y.geonames_id) || seat(&x, &y) || seat(&y, &x)
            }
            _ => false,
        }
    }

    /// Distance between two places in metres.
    pub fn distance_between(&self, a: PlaceId, b: PlaceId) -> Option<f64> {
        let (a, b) = (self.place(a)?, self.place(b)?);
        Some(distance_m((a.lat, a.lon), (b.lat, b.lon)))
    }
}

/// Great-circle distance in metres between two points given as (latitude, longitude) in degrees.
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let h = ((lb - la) / 2.0).sin().powi(2) + la.cos() * lb.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
}

/// Where `to` lies as seen from `from`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offset {
    /// Distance in metres.
    pub metres: f64,
    /// Degrees clockwise from north.
    pub degrees: f64,
    /// "north", "south-west", ...
    pub direction: &'static str,
}

impl std::fmt::Display for Offset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let km = self.metres / 1000.0;
        if km < 1.0 {
            write!(f, "less than 1 km {}", self.direction)
        } else if km < 10.0 {
            write!(f, "{km:.1} km {}", self.direction)
        } else {
            write!(f, "{km:.0} km {}", self.direction)
        }
    }
}

/// Distance and direction from one point to another: "60 km south".
pub fn bearing(from: (f64, f64), to: (f64, f64)) -> Offset {
    const WORDS: [&str; 8] = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
    let (la, lb, d) = (from.0.to_radians(), to.0.to_radians(), (to.1 - from.1).to_radians());
    let degrees =
        (d.sin() * lb.cos()).atan2(la.cos() * lb.sin() - la.sin() * lb.cos() * d.cos()).to_degrees().rem_euclid(360.0);
    Offset { metres: distance_m(from, to), degrees, direction: WORDS[((degrees + 22.5) / 45.0) as usize % 8] }
}

/// The point that lies `metres` from another in a direction given in degrees clockwise from north.
pub fn offset(from: (f64, f64), metres: f64, degrees: f64) -> (f64, f64) {
    let (la, lo, b, d) = (from.0.to_radians(), from.1.to_radians(), degrees.to_radians(), metres / 6_371_008.8);
    let lat = (la.sin() * d.cos() + la.cos() * d.sin() * b.cos()).clamp(-1.0, 1.0).asin();
    let lon = lo + (b.sin() * d.sin() * la.cos()).atan2(d.cos() - la.sin() * lat.sin());
    (lat.to_degrees(), (lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0)
}
