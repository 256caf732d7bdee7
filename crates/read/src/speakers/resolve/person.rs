//! The personal name inside a source.

use std::ops::Range;

use super::Resolver;

impl<'a> Resolver<'a> {
    /// The tokens of a person's name in a source.
    pub(super) fn person(&self, all: &Range<usize>, core: &Range<usize>) -> Option<Range<usize>> {
        if self.doc.lang == "ar" {
            return self.arabic_person(core);
        }
        let name_word = |i: usize| {
            self.upper(i)
                || ["al-", "el-", "ad-", "as-", "ash-", "ibn-", "bin-"].iter().any(|p| self.norm(i).starts_with(p))
        };
        let particle = |i: usize| {
            matches!(
                self.norm(i),
                "al" | "-" | "bin" | "ibn" | "de" | "van" | "von" | "der" | "el" | "da" | "dos" | "abu" | "." | "'"
            )
        };
        let blocked = |i: usize| {
            let w = self.norm(i);
            self.is(|s| &s.institution, w)
                || self.is(|s| &s.media, w)
                || self.is(|s| &s.anonymous, w)
                || self.institution_ending(w)
        };
        let title = |i: usize| self.is(|s| &s.title, self.norm(i)) || self.is(|s| &s.office, self.norm(i));
        let mut i = all.start;
        let mut best: Option<(u8, Range<usize>)> = None;
        while i < all.end {
            if !(self.upper(i) && self.word(i).chars().any(char::is_alphabetic))
                || blocked(i)
                || title(i)
                || matches!(self.norm(i), "the" | "a" | "an")
                || self.doc.lang == "de"
                    && matches!(self.norm(i), "der" | "die" | "das" | "dem" | "den" | "ein" | "eine")
            {
                i += 1;
                continue;
            }
            let s = i;
            let mut e = i;
            while e < all.end {
                let name = name_word(e) && !blocked(e) && !title(e) && self.word(e).chars().any(char::is_alphabetic);
                let joint = particle(e) && e + 1 < all.end && self.upper(e + 1) && !blocked(e + 1) && e > s;
                if !(name || joint) {
                    break;
                }
                e += 1;
            }
            // an acronym before the name belongs to the office ("director FSB A. B.")
            let mut s = s;
            while s + 2 < e && self.word(s).chars().count() < 5 && self.word(s).chars().all(|c| !c.is_lowercase()) {
                s += 1;
            }
            let run = s..e;
            i = e.max(i + 1);
            let full = run.clone().filter(|&j| self.upper(j)).count();
            let t = self.text(run.clone());
            let shouting = t.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && t.len() < 7;
            if shouting {
                continue;
            }
            let titled = s > all.start
                && (title(s - 1) || (self.norm(s - 1) == "." && s >= 2 && s - 2 >= all.start && title(s - 2)));
            let ends = e == core.end || e == all.end || matches!(self.norm(e), "," | "(");
            // "Orchid Lines Ltd": a firm
            let firm = |j: usize| {
                matches!(
                    self.norm(j),
                    "ltd"
                        | "limited"
                        | "inc"
                        | "plc"
                        | "llc"
                        | "corp"
                        | "gmbh"
                        | "co"
                        | "group"
                        | "holdings"
                        | "airlines"
                        | "airways"
                        | "railways"
                        | "lines"
                        | "shipping"
                        | "energy"
                        | "industries"
                        | "enterprises"
                        | "international"
                        | "foundation"
                        | "times"
                        | "post"
                        | "news"
                )
            };
            if self.doc.lang == "en" && (firm(e - 1) || e < all.end && self.upper(e) && firm(e)) {
                continue;
            }
            let known = full >= 1 && self.tables(t).person;
            let other =
                self.tables(t).place || self.tables(t).actor || self.tables(t).outlet || self.lex.agencies.contains(t);
            let score = match () {
                () if titled && ends => 0,
                // "Dr Lakshmi Rao of the city hospital"
                () if titled && full >= 2 && matches!(self.norm(e), "of" | "from" | "at") && !other => 0,
                () if known && full >= 2 && ends => 1,
                () if full >= 2 && ends && !other && (s == core.start || run.start > core.end) => 2,
                () if full >= 2
                    && ends
                    && !other
                    && s < core.end
                    && ((core.start..s).all(|j| !blocked(j)) || self.doc.lang != "en" && title(core.start))
                    && full <= 4 =>
                {
                    3
                }
                () if known && ends && full == 1 && core.len() == 1 => 4,
                () => continue,
            };
            // several capital words before an institution's noun are its name ("Nova Kakhovka administration")
            if best.as_ref().is_none_or(|(b, _)| score < *b) {
                best = Some((score, run));
            }
        }
        best.map(|(_, r)| r)
    }

    /// Arabic has no capitals: a name is what stands at the end of a phrase that a title opens, two words or more without the article
    /// (the last may have it), or one word right behind a title of address.
    fn arabic_person(&self, core: &Range<usize>) -> Option<Range<usize>> {
        let title = |i: usize| self.is(|s| &s.title, self.norm(i));
        let office = |i: usize| {
            let w = self.norm(i);
            self.is(|s| &s.institution, w) || self.is(|s| &s.media, w) || self.is(|s| &s.anonymous, w) || title(i)
        };
        let definite = |i: usize| self.norm(i).starts_with("ال");
        let address = |i: usize| self.is(|s| &s.office, self.norm(i));
        (core.clone().any(title) && core.len() > 1).then_some(())?;
        let mut s = core.end;
        while s > core.start + 1 && !office(s - 1) && (!definite(s - 1) || s == core.end) {
            s -= 1;
        }
        let run = s..core.end;
        let named = run.len() >= 2 && !definite(s) && self.norm(s) != "باسم" || run.len() == 1 && address(s - 1);
        named.then_some(run)
    }
}
