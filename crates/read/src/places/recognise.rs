//! Which words of a text are the name of a place.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use know::{Know, PlaceId, PlaceType, Word as Meaning};
use model::{ActorMention, PlaceKind, PlaceMention, Span};

use super::{Mention, Reading};
use text::{Rel, Tag};

use crate::context;
use crate::names::{Case, Gap, Names, lexicon};

/// Names that only a spelling rule or a stem connects with a place.
const WEAK_COST: f64 = 2.0;

pub(super) fn recognise(names: &Names<'_>, know: &Know, actors: &[ActorMention], hint: Option<&str>) -> Vec<Mention> {
    let n = names;
    let mut people: Vec<bool> = vec![false; n.words.len() + 1];
    let mut outlets: Vec<bool> = vec![false; n.words.len() + 1];
    let mut known_bodies: Vec<bool> = vec![false; n.words.len() + 1];
    let mut governments: Vec<bool> = vec![false; n.words.len() + 1];
    let mut w = 0;
    for a in actors {
        while w < n.words.len() && (n.folded.to[n.words[w].at.end - 1] as usize) <= a.start {
            w += 1;
        }
        let mut i = w;
        while i < n.words.len() && (n.folded.from[n.words[i].at.start] as usize) < a.end {
            match a.kind.as_str() {
                "person" => people[i] = true,
                "media" => outlets[i] = true,
                "government" if a.id.is_some() => governments[i] = true,
                "armed_group" | "un" | "igo" | "ngo" | "monitor" | "coalition" | "company" if a.id.is_some() => {
                    known_bodies[i] = true
                }
                _ => {}
            }
            i += 1;
        }
    }
    let countries = context::countries(n, know, hint);
    let mut r = Recogniser {
        n,
        know,
        people,
        outlets,
        bodies: known_bodies,
        governments,
        countries,
        skip: Cell::new(0),
        persons: RefCell::new(BTreeSet::new()),
        out: Vec::new(),
    };
    r.run();
    r.qualify();
    r.unknowns();
    r.out
}

struct Recogniser<'a> {
    n: &'a Names<'a>,
    know: &'a Know,
    people: Vec<bool>,
    outlets: Vec<bool>,
    bodies: Vec<bool>,
    /// Words of a government: "the Kremlin", "Damascus".
    governments: Vec<bool>,
    countries: context::Countries,
    /// Words before this one are a person's name.
    skip: Cell<usize>,
    /// Names that speak and are too small to be a government: people.
    persons: RefCell<BTreeSet<String>>,
    out: Vec<Mention>,
}

/// A gentilic found at a word.
struct Gentilic {
    b: usize,
    span: Span,
    id: PlaceId,
    demonym: bool,
}

impl Recogniser<'_> {
    fn run(&mut self) {
        let mut i = 0;
        while i < self.n.words.len() {
            let next = self.at(i);
            i = next.max(i + 1).max(self.skip.get());
        }
    }

    /// Looks for a place that begins at word `i`; gives the word after it.
    fn at(&mut self, i: usize) -> usize {
        let n = self.n;
        if self.people[i] && !self.person_may_be_place(i) {
            return i + 1;
        }
        if self.outlets[i] {
            return i + 1;
        }
        let gentilic = self.gentilic(i);
        let name = self.name(i);
        // "Canadian", "German": the adjective of a country, not the town of that name.
        let adjective = gentilic.as_ref().is_some_and(|g| {
            self.know.place(g.id).is_some_and(|p| p.kind == PlaceType::Country || p.kind == PlaceType::Continent)
        });
        let name = name.filter(|m| {
            !adjective
                || m.b - m.a > 1
                || m.inside.is_some()
                || m.candidates.iter().filter_map(|c| self.place(c)).any(|p| p.kind == PlaceType::Country)
        });
        match (name, gentilic) {
            (Some(m), g) if g.as_ref().is_none_or(|g| g.b <= m.b) => {
                // "American", "US", "Georgia": the country's own name wins over the adjective.
                let b = m.b;
                self.out.push(m);
                b
            }
            (_, Some(g)) => {
                let kind = self.gentilic_kind(&g);
                let b = g.b;
                self.out.push(Mention {
                    a: i,
                    b,
                    span: g.span,
                    key: n.keys(i, b).to_owned(),
                    kind,
                    candidates: vec![Reading { id: g.id, cost: 0.0 }],
                    chosen: Some(g.id),
                    ..Mention::default()
                });
                b
            }
            (None, None) => i + 1,
            _ => i + 1,
        }
    }

    /// "in Jackson" where Jackson is also a surname of the text: the preposition decides.
    fn person_may_be_place(&self, i: usize) -> bool {
        let n = self.n;
        let alone = !(i > 0 && self.people[i - 1] && n.follows(i)) && !self.people.get(i + 1).copied().unwrap_or(false);
        alone && i > 0 && n.follows(i) && matches!(n.key(i - 1), "in" | "near" | "from" | "outside")
    }

    fn gentilic(&self, i: usize) -> Option<Gentilic> {
        let n = self.n;
        let lower_allowed = n.lang != "en" && n.lang != "und";
        if !n.capital(i) && !n.caseless(i) && !lower_allowed {
            return None;
        }
        let mut best: Option<Gentilic> = None;
        for (start, _) in n.starts(i) {
            for (len, handle) in self.know.word_prefixes(n.rest(start)) {
                let Some(b) = n.word_after(start + len) else { continue };
                for m in self.know.words(handle) {
                    let (id, demonym) = match m {
                        Meaning::Adjective(p) => (p, false),
                        Meaning::Demonym(p) => (p, true),
                        _ => continue,
                    };
                    let key = &n.folded.text[start..start + len];
                    // "US" as an adjective is the country's name; "Polish" and "polish", "Turkish" and "turkish" go by case.
                    if n.words[i].case == Case::Upper && key.len() > 3 && !n.shouted {
                        continue;
                    }
                    if n.words[i].common && n.words[i].first && b == i + 1 && !n.proper.contains(key) {
                        continue;
                    }
                    let longer = best.as_ref().is_none_or(|x| b > x.b || (b == x.b && !demonym && x.demonym));
                    if longer {
                        best = Some(Gentilic { b, span: n.span_of(start, start + len), id, demonym });
                    }
                }
            }
        }
        best
    }

    fn gentilic_kind(&self, g: &Gentilic) -> PlaceKind {
        let n = self.n;
        let plural = n.key(g.b - 1).ends_with('s');
        // "the French", "the British said": an adjective with nothing behind it is the people.
        let bare = !n.follows(g.b);
        let the = |w: usize| w > 0 && n.key(w - 1) == "the";
        if g.demonym && (plural || bare) || (bare && the(g.b - 1)) { PlaceKind::Demonym } else { PlaceKind::Modifier }
    }

    /// The longest place name that begins at word `i` and that the words around it allow.
    fn name(&self, i: usize) -> Option<Mention> {
        let n = self.n;
        if !(n.capital(i) || n.caseless(i)) {
            // "al-Hasakah", "el-Fasher", "ad-Dana" begin in lower case; folding makes them "al".
            let article =
                n.key(i) == "al" && n.words.get(i + 1).is_some_and(|w| w.gap == Gap::Hyphen) && n.capital(i + 1);
            let particle = matches!(n.key(i), "al" | "el" | "at") && n.follows(i + 1) && n.capital(i + 1);
            if !(article || particle) {
                return None;
            }
        }
        let mut found: Vec<(usize, usize, usize, u64, bool)> = Vec::new();
        for (start, weak) in n.starts(i) {
            for (len, handle) in self.know.place_prefixes(n.rest(start)) {
                if let Some(b) = n.word_after(start + len) {
                    found.push((b, start, start + len, handle, weak));
                }
            }
        }
        found.sort_by(|x, y| {
            y.0.cmp(&x.0).then(x.4.cmp(&y.4)).then(x.1.cmp(&y.1)).then(if n.lang == "de" {
                y.2.cmp(&x.2)
            } else {
                x.2.cmp(&y.2)
            })
        });
        for (b, start, end, handle, weak) in found {
            let mut candidates: Vec<Reading> = Vec::new();
            let after_comma = i > 0 && n.words[i].gap == Gap::Comma && !n.words[i].first;
            for c in self.know.candidates(handle) {
                if c.qualifier && !(after_comma && self.qualifier_written(start, end)) && !self.dotted(start, end) {
                    continue;
                }
                let mut cost = 0.0;
                if c.alias {
                    cost += 0.7;
                }
                if c.derived {
                    cost += 0.7;
                }
                candidates.push(Reading { id: c.id, cost });
            }
            // Written as the abbreviation of a state, it is the state.
            if self.know.candidates(handle).iter().any(|c| c.qualifier)
                && after_comma
                && self.qualifier_written(start, end)
                && end - start <= 5
            {
                candidates.retain(|r| self.place(r).is_some_and(|p| p.kind == PlaceType::Admin1));
            }
            if candidates.is_empty() {
                continue;
            }
            if let Some(m) = self.accept(i, b, start, end, candidates, weak) {
                return Some(m);
            }
        }
        self.inflected(i).or_else(|| self.by_consonants(i))
    }

    /// Abbreviations of states are written with a dot or in capitals: "Pa.", "PA", never "pa".
    fn qualifier_written(&self, start: usize, end: usize) -> bool {
        let n = self.n;
        let (a, b) = (n.folded.from[start] as usize, n.folded.to[end - 1] as usize);
        let source = &n.text[a..b];
        source.contains('.')
            || n.text[b..].starts_with('.')
            || source.chars().all(|c| c.is_uppercase())
            || source.len() > 3
    }

    /// "S.C.", "W.Va.": capitals parted by dots stand for a state even without a comma.
    fn dotted(&self, start: usize, end: usize) -> bool {
        let n = self.n;
        let source = &n.text[n.folded.from[start] as usize..n.folded.to[end - 1] as usize];
        source.contains('.') && end - start >= 2
    }

    fn place(&self, r: &Reading) -> Option<know::Place<'_>> {
        self.know.place(r.id)
    }

    /// Asks the words around a name whether it is a place.
    fn accept(
        &self,
        a: usize,
        b: usize,
        start: usize,
        end: usize,
        candidates: Vec<Reading>,
        clitic: bool,
    ) -> Option<Mention> {
        let n = self.n;
        let lex = lexicon();
        let words = b - a;
        if !(a..b).all(|i| {
            i == a || matches!(n.words[i].gap, Gap::Space | Gap::Hyphen) || (n.words[i].gap == Gap::Comma && words <= 3)
        }) {
            return None;
        }
        if (a + 1..b).any(|i| n.words[i].first) || (a..b).any(|i| self.outlets[i]) {
            return None;
        }
        let key = &n.folded.text[start..end];
        let top = candidates.first().and_then(|c| self.place(c))?;
        let country = candidates.iter().filter_map(|c| self.place(c)).any(|p| p.kind == PlaceType::Country);
        let site = candidates.iter().filter_map(|c| self.place(c)).any(|p| p.kind.is_site());
        let population = top.population;
        let word = &n.words[a];
        let caseless = n.caseless(a);
        let mut weak = false;

        if !caseless && words > 1 {
            // All words of weight are capitals: "Ayn Issa", "City of London", not "Reading the".
            let content = (a..b).filter(|i| {
                !matches!(
                    n.key(*i),
                    "of" | "the"
                        | "and"
                        | "de"
                        | "del"
                        | "la"
                        | "le"
                        | "al"
                        | "el"
                        | "du"
                        | "des"
                        | "do"
                        | "da"
                        | "upon"
                        | "on"
                        | "en"
                        | "au"
                        | "sur"
                        | "am"
                        | "an"
                        | "der"
                        | "i"
                        | "y"
                        | "las"
                        | "los"
                        | "prison"
                        | "camp"
                        | "dam"
                        | "airport"
                        | "hospital"
                        | "crossing"
                        | "base"
                        | "jail"
                        | "region"
                        | "province"
                        | "river"
                        | "countryside"
                )
            });
            // Cyrillic writes the kind of a site in lower case: "Каховская плотина".
            let lower = Self::cyrillic(key)
                && candidates.iter().filter_map(|c| self.place(c)).all(|p| p.kind.is_site() || p.kind.is_area());
            for i in content {
                if !n.capital(i) && !n.caseless(i) && !(lower && i > a) {
                    return None;
                }
            }
            let county = candidates
                .iter()
                .filter_map(|c| self.place(c))
                .any(|p| matches!(p.kind, PlaceType::Admin1 | PlaceType::Admin2 | PlaceType::Water));
            if (a..b).all(|i| n.words[i].stop) && !country && population < 100_000 && !site && !county {
                return None;
            }
        }
        if words == 1 {
            // Arabic words lose their "and", "in", "the" before they are looked up.
            if caseless
                && !country
                && (self.know.is_stop(n.lang, key) || self.know.is_stop(n.lang, &format!("ال{key}")))
            {
                return None;
            }
            if word.stop && !country {
                return None;
            }
            if word.stop && country && word.case != Case::Upper {
                return None;
            }
            // Three capitals are an acronym, unless the table writes it so.
            if word.case == Case::Upper
                && !n.shouted
                && key.len() <= 4
                && !country
                && !self.after_comma(a)
                && !matches!(key, "nyc" | "uk" | "usa" | "uae" | "la" | "drc")
            {
                return None;
            }
            if word.case == Case::Upper && !n.shouted && key.len() > 4 && population < 50_000 && !country {
                // Datelines are written in capitals; other capitals are emphasis or names of things.
                weak = true;
            }
            if key.chars().count() <= 2 && !country && !self.after_comma(a) && !self.dotted(start, end) {
                return None;
            }
        }
        if n.shouted && !country && population < 100_000 && words == 1 {
            return None;
        }
        // "US" at work, "us" in capitals in a shouted headline.
        if n.shouted && key == "us" {
            return None;
        }

        // Half of a compound: "Wal-Mart", "El-Feki". "Washington-Moscow" and "Kurdish-led" are none.
        let other_half = |i: usize| {
            n.capital(i) && !n.caseless(i) && self.gentilic(i).is_none() && self.know.places_folded(n.key(i)).is_empty()
        };
        if n.words[a].gap == Gap::Hyphen && a > 0 && (other_half(a - 1) || n.key(a - 1).chars().count() <= 2)
            || n.words.get(b).is_some_and(|w| w.gap == Gap::Hyphen) && other_half(b)
        {
            return None;
        }
        if word.gap == Gap::Hyphen && word.stop && words == 1 {
            return None;
        }
        // "in Texas and Florida", "from Hama, Homs and Aleppo": the second stands as the first does.
        let listed = self.out.last().is_some_and(|m| {
            !m.weak
                && (m.b == a && n.words[a].gap == Gap::Comma
                    || m.b + 1 == a
                        && n.follows(a)
                        && matches!(n.key(a - 1), "and" | "or" | "y" | "et" | "und" | "и" | "та" | "ve" | "e"))
        });
        let bare_preposed = n.after_any(a, &lex.place_before);
        let preposed = bare_preposed || listed;
        let division = n.phrase(b, |p| lex.divisions.contains(p).then_some(()));
        let divided = division.is_some() || n.after_any(a, &lex.divisions_before);
        let comma = n.words.get(b).is_some_and(|w| w.gap == Gap::Comma) && n.capital(b);
        let qualified = self.after_comma(a) || comma;

        if words == 1 && !caseless && !country {
            if word.common {
                // A common word needs a reason to be a place: "in Reading", "Mobile, Ala.", "Orange County".
                if word.first && !divided && !comma {
                    return None;
                }
                let the = a > 0 && n.key(a - 1) == "the";
                if !(preposed && !the || divided || comma) {
                    if population < 200_000 || self.modifies(a, b, false) {
                        return None;
                    }
                    weak = true;
                }
            } else if !(preposed || divided || qualified) && (population < 50_000 || word.surname) {
                weak = true;
            }
            let suffixed = n.lang != "en" && word.at.end > word.stem;
            if word.given && !(preposed || divided || qualified || suffixed) {
                return None;
            }
        }
        if caseless {
            // Arabic and the like: no capitals to go by, so small places need a word before them that says so.
            let long = key.chars().count() >= 4 || words > 1;
            let about = self.countries.get(top.country).copied().unwrap_or(0.0) >= 0.25
                || candidates.iter().filter_map(|c| self.place(c)).any(|p| {
                    self.countries.get(p.country).copied().unwrap_or(0.0) >= 0.3
                        && (p.population >= 5_000 || p.kind.is_site())
                });
            let strong = country || site || population >= 500_000 && long && !clitic;
            if !(strong
                || (preposed || (clitic && long)) && (about || population >= 20_000)
                || (about && long && population >= 20_000 && !clitic))
            {
                return None;
            }
            if key.chars().count() < 3 {
                return None;
            }
        }
        // A person's name: "Paris Hilton", "Gov. Jackson" (found as an actor), "Denzel Washington".
        let namesake = words == 1 && word.surname;
        if !caseless && !n.shouted && words <= 2 && (!country || namesake) {
            if let Some(next) = n.words.get(b)
                && n.follows(b)
                && next.case == Case::Title
                && n.words[b - 1].at.end == n.words[b - 1].stem
                && !divided
            {
                let k = n.key(b);
                if n.before_any(b, &lex.roads) {
                    return None;
                }
                // "Paris Public Library", "Kansas Highway Patrol": a body, by any of the capitals that follow.
                let body = (b..(b + 5).min(n.words.len()))
                    .take_while(|j| n.follows(*j) && (n.capital(*j) || matches!(n.key(*j), "of" | "and" | "for")))
                    .any(|j| n.before_any(j, &lex.things) || lex.bodies.contains_key(n.key(j)));
                let thing = body
                    || lex.titles.contains(k)
                    || next.stop
                    || lex.features_after.contains(k)
                    || n.before_any(b, &lex.divisions);
                let named = self.gentilic(b).is_some() || !self.know.places_folded(k).is_empty();
                let two_names = namesake && (next.surname || self.know.places_folded(k).is_empty());
                if two_names
                    && !thing
                    && (!preposed || country)
                    && self.know.places_folded(n.keys(a, b + 1)).is_empty()
                    && self.gentilic(b).is_none()
                {
                    self.skip.set(b + 1);
                    return None;
                }
                if !country && !thing && !preposed && !named && population < 3_000_000 {
                    return None;
                }
            }
            if a > 0
                && (words == 1 || key.starts_with("st "))
                && n.follows(a)
                && n.capital(a - 1)
                && n.words[a - 1].case == Case::Title
                && !preposed
                && !qualified
                && !divided
                && n.words[a - 1].at.end == n.words[a - 1].stem
            {
                let p = &n.words[a - 1];
                let plain = p.stop
                    || p.common
                    || self.gentilic(a - 1).is_some()
                    || (p.first && !word.surname)
                    || lex.titles.contains(n.key(a - 1))
                    || lex.features_before.contains(n.key(a - 1));
                let place = self.out.last().is_some_and(|m| m.b == a);
                if (!plain && !place || n.words[a - 1].given && namesake) && !(country && !namesake) {
                    return None;
                }
                if lex.features_before.contains(n.key(a - 1)) && population < 1_000_000 {
                    // "Lake Jackson" would have been found whole.
                    return None;
                }
            }
        }
        // "Hammersmith said": a small place does not speak, a person of that name does.
        if words == 1
            && !caseless
            && !country
            && top.rank < 4
            && top.kind != PlaceType::Admin1
            && population < 1_500_000
            && !preposed
            && self.speaks(a, b)
        {
            self.persons.borrow_mut().insert(key.to_owned());
            return None;
        }
        if words == 1 && !preposed && !qualified && !divided && self.persons.borrow().contains(key) {
            return None;
        }
        // "Washington Street", "Baghdad Road".
        if words <= 2
            && n.follows(b)
            && n.capital(b)
            && n.before_any(b, &lex.roads)
            && !preposed
            && n.words[b - 1].at.end == n.words[b - 1].stem
        {
            return None;
        }
        if words <= 2 && n.follows(b) && n.capital(b) && n.before_any(b, &lex.roads) && !country {
            return None;
        }
        // "Jackson River", "Madison Valley": another feature, whose place the gazetteer does not know.
        if words <= 2
            && !country
            && n.follows(b)
            && n.capital(b)
            && lex.features_after.contains(n.key(b))
            && n.words[b - 1].at.end == n.words[b - 1].stem
            && population < 300_000
        {
            return None;
        }
        // Part of a longer known name of a body.
        if (a..b).all(|i| self.bodies[i]) {
            return None;
        }
        let (mut b, mut end) = (b, end);
        let possessive = n.words[b - 1].at.end > n.words[b - 1].stem;
        // "Kherson region", "Hasakah province": the division's word is part of the name.
        if let Some((len, ())) = division
            && !possessive
            && !country
            && candidates
                .iter()
                .filter_map(|c| self.place(c))
                .any(|p| matches!(p.kind, PlaceType::Admin1 | PlaceType::Admin2 | PlaceType::Region))
            && n.capital(b)
        {
            b += len;
            end = n.words[b - 1].stem;
        }
        let the = a > 0 && n.follows(a) && n.key(a - 1) == "the";
        let subject = matches!(n.parse.get(b - 1).copied().flatten(), Some((Rel::Nsubj, Tag::Verb, true)));
        let kind = if (country || top.rank >= 3) && subject && !bare_preposed
            || n.acts(a, b)
                && (country || top.rank >= 4 || top.kind == PlaceType::Admin1 || self.governments[b - 1] && site)
        {
            PlaceKind::Metonymic
        } else if self.modifies(a, b, possessive) || possessive && n.follows(b) && n.capital(b) {
            PlaceKind::Modifier
        } else {
            PlaceKind::Literal
        };
        let span = n.span_of(start, end);
        // The dot of "Calif." belongs to it.
        let span = if !candidates.is_empty()
            && candidates.iter().all(|c| self.is_abbreviation(c, key))
            && n.text[span.end..].starts_with('.')
        {
            Span::new(span.start, span.end + 1)
        } else {
            span
        };
        Some(Mention {
            a,
            b,
            span,
            key: key.to_owned(),
            kind,
            candidates,
            country: self.country_before(a),
            the,
            division: divided && division.is_some_and(|_| !country),
            weak,
            ..Mention::default()
        })
    }

    fn is_abbreviation(&self, c: &Reading, key: &str) -> bool {
        self.place(c).is_some_and(|p| {
            p.kind == PlaceType::Admin1
                && key.len() < p.name.len()
                && key.len() <= 5
                && !know::fold(p.name).contains(' ')
        })
    }

    fn after_comma(&self, a: usize) -> bool {
        let n = self.n;
        a > 0 && n.words[a].gap == Gap::Comma && !n.words[a].first && (n.capital(a - 1) || n.caseless(a - 1))
    }

    /// True when a name stands before a noun that it describes: "the Baghdad airport", "Kherson residents".
    fn modifies(&self, _a: usize, b: usize, possessive: bool) -> bool {
        let n = self.n;
        // Other languages put the noun first.
        if possessive || !n.follows(b) || n.lang != "en" {
            return false;
        }
        let k = n.key(b);
        let lex = lexicon();
        if lex.metonymy_verbs.contains(k) || n.says(k) || lex.place_before.contains(k) {
            return false;
        }
        let function = lex.not_nouns.contains(k);
        let verb = k.ends_with("ed") || k.ends_with("ly") || (k.ends_with("ing") && k.len() > 5);
        !function && !verb && !n.capital(b) && n.words[b].case == Case::Lower
            || n.capital(b) && n.before_any(b, &lex.things)
    }

    /// "the Syrian town of X", "Iraq's northern city of X": the country named just before.
    fn country_before(&self, a: usize) -> Option<String> {
        let last = self.out.last()?;
        let gap = a.checked_sub(last.b)?;
        let n = self.n;
        let chosen = last.chosen.or_else(|| last.candidates.first().map(|c| c.id))?;
        let p = self.know.place(chosen)?;
        if p.kind != PlaceType::Country || gap > 4 || !(last.b..=a).all(|i| n.follows(i)) {
            return None;
        }
        let possessive = n.words[last.b - 1].at.end > n.words[last.b - 1].stem;
        if !(possessive || last.kind == PlaceKind::Modifier) {
            return None;
        }
        let lex = lexicon();
        (last.b..a)
            .all(|i| {
                matches!(n.key(i), "of" | "al" | "eastern" | "coastal" | "capital" | "border" | "port" | "the")
                    || lex.place_before.contains(n.key(i))
                    || n.key(i).ends_with("ern")
                    || n.key(i).ends_with("most")
            })
            .then(|| p.country.to_owned())
    }

    /// True when a name is followed or preceded by a verb of saying: "X said", "said X", "X told".
    fn speaks(&self, a: usize, b: usize) -> bool {
        let n = self.n;
        const SAY: &[&str] = &[
            "said",
            "says",
            "told",
            "added",
            "explained",
            "recalled",
            "noted",
            "wrote",
            "testified",
            "asked",
            "replied",
            "stated",
            "joked",
            "laughed",
        ];
        let next = n.words[b - 1].at.end == n.words[b - 1].stem && n.follows(b) && SAY.contains(&n.key(b));
        let behind =
            a > 0 && n.follows(a) && matches!(n.key(a - 1), "said" | "says" | "added" | "explained") && !n.follows(b);
        next || behind
    }

    fn cyrillic(key: &str) -> bool {
        key.starts_with(|c: char| ('\u{0400}'..='\u{04FF}').contains(&c))
    }

    /// Cyrillic names in another case than the gazetteer's.
    fn inflected(&self, a: usize) -> Option<Mention> {
        let n = self.n;
        if !Self::cyrillic(n.key(a)) || !n.capital(a) {
            return None;
        }
        for b in (a + 1..=(a + 3).min(n.words.len())).rev() {
            if !n.joined(a, b) || (a + 1..b).any(|i| n.words[i].first) {
                continue;
            }
            let key = n.keys(a, b).to_owned();
            if key.chars().count() < 4 {
                continue;
            }
            let ids = self.know.places_by_stem(&key);
            let candidates: Vec<Reading> = ids
                .into_iter()
                .map(|id| Reading { id, cost: WEAK_COST })
                .filter(|r| {
                    self.place(r).is_some_and(|p| {
                        let about = self.countries.get(p.country).copied().unwrap_or(0.0);
                        p.kind == PlaceType::Country || p.population > 50_000 || about > 0.15
                    })
                })
                .collect();
            if candidates.is_empty() {
                continue;
            }
            let (start, end) = (n.words[a].at.start, n.words[b - 1].stem);
            if let Some(m) = self.accept(a, b, start, end, candidates, false) {
                return Some(m);
            }
        }
        None
    }

    /// Romanisations that the gazetteer lacks, in a country that the text is about.
    fn by_consonants(&self, a: usize) -> Option<Mention> {
        let n = self.n;
        let lex = lexicon();
        let main = context::main_country(&self.countries)?.to_owned();
        if self.countries.get(&main).copied().unwrap_or(0.0) < 0.3
            || !(n.lang == "en"
                || n.lang == "fr"
                || n.lang == "de"
                || n.lang == "es"
                || n.lang == "pt"
                || n.lang == "tr")
        {
            return None;
        }
        for b in (a + 1..=(a + 3).min(n.words.len())).rev() {
            if !n.joined(a, b) || (a + 1..b).any(|i| n.words[i].first) || !n.capital(b - 1) {
                continue;
            }
            let key = n.keys(a, b);
            if key.chars().filter(|c| c.is_alphabetic()).count() < 6
                || (a..b).any(|i| {
                    n.words[i].stop || n.words[i].common || n.words[i].given || self.people[i] || self.bodies[i]
                })
            {
                continue;
            }
            if !n.after_any(a, &lex.place_before) || !know_words_plain(self.know, key) {
                continue;
            }
            let candidates: Vec<Reading> = self
                .know
                .places_by_skeleton(key, &main)
                .into_iter()
                .filter(|id| {
                    self.know
                        .place(*id)
                        .is_some_and(|p| p.kind != PlaceType::Admin2 && similar(&know::fold(p.name), key))
                })
                .map(|id| Reading { id, cost: WEAK_COST })
                .collect();
            if candidates.is_empty() || candidates.len() > 3 {
                continue;
            }
            return self.accept(a, b, n.words[a].at.start, n.words[b - 1].stem, candidates, false);
        }
        None
    }

    /// Names that no table has but that say what they are: "Neches River", "Third Street", "Readington Township"; and "in Harwinton".
    fn unknowns(&mut self) {
        let n = self.n;
        let lex = lexicon();
        if n.shouted || n.lang != "en" {
            return;
        }
        let mut taken: Vec<bool> = vec![false; n.words.len() + 1];
        for m in &self.out {
            (m.a..m.b).for_each(|i| taken[i] = true);
        }
        let mut i = 0;
        while i < n.words.len() {
            let start = i;
            i += 1;
            if taken[start] || !self.plain_capital(start) || n.follows(start) && self.plain_capital(start - 1) {
                continue;
            }
            let mut b = start + 1;
            let mut kind = None;
            while b < n.words.len()
                && b < start + 5
                && n.follows(b)
                && n.capital(b)
                && !taken[b]
                && n.words[b - 1].at.end == n.words[b - 1].stem
            {
                let k = n.key(b);
                kind = if lex.roads.contains(k) {
                    Some("road")
                } else if lex.features_after.contains(k) {
                    Some("feature")
                } else if lex.divisions.contains(k) {
                    Some("division")
                } else {
                    None
                };
                b += 1;
                if kind.is_some() {
                    break;
                }
                if !self.plain_capital(b - 1) {
                    b -= 1;
                    break;
                }
            }
            i = b;
            let first = &n.words[start];
            if first.first && first.common && kind.is_none() {
                continue;
            }
            let feature = match kind {
                Some(f) => f,
                // "in Harwinton", "near Godapitiya".
                None if b - start <= 2
                    && (start..b).all(|j| {
                        !self.people[j] && !n.words[j].common && !n.words[j].given && n.words[j].case == Case::Title
                    })
                    && start > 0
                    && n.follows(start)
                    && matches!(n.key(start - 1), "in" | "near" | "at" | "outside")
                    && !(n.follows(b) && (n.capital(b) || matches!(n.key(b), "and") && n.capital(b + 1)))
                    && (start..b).all(|j| self.know.words_folded(n.key(j)).is_empty()) =>
                {
                    "unknown"
                }
                None => continue,
            };
            let span = n.span(start, b);
            self.out.push(Mention {
                a: start,
                b,
                span,
                key: n.keys(start, b).to_owned(),
                unknown: true,
                feature: Some(feature),
                ..Mention::default()
            });
        }
    }

    /// A capitalised word that can begin or continue a name of its own.
    fn plain_capital(&self, i: usize) -> bool {
        let n = self.n;
        n.words.get(i).is_some_and(|w| {
            matches!(w.case, Case::Title)
                && !w.stop
                && !self.people[i]
                && !self.outlets[i]
                && !self.bodies[i]
                && self.gentilic(i).is_none()
                && !lexicon().titles.contains(n.key(i))
        })
    }

    /// "Toledo, Ohio", "Hasakah (Syria)", "Derna in eastern Libya", and unknown towns before a state.
    fn qualify(&mut self) {
        let n = self.n;
        let lex = lexicon();
        for k in 0..self.out.len() {
            if self.out[k].kind == PlaceKind::Demonym {
                continue;
            }
            let (a, b) = (self.out[k].a, self.out[k].b);
            if k + 1 < self.out.len() {
                let next = &self.out[k + 1];
                let gap = next.a.saturating_sub(b);
                let first_gap = n.words.get(b).map(|w| w.gap);
                let direct = gap == 0 && matches!(first_gap, Some(Gap::Comma | Gap::Open));
                let through = gap <= 5
                    && n.words.get(next.a).is_some_and(|w| !w.first)
                    && (b..next.a).any(|i| matches!(n.key(i), "in" | "of" | "on" | "near"))
                    && (b..=next.a)
                        .all(|i| matches!(n.words[i].gap, Gap::Space | Gap::Hyphen | Gap::Comma) && !n.words[i].first)
                    && (b..next.a).all(|i| {
                        lex.place_before.contains(n.key(i))
                            || matches!(
                                n.key(i),
                                "of" | "the"
                                    | "a"
                                    | "an"
                                    | "on"
                                    | "in"
                                    | "town"
                                    | "countryside"
                                    | "border"
                                    | "coast"
                                    | "part"
                                    | "s"
                            )
                            || n.key(i).ends_with("ern")
                    });
                if direct || through {
                    self.out[k].inside = Some(k + 1);
                }
            }
            // An unknown town before a state or country: it lies there.
            if a >= 2 && n.words[a].gap == Gap::Comma && !n.words[a].first && !self.out.iter().any(|m| m.b == a) {
                let container = self.out[k].candidates.iter().any(|c| {
                    self.know.place(c.id).is_some_and(|p| p.kind == PlaceType::Admin1 || p.kind == PlaceType::Country)
                });
                if !container {
                    continue;
                }
                let mut s = a;
                while s > 0
                    && a - s < 3
                    && n.capital(s - 1)
                    && !n.words[s - 1].stop
                    && !self.people[s - 1]
                    && (s == a || n.follows(s))
                {
                    s -= 1;
                }
                if s == a || n.words[s].first && n.words[s].common {
                    continue;
                }
                let clause_end =
                    n.words.get(b).is_none_or(|w| w.gap != Gap::Space || w.first) || n.words[a].case == Case::Upper;
                if n.after_any(s, &lex.place_before) || clause_end && n.words[a].at.len() <= 5 {
                    let span = n.span(s, a);
                    let readings = self.out[k].candidates.clone();
                    self.out.push(Mention {
                        a: s,
                        b: a,
                        span,
                        key: n.keys(s, a).to_owned(),
                        kind: PlaceKind::Literal,
                        candidates: readings,
                        inside: Some(k),
                        unknown: true,
                        ..Mention::default()
                    });
                }
            }
        }
    }
}

/// True when a key is no name of an actor, person or gentilic.
fn know_words_plain(know: &Know, key: &str) -> bool {
    know.words_folded(key).is_empty()
}

/// True when two romanisations could be of one name: same first letter, nearly the same length.
fn similar(a: &str, b: &str) -> bool {
    let bare = |s: &str| s.strip_prefix("al ").or_else(|| s.strip_prefix("ash ")).unwrap_or(s).to_owned();
    let (a, b) = (bare(a), bare(b));
    a.len().abs_diff(b.len()) <= 3
        && a.chars()
            .next()
            .zip(b.chars().next())
            .is_some_and(|(x, y)| x == y || matches!((x, y), ('k' | 'q' | 'c', 'k' | 'q' | 'c')))
}

/// "60 km south of Hasakah": the point that the words describe, as a mention of its own.
pub(super) fn offsets(n: &Names<'_>, places: &[PlaceMention]) -> Vec<PlaceMention> {
    let mut out = Vec::new();
    for p in places {
        let (Some(lat), Some(lon)) = (p.lat, p.lon) else { continue };
        let at = n.words.partition_point(|w| (n.folded.from[w.at.start] as usize) < p.start);
        // "<number> km|kilometres|miles [(n miles)] <direction> of|from X"
        if at < 4 || !n.follows(at) || !matches!(n.key(at - 1), "of" | "from") {
            continue;
        }
        let Some(degrees) =
            direction(n.key(at - 2)).or_else(|| direction(&format!("{}{}", n.key(at - 3), n.key(at - 2))))
        else {
            continue;
        };
        let mut i = at - 2;
        if direction(n.key(i - 1)).is_some() {
            i -= 1;
        }
        let mut best: Option<(usize, f64)> = None;
        // The first figure counts: the one in brackets repeats it in another unit.
        for j in (i.saturating_sub(6)..i).rev() {
            if n.words[j + 1..at].iter().any(|w| w.first) {
                break;
            }
            let unit = match n.key(j) {
                "km" | "kilometres" | "kilometers" | "kilometre" | "kilometer" => 1000.0,
                "mi" | "mile" | "miles" => 1609.344,
                "m" | "metres" | "meters" => 1.0,
                _ => continue,
            };
            if j > 0
                && let Ok(x) = n.key(j - 1).replace(',', "").parse::<f64>()
            {
                best = Some((j - 1, x * unit));
            }
        }
        let Some((start, metres)) = best else { continue };
        if !(0.0..2_000_000.0).contains(&metres) {
            continue;
        }
        let (la, lo) = know::offset((lat, lon), metres, degrees);
        let from = n.folded.from[n.words[start].at.start] as usize;
        let text = n.text.get(from..p.end).unwrap_or("").to_owned();
        let round = |x: f64| (x * 1e4).round() / 1e4;
        out.push(PlaceMention {
            start: from,
            end: p.end,
            kind: PlaceKind::Literal,
            name: Some(text.clone()),
            text,
            geonames_id: None,
            lat: Some(round(la)),
            lon: Some(round(lo)),
            admin1: None,
            country: p.country.clone(),
            // A compass word covers an eighth of the circle.
            precision_m: Some((metres * 0.25) as u32 + p.precision_m.unwrap_or(0)),
            feature: Some("offset".to_owned()),
            key: None,
        });
    }
    out
}

fn direction(word: &str) -> Option<f64> {
    Some(match word {
        "north" => 0.0,
        "northeast" => 45.0,
        "east" => 90.0,
        "southeast" => 135.0,
        "south" => 180.0,
        "southwest" => 225.0,
        "west" => 270.0,
        "northwest" => 315.0,
        _ => return None,
    })
}
