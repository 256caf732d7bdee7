//! Words without capitals: what follows a title, kinship or "my name is", and given names.

use super::{LONGEST, Namer, Strength, split::Gap, text_small};

impl Namer<'_> {
    /// Words without capitals, in a script that has none or in a text that uses none: what follows a title, kinship, "my name is"; given names.
    pub(super) fn plain(&self, names: &mut Vec<(usize, usize)>, cased_too: bool) {
        let n = self.words.len();
        let mut i = 0;
        while i < n {
            let Some(x) = self.word(i) else { break };
            if x.taken || x.digits || (x.cased && !cased_too) {
                i += 1;
                continue;
            }
            let named = self.named_before(i) || !x.cased && self.phrase_before(i, "self");
            let kin = self.after_any(i, &["kin", "civil"]);
            let titled = named || kin || self.after_any(i, &["role"]) && !x.cased;
            let given = self.plain_given(i);
            let begins = given || self.compound(i) > 0 || (titled && (!x.cased || named) && !self.no_name(i, true));
            if !begins || self.no_name(i, titled) && !given && self.compound(i) == 0 {
                i += 1;
                continue;
            }
            // the holder of an office keeps the name
            if let Some(end) = (i + 1..=n.min(i + LONGEST))
                .rev()
                .find(|&e| (e - i > 1 || self.after_any(i, &["role"])) && self.public(i, e) && self.joined(i, e))
            {
                if !kin && !named {
                    i = end;
                    continue;
                }
            }
            let mut j = i + self.compound(i).max(1);
            let most = i + if titled { 4 } else { 3 };
            while j < n.min(most) && self.word(j).is_some_and(|y| y.gap == Gap::Space && !y.taken && !y.digits) {
                let c = self.compound(j);
                if c > 0 {
                    j += c;
                } else if self.plain_given(j)
                    || (!self.no_name(j, false) && self.word(j).is_some_and(|y| !y.cased || y.cap))
                {
                    j += 1;
                } else {
                    break;
                }
            }
            names.push((i, j.min(n)));
            i = j;
        }
    }

    fn joined(&self, i: usize, j: usize) -> bool {
        (i + 1..j).all(|k| self.word(k).is_some_and(|x| matches!(x.gap, Gap::Space | Gap::Hyphen) && !x.taken))
    }

    /// "عبد الرحمن", "أبو كريم", "بن علي": words of such a name, 0 where none begins here.
    fn compound(&self, i: usize) -> usize {
        let Some(x) = self.word(i) else { return 0 };
        let next = |k: usize| self.word(i + k).is_some_and(|y| y.gap == Gap::Space && !y.taken && !y.digits);
        if x.cased || !next(1) {
            return 0;
        }
        if self.w.is("joined", &x.low) && !self.no_name(i + 1, false) {
            return 2 + if self.w.is("joined", &self.word(i + 1).map_or(String::new(), |y| y.low.clone())) && next(2) {
                1
            } else {
                0
            };
        }
        0
    }

    /// A given name written without a capital that is no common word.
    fn plain_given(&self, i: usize) -> bool {
        let Some(x) = self.word(i) else { return false };
        if !x.cased {
            let bare =
                ["و", "ل", "ب", "ف"].iter().find_map(|p| x.low.strip_prefix(p)).filter(|r| r.chars().count() >= 3);
            return self.w.given.contains(&x.low) && !self.w.is("common", &x.low)
                || bare.is_some_and(|r| {
                    self.w.given.contains(r)
                        && !self.w.is("common", r)
                        && !self.w.is("common", &x.low)
                        && !self.know.is_stop("ar", &x.low)
                });
        }
        let dictionary = text::english::dictionary().map_or(0, |d| d.look_up(&x.low)) != 0;
        let listed = [
            "small", "common", "units", "kin", "civil", "role", "where", "facility", "says", "noun", "papers", "phone",
            "plates", "after", "article",
        ];
        x.low.chars().count() >= 3
            && self.is_given(&x.low)
            && !dictionary
            && !text_small(&x.low)
            && !listed.iter().any(|l| self.w.is(l, &x.low))
    }

    fn after_any(&self, i: usize, lists: &[&str]) -> bool {
        let Some(p) = i.checked_sub(1).and_then(|k| self.word(k)) else { return false };
        let near = self.word(i).is_some_and(|x| matches!(x.gap, Gap::Space | Gap::Point));
        let bare = |low: &str| {
            ["و", "ل", "ب", "ف", "ال", "وال", "لل"].iter().find_map(|c| low.strip_prefix(c).map(str::to_owned))
        };
        near && lists.iter().any(|l| self.w.is(l, &p.low) || !p.cased && bare(&p.low).is_some_and(|b| self.w.is(l, &b)))
    }

    /// "my name is", "اسمي", "по имени" before it, over as many words as the phrase has.
    pub(super) fn named_before(&self, i: usize) -> bool {
        self.phrase_before(i, "named")
    }

    pub(super) fn phrase_before(&self, i: usize, list: &str) -> bool {
        (1..=4).any(|n| {
            let Some(from) = i.checked_sub(n) else { return false };
            (from + 1..=i).all(|k| {
                self.word(k).is_some_and(|x| {
                    x.gap == Gap::Space
                        || (k == i && self.flat.get(self.word(k - 1).map_or(0, |p| p.b), x.a).trim() == ":")
                })
            }) && self.w.is(list, &self.phrase(from, i))
        })
    }

    /// A word that is surely no name: small, a verb, a place, a body, something counted.
    fn no_name(&self, i: usize, titled: bool) -> bool {
        let Some(x) = self.word(i) else { return true };
        let low = x.low.as_str();
        if x.taken || x.digits || low.chars().count() < 2 {
            return true;
        }
        let list = [
            "common", "kin", "civil", "role", "where", "small", "units", "facility", "says", "named", "noun", "papers",
            "phone", "plates",
        ]
        .iter()
        .any(|l| self.w.is(l, low))
            || text_small(low)
            || self.know.is_stop(if x.cased { self.lang } else { "ar" }, low)
            || self.know.says(if x.cased { self.lang } else { "ar" }, low);
        // "and he lives": names that begin so are on the list of given names
        let and = !x.cased && low.starts_with('و') && low.chars().count() >= 4 && !self.w.given.contains(low);
        let joined = !x.cased
            && ["و", "ف", "ب", "ل", "ك", "س"].iter().any(|p| {
                low.strip_prefix(p).is_some_and(|r| {
                    r.chars().count() >= 3
                        && (self.know.is_stop("ar", r)
                            || self.w.is("common", r)
                            || r.starts_with("ال")
                            || self.place(r) >= Strength::Strong)
                })
            });
        list || joined
            || and
            || (!titled || self.located(i)) && self.place(low) >= Strength::Sure
            || self.body(i, i + 1)
    }
}
