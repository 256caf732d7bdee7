//! Dictionary forms of English words: exceptions first, then a regular ending undone where the dictionary knows what is left, then
//! endings by analogy.
//!
//! `data/models/en-lemmas.tsv` is made by the trainer: forms that the other steps get wrong (`were` VBD `be`), and for each
//! inflected tag the endings with what to cut and what to add, the longest known ending deciding (`*pped` VBD 3). Irregular verbs
//! and nouns of our own list stand in `data/languages/en/irregular.tsv`.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::dictionary::{self, Dictionary};
use crate::Tag;

/// The tables in use.
#[derive(Debug, Default)]
pub struct Lemmas<'a> {
    exceptions: HashMap<(&'a str, &'a str), &'a str>,
    endings: HashMap<(&'a str, &'a str), (usize, &'a str)>,
    irregular: HashMap<&'a str, &'a str>,
}

/// The shipped tables.
pub fn shipped() -> &'static Lemmas<'static> {
    static T: OnceLock<Lemmas<'static>> = OnceLock::new();
    T.get_or_init(|| Lemmas::read(include_str!("../../../../data/models/en-lemmas.tsv")))
}

/// Longest ending that a rule may look at, in characters.
pub const LONGEST: usize = 6;

/// True for the fine tags whose words have endings to undo.
pub fn inflected(fine: &str) -> bool {
    matches!(fine, "VBZ" | "VBD" | "VBN" | "VBG" | "NNS" | "NNPS" | "JJR" | "JJS" | "RBR" | "RBS")
}

impl<'a> Lemmas<'a> {
    /// From what was learnt (`form, tag, lemma` and `*ending, tag, cut, add`) and our own list of irregular words.
    pub fn read(learnt: &'a str) -> Self {
        let mut t = Self::default();
        for line in learnt.lines() {
            let mut f = line.split('\t');
            let (Some(form), Some(fine), Some(third)) = (f.next(), f.next(), f.next()) else { continue };
            match (form.strip_prefix('*'), f.next()) {
                (Some(ending), Some(add)) => {
                    t.endings.insert((ending, fine), (third.parse().unwrap_or(0), add));
                }
                _ => {
                    t.exceptions.insert((form, fine), third);
                }
            }
        }
        for line in include_str!("../../../../data/languages/en/irregular.tsv").lines().filter(|l| !l.starts_with('#'))
        {
            let Some((lemma, forms)) = line.split_once('\t') else { continue };
            for f in forms.split(' ') {
                t.irregular.insert(f, lemma);
            }
        }
        t
    }

    /// The dictionary form of a lower-case word with its tags.
    pub fn lemma(&self, norm: &str, tag: Tag, fine: &str, dictionary: &Dictionary<'_>) -> String {
        let verb = matches!(tag, Tag::Verb | Tag::Aux) && fine.starts_with("VB") && fine != "VB";
        if let Some(l) = self.irregular.get(norm).filter(|_| verb || fine == "NNS") {
            return (*l).to_owned();
        }
        // The contraction of "is" and "has" and the genitive are told apart by the tag alone.
        if let Some(l) = self.exceptions.get(&(norm, fine)) {
            return (*l).to_owned();
        }
        regular(norm, fine, dictionary)
            .or_else(|| by_ending(norm, fine, |e, f| self.endings.get(&(e, f)).copied()))
            .unwrap_or_else(|| norm.to_owned())
    }
}

/// Undoes a regular ending where the dictionary has what is left as a base form.
pub fn regular(norm: &str, fine: &str, dictionary: &Dictionary<'_>) -> Option<String> {
    use dictionary::{ADJECTIVE, ADVERB, BASE, NOUN};
    // What to cut and add, likeliest first.
    let (edits, base): (&[(&str, &str)], u16) = match fine {
        "VBZ" => (&[("s", ""), ("es", ""), ("ies", "y")], BASE),
        "NNS" | "NNPS" => (&[("s", ""), ("es", ""), ("ies", "y")], NOUN),
        "VBD" | "VBN" => (&[("d", ""), ("ed", ""), ("ied", "y")], BASE),
        "VBG" => (&[("ing", "e"), ("ing", "")], BASE),
        "JJR" | "RBR" => (&[("r", ""), ("er", ""), ("ier", "y")], ADJECTIVE | ADVERB),
        "JJS" | "RBS" => (&[("st", ""), ("est", ""), ("iest", "y")], ADJECTIVE | ADVERB),
        _ => return None,
    };
    for (cut, add) in edits {
        let Some(stem) = norm.strip_suffix(cut) else { continue };
        let whole = format!("{stem}{add}");
        if whole.len() >= 2 && dictionary.look_up(&whole) & base != 0 {
            return Some(whole);
        }
    }
    // A doubled consonant: "stopped".
    let stem = edits.iter().filter_map(|(cut, _)| norm.strip_suffix(cut)).min_by_key(|s| s.len())?;
    let stem =
        if fine.starts_with('V') { norm.strip_suffix("ed").or(norm.strip_suffix("ing")).unwrap_or(stem) } else { stem };
    let mut chars = stem.char_indices().rev();
    let (Some((cut, a)), Some((_, b))) = (chars.next(), chars.next()) else { return None };
    let single = stem.get(..cut)?;
    (a == b && dictionary.look_up(single) & base != 0).then(|| single.to_owned())
}

/// Undoes the longest ending that `rule` knows.
pub fn by_ending<'a>(norm: &str, fine: &str, rule: impl Fn(&str, &str) -> Option<(usize, &'a str)>) -> Option<String> {
    // Two letters at least stay in front of the ending: "red" is not "r" + "ed".
    let ends: Vec<usize> = norm.char_indices().map(|(i, _)| i).skip(1).collect();
    let longest = ends.len().saturating_sub(LONGEST);
    for &i in ends.get(longest..)? {
        let ending = norm.get(i..)?;
        if let Some((cut, add)) = rule(ending, fine) {
            let keep =
                norm.char_indices().rev().nth(cut.checked_sub(1).unwrap_or(usize::MAX)).map_or(norm.len(), |(k, _)| k);
            let mut out = norm.get(..keep)?.to_owned();
            out.push_str(add);
            return Some(out);
        }
    }
    None
}

/// Share of the words (three letters or more) of a text that the English dictionary has.
pub(crate) fn english_share(text: &str) -> f64 {
    let Some(dictionary) = super::dictionary() else { return 0.0 };
    let (mut all, mut known) = (0u32, 0u32);
    for w in text.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() >= 3) {
        all += 1;
        known += u32::from(dictionary.exact(&crate::norm(w, "en")) != 0);
    }
    if all == 0 { 0.0 } else { f64::from(known) / f64::from(all) }
}
