//! Scripts with capitals, German left out: runs of words with capitals, less what else a capital may stand for.

use know::Word as Meaning;
use text::Tag;

use super::{LONGEST, Namer, Strength, split::Gap};

impl Namer<'_> {
    /// Runs of words with capitals, and which of their words are names.
    pub(super) fn cased(&self, names: &mut Vec<(usize, usize)>) {
        let n = self.words.len();
        let mut i = 0;
        while i < n {
            if !self.word(i).is_some_and(|x| x.cap && x.cased && !x.taken) {
                i += 1;
                continue;
            }
            let mut j = i + 1;
            while j < n {
                let Some(x) = self.word(j) else { break };
                if x.gap == Gap::Other || x.taken || x.digits {
                    break;
                }
                if x.cap {
                    j += 1;
                    continue;
                }
                // "Ahmed bin Salim", "João da Silva"
                let mut k = j;
                while self.word(k).is_some_and(|y| self.w.is("particle", &y.low) && y.gap == Gap::Space && !y.taken)
                    && k - j < 3
                {
                    k += 1;
                }
                if k > j && self.word(k).is_some_and(|y| y.cap && !y.taken && y.gap == Gap::Space) {
                    j = k + 1;
                } else {
                    break;
                }
            }
            self.run(i, j, names);
            i = j;
        }
    }

    /// One run: parted at words that are no names, then each part judged.
    fn run(&self, i: usize, j: usize, names: &mut Vec<(usize, usize)>) {
        // a body or place that holds words which alone would part it: "Red Cross", "Free Syrian Army", "New York"
        let mut known = vec![false; j - i];
        let mut at = i;
        while at < j {
            let longest = (at + 1..=j.min(at + LONGEST)).rev().find(|&end| {
                let multi = end - at > 1;
                let phrase = self.phrase(at, end);
                let kin = self.after(at, &["kin", "civil", "named"]);
                if multi && self.public(at, end) && !self.after(at, &["kin", "named"]) {
                    return true;
                }
                multi
                    && !kin
                    && (self.body(at, end)
                        || (self.place(&phrase) >= Strength::Weak
                            && (!self.given(at) || self.place(&phrase) >= Strength::Sure)))
            });
            match longest {
                Some(end) => {
                    for k in at..end {
                        if let Some(x) = known.get_mut(k - i) {
                            *x = true;
                        }
                    }
                    at = end;
                }
                None => at += 1,
            }
        }
        let is_known = |k: usize| known.get(k - i).copied().unwrap_or(false);
        let mut at = i;
        while at < j {
            let stays = self.neutral(at) && !self.after(at, &["named"]) && !self.capitals_beside_given(at, i, j);
            if is_known(at) || stays || self.starts_small(at) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while end < j
                && !is_known(end)
                && (!self.neutral(end) || self.inner(end, j) || self.capitals_beside_given(end, i, j))
            {
                end += 1;
            }
            // a particle at the end belongs to nothing
            while end > at + 1 && self.word(end - 1).is_some_and(|x| !x.cap) {
                end -= 1;
            }
            self.part(at, end, names);
            at = end;
        }
    }

    /// A particle between two words of a name.
    fn inner(&self, k: usize, j: usize) -> bool {
        self.word(k).is_some_and(|x| self.w.is("particle", &x.low)) && k + 1 < j && !self.neutral(k + 1)
    }

    /// "Karim HADDAD", "HADDAD Karim": a surname in capitals, and no body's letters.
    fn capitals_beside_given(&self, k: usize, i: usize, j: usize) -> bool {
        let given = |n: usize| (i..j).contains(&n) && self.given(n) && self.word(n).is_some_and(|x| !x.upper);
        let listed = |low: &str| ["common", "role", "civil", "facility"].iter().any(|l| self.w.is(l, low));
        self.word(k).is_some_and(|x| x.upper && !x.digits && x.low.chars().count() >= 3 && !listed(&x.low))
            && !self.body(k, k + 1)
            && (k.checked_sub(1).is_some_and(given) || given(k + 1))
    }

    fn starts_small(&self, k: usize) -> bool {
        self.word(k).is_some_and(|x| !x.cap)
    }

    /// Words with capitals that no list explains, side by side.
    fn part(&self, i: usize, j: usize, names: &mut Vec<(usize, usize)>) {
        let person = self.after(i, &["kin", "civil", "named"]) || self.before_title(j);
        let one = j - i == 1;
        let any_given = (i..j).any(|k| self.given(k));
        if !person && self.facility(i, j) {
            return;
        }
        let first = self.word(i).is_some_and(|x| x.first);
        if one && !person {
            if self.public(i, j) || self.body(i, j) {
                return;
            }
            let low = self.word(i).map_or("", |x| x.low.as_str());
            let strength = self.place(low);
            let surname = self.know.words_folded(low).iter().any(|m| matches!(m, Meaning::Surname));
            let stays = if any_given || surname {
                strength == Strength::Sure && self.located(i)
            } else {
                strength >= Strength::Strong
                    || (strength == Strength::Weak && (self.located(i) || self.beside_place(i)))
            };
            if stays {
                return;
            }
            if first && !any_given && !self.evidence(i) {
                return;
            }
        } else if !one && !person {
            // unknown words and a place side by side: "Residents Homs" at the head of a line keeps both
            let kept: Vec<usize> = (i..j)
                .filter(|&k| {
                    let low = self.word(k).map_or("", |x| x.low.as_str());
                    !self.given(k) && (self.place(low) == Strength::Sure || self.body(k, k + 1))
                })
                .collect();
            if first && !any_given && !kept.is_empty() && kept.len() + 1 >= j - i {
                return;
            }
            if kept.len() == j - i {
                return;
            }
        }
        names.push((i, j));
    }

    /// What tells a name at the head of a sentence: a verb of saying behind it, a tag, no such word in the dictionary.
    fn evidence(&self, i: usize) -> bool {
        let Some(x) = self.word(i) else { return false };
        if self.patronymic(&x.low) || self.after(i, &["role"]) || x.upper {
            return self.patronymic(&x.low) || self.after(i, &["role"]);
        }
        if self.lang == "en" {
            let known =
                text::english::dictionary().map_or(0, |d| d.look_up(&x.low)) & !text::english::dictionary::NAME != 0;
            return !known && self.tag(i).is_none_or(|t| t == Tag::Propn);
        }
        // alone on its line, as people sign
        let line = self.flat.text.get(x.b..).unwrap_or("").split('\n').next().unwrap_or("");
        if line.trim_matches(|c: char| !c.is_alphanumeric()).is_empty()
            && x.a > 0
            && self.flat.get(0, x.a).ends_with('\n')
        {
            return true;
        }
        let plural = matches!(x.low.chars().next_back(), Some('s' | 'ы' | 'и' | 'і' | 'ї'));
        let says = self.word(i + 1).is_some_and(|y| {
            y.gap == Gap::Space && !y.cap && (self.know.says(self.lang, &y.low) || self.w.is("says", &y.low))
        });
        says && !plural
    }

    /// "Bey", "Hanım", "amca" behind a name.
    pub(super) fn before_title(&self, j: usize) -> bool {
        self.word(j).is_some_and(|x| x.gap == Gap::Space && self.w.is("after", &x.low))
    }

    /// A place right before or behind, parted by a comma.
    fn beside_place(&self, i: usize) -> bool {
        let comma = |a: usize, b: usize| self.flat.get(a, b).trim() == ",";
        let strong = |k: usize| self.word(k).is_some_and(|y| self.place(&y.low) == Strength::Sure);
        let Some(x) = self.word(i) else { return false };
        self.word(i + 1).is_some_and(|y| comma(x.b, y.a) && strong(i + 1))
            || i.checked_sub(1).is_some_and(|k| self.word(k).is_some_and(|y| comma(y.b, x.a)) && strong(k))
    }

    /// The name of a hospital, a school, a camp: a word for it inside the run, or beside it where the language puts it there.
    fn facility(&self, i: usize, j: usize) -> bool {
        let is = |k: usize| self.word(k).is_some_and(|x| self.w.is("facility", &x.low));
        let given = (i..j).any(|k| self.given(k));
        let behind = self.word(j).is_some_and(|x| x.gap == Gap::Space) && is(j);
        let inside = (i..j).any(is);
        // "hospital Al Noor", "hôpital de Tel", "больница Святого Луки"
        let mut k = i;
        while k > 0 && self.word(k).is_some_and(|x| x.gap == Gap::Space) && self.small(k - 1) {
            k -= 1;
        }
        let ahead = k > 0
            && self.word(k).is_some_and(|x| x.gap == Gap::Space)
            && is(k - 1)
            && (self.lang != "en" || self.word(k - 1).is_some_and(|x| x.cap));
        inside || (!given && (behind || ahead))
    }
}
