//! Names as they are shown: the body behind an office, the phrase without its article, the actor table's name, acronyms.

use std::collections::BTreeMap;
use std::ops::Range;

use text::Doc;

use super::Resolver;

impl<'a> Resolver<'a> {
    /// "a spokesman for the Syrian Democratic Forces", "Syria's interior minister": the body behind the office.
    pub(super) fn of_whom(&self, core: &Range<usize>) -> Option<String> {
        let i = core.clone().find(|&i| {
            matches!(
                self.norm(i),
                "for" | "of" | "de" | "del" | "du" | "des" | "d'" | "d’" | "do" | "da" | "dos" | "das" | "باسم"
            )
        })?;
        (i + 1 < core.end).then(|| {
            let r = i + 1..core.end;
            self.acronyms.get(self.strip(r.clone())).cloned().unwrap_or_else(|| self.plain_name(r))
        })
    }

    pub(super) fn capital_part(&self, core: &Range<usize>) -> Option<String> {
        let s = core.clone().find(|&i| self.upper(i) && !self.en.anonymous.contains(self.norm(i)))?;
        let mut e = s;
        while e < core.end && self.upper(e) && !self.en.anonymous.contains(self.norm(e)) {
            e += 1;
        }
        let t = self.text(s..e);
        (e > s
            && e - s >= 1
            && !matches!(
                self.norm(s),
                "early" | "the" | "some" | "initial" | "preliminary" | "official" | "local" | "schätzungen"
            ))
        .then(|| t.to_owned())
    }

    /// The phrase without its article.
    pub(super) fn strip(&self, r: Range<usize>) -> &'a str {
        let mut s = r.start;
        while s + 1 < r.end
            && matches!(
                self.norm(s),
                "the"
                    | "a"
                    | "an"
                    | "le"
                    | "la"
                    | "les"
                    | "l'"
                    | "el"
                    | "los"
                    | "las"
                    | "der"
                    | "die"
                    | "das"
                    | "o"
                    | "os"
                    | "«"
                    | "\""
                    | "“"
            )
        {
            s += 1;
        }
        let mut e = r.end;
        while e > s + 1 && matches!(self.norm(e - 1), "»" | "\"" | "”") {
            e -= 1;
        }
        self.text(s..e)
    }

    pub(super) fn plain_name(&self, r: Range<usize>) -> String {
        let t = self.strip(r);
        // "Syrian Democratic Forces (SDF)": the bracket repeats the name
        let t = t.split(" (").next().unwrap_or(t);
        t.to_owned()
    }

    /// The name in the actor table, where the phrase is one actor's only name.
    pub(super) fn official_name(&self, r: Range<usize>) -> Option<String> {
        let t = self.plain_name(r);
        let mut found = self.know.actors_named(&t);
        found.dedup_by(|a, b| a.id() == b.id());
        match found.as_slice() {
            [one] => {
                // both the page's words and the table's, where they share nothing, so that a reader finds either
                Some(one.name().to_owned())
            }
            _ => None,
        }
    }
}

/// "Syrian Democratic Forces (SDF)", "Syrian Democratic Forces, or SDF": the acronym to the long name.
pub(super) fn acronyms(doc: &Doc) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let word = |i: usize| doc.word(i);
    for i in 1..doc.tokens.len() {
        let w = word(i);
        let letters: Vec<char> = w.chars().filter(|c| c.is_alphanumeric()).collect();
        if letters.len() < 2
            || letters.len() > 8
            || !letters.iter().all(|c| c.is_uppercase() || c.is_numeric())
            || letters.iter().all(|c| c.is_numeric())
        {
            continue;
        }
        let before = match word(i - 1) {
            "(" => i - 1,
            "or" if i >= 2 && word(i - 2) == "," => i - 2,
            _ => continue,
        };
        // go left over capitalised words until the first letter of the acronym is met, at most two words more than letters
        let mut s = before;
        let mut best = None;
        while s > 0 && before - s < letters.len() + 3 {
            s -= 1;
            let x = word(s);
            let capital = x.starts_with(char::is_uppercase);
            let joint = matches!(
                doc.tokens[s].norm.as_str(),
                "of" | "for" | "and" | "the" | "de" | "la" | "del" | "y" | "et" | "-" | "'s" | "in"
            );
            if !capital && !joint {
                break;
            }
            if capital && x.chars().next().is_some_and(|c| c == letters[0]) && before - s >= 2 {
                best = Some(s);
                if before - s >= letters.len() {
                    break;
                }
            }
        }
        if let Some(s) = best {
            let long = doc.span_of(s..before).of(&doc.text).to_owned();
            out.entry(w.to_owned()).or_insert(long);
        }
    }
    out
}
