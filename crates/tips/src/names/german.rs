//! German: nouns have capitals too, so that a name needs more than one.

use know::Word as Meaning;

use super::{
    LONGEST, Namer, Strength,
    split::{Gap, Word},
    text_small,
};

impl Namer<'_> {
    /// German: nouns have capitals too, so that a name needs more.
    pub(super) fn german(&self, names: &mut Vec<(usize, usize)>) {
        let n = self.words.len();
        let mut i = 0;
        while i < n {
            if !self.word(i).is_some_and(|x| x.cap && x.cased && !x.taken && !x.digits) {
                i += 1;
                continue;
            }
            let mut j = i + 1;
            while j < n && self.word(j).is_some_and(|x| x.gap != Gap::Other && !x.taken && !x.digits) {
                let cap = self.word(j).is_some_and(|x| x.cap);
                let particle = self.word(j).is_some_and(|x| self.w.is("particle", &x.low))
                    && self.word(j + 1).is_some_and(|x| x.cap && x.gap == Gap::Space);
                if !cap && !particle {
                    break;
                }
                j += 1;
            }
            self.german_run(i, j, names);
            i = j;
        }
    }

    fn german_run(&self, i: usize, j: usize, names: &mut Vec<(usize, usize)>) {
        let mut at = i;
        while at < j {
            let known = (at + 1..=j.min(at + LONGEST)).rev().find(|&end| {
                let multi = end - at > 1;
                let kin = self.after(at, &["kin", "civil", "named"])
                    || self.after_person(at)
                    || self.phrase_before(at, "self");
                let phrase = self.phrase(at, end);
                if self.public(at, end) && !self.after(at, &["kin", "named"]) && (multi || !self.given(at)) {
                    return true;
                }
                if kin {
                    return false;
                }
                if multi {
                    return self.body(at, end) || self.place(&phrase) >= Strength::Strong && !self.given(at);
                }
                self.body(at, end)
                    || self.place(&phrase) >= Strength::Strong
                        && (!self.given(at) || self.place(&phrase) == Strength::Sure && self.located(at))
            });
            if let Some(end) = known {
                at = end;
                continue;
            }
            if !self.name_in_german(at, i, j) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while end < j
                && (self.word(end).is_some_and(|x| !x.cap && self.w.is("particle", &x.low))
                    || !self.noun(end) && self.word(end).is_some_and(|x| x.cap))
            {
                end += 1;
            }
            while end > at + 1 && self.word(end - 1).is_some_and(|x| !x.cap) {
                end -= 1;
            }
            names.push((at, end));
            at = end;
        }
    }

    fn name_in_german(&self, k: usize, i: usize, j: usize) -> bool {
        if self.noun(k) || self.word(k).is_none_or(|x| !x.cap) {
            return false;
        }
        if self.phrase_before(k, "self") || self.after_person(k) {
            return true;
        }
        if self.given(k) || self.after(k, &["kin", "civil", "named", "role"]) || self.before_title(k + 1) {
            return true;
        }
        let Some(x) = self.word(k) else { return false };
        let says =
            |w: Option<&Word>| w.is_some_and(|y| !y.cap && (self.know.says("de", &y.low) || self.w.is("says", &y.low)));
        let before = k.checked_sub(1).and_then(|p| self.word(p));
        if x.gap == Gap::Space && says(before) && self.place(&x.low) < Strength::Strong {
            return true;
        }
        if says(self.word(k + 1))
            && self.word(k + 1).is_some_and(|y| y.gap == Gap::Space)
            && !self.determined(k)
            && !x.first
        {
            return true;
        }
        // two unknown words side by side, with nothing before that a noun would have
        let pair = k + 1 < j
            && !self.noun(k + 1)
            && self.place(&self.word(k + 1).map_or(String::new(), |y| y.low.clone())) < Strength::Strong;
        pair && !(k == i && self.determined(k)) && !text_small(&x.low)
    }

    /// "Wachmann", "Oberärztin" before it.
    fn after_person(&self, k: usize) -> bool {
        let Some(p) = k.checked_sub(1).and_then(|p| self.word(p)) else { return false };
        self.word(k).is_some_and(|x| x.gap == Gap::Space)
            && p.cap
            && self.w.list("person_ending").any(|e| p.low.ends_with(e))
    }

    /// An article, a number or an adjective stands before it.
    fn determined(&self, k: usize) -> bool {
        let (Some(x), Some(p)) = (self.word(k), k.checked_sub(1).and_then(|p| self.word(p))) else { return false };
        x.gap == Gap::Space
            && (!p.cap || p.first)
            && (p.digits
                || self.w.is("article", &p.low)
                || ["e", "en", "er", "es", "em"].iter().any(|e| p.low.len() > 4 && p.low.ends_with(e)))
    }

    /// A word that German writes with a capital without its being a name.
    fn noun(&self, k: usize) -> bool {
        const ENDS: &[&str] = &[
            "ung",
            "ungen",
            "heit",
            "heiten",
            "keit",
            "keiten",
            "schaft",
            "schaften",
            "tion",
            "tionen",
            "nis",
            "nisse",
            "tum",
            "ling",
            "linge",
            "chen",
            "lein",
            "itat",
            "ismus",
            "erei",
            "haus",
            "hauser",
            "leute",
            "leuten",
            "manner",
            "mannern",
            "frauen",
            "kinder",
            "kindern",
            "stadt",
            "dorf",
            "dorfer",
            "platz",
            "strasse",
            "strassen",
            "wagen",
            "zeug",
            "zeuge",
            "lager",
            "krankenhaus",
            "schule",
            "schulen",
            "weg",
            "bahn",
            "hof",
            "werk",
            "gebiet",
            "kraft",
            "krafte",
            "soldaten",
            "polizei",
            "posten",
            "sperre",
            "hilfe",
            "stelle",
            "zeit",
            "tag",
            "tage",
            "tagen",
            "nacht",
            "monat",
            "jahr",
            "jahre",
            "jahren",
            "woche",
            "wochen",
            "stunde",
            "stunden",
            "uhr",
            "innen",
            "fahrer",
            "burger",
            "wohner",
            "bewohner",
            "fluchtlinge",
            "brucke",
            "damm",
            "grenze",
            "front",
            "truppen",
            "waffen",
        ];
        let Some(x) = self.word(k) else { return true };
        if self.given(k) {
            return false;
        }
        x.digits
            || x.upper && x.low.chars().count() <= 6
            || ["common", "civil", "role", "kin", "noun", "facility", "papers", "phone", "plates"]
                .iter()
                .any(|l| self.w.is(l, &x.low))
            || self.w.is("units", &x.low)
            || ENDS.iter().any(|e| x.low.ends_with(e))
            || x.first
                && (self.w.is("small", &x.low)
                    || self.w.is("where", &x.low)
                    || self.w.is("article", &x.low)
                    || text_small(&x.low)
                    || self.lower.contains(&x.low))
            || self.meanings(&x.low).iter().any(|m| matches!(m, Meaning::Adjective(_) | Meaning::Demonym(_)))
    }
}
