//! Names of people who hold no public office that is known.
//!
//! Key decision: a name is not looked up; what is looked up is everything else a capital letter may stand for: a place, a body, a holder
//! of a public office, a month, a word that opens a sentence. What is left is withheld. Where capitals say nothing (Arabic script, German nouns,
//! a text without capitals) titles, kinship, lists of given names and verbs of saying must do, and an issue says that they are not enough.

mod cased;
mod german;
mod plain;
mod split;

use std::collections::BTreeSet;

use know::{Know, Word as Meaning};
use model::Issue;
use text::{Doc, Tag};

use crate::{
    flat::Flat,
    redact::{Finds, Kind},
    words::{Words, words},
};

use split::{Gap, Word, split};

/// Bytes of English that are tagged; what is longer is read by its words alone, so that the cost stays bounded.
const TAGGED: usize = 64 << 10;
/// Words of one name at most.
const LONGEST: usize = 6;

/// The language of a text, by its own account.
pub(crate) fn language(source: &str) -> String {
    // the beginning tells the language, and the rest would only be read for nothing
    let head = source.get(..source.floor_char_boundary(4_096)).unwrap_or("");
    text::analyse(head, None).0.lang
}

/// Which number a name has: the same all through a text.
#[derive(Default)]
pub(crate) struct Numbers {
    names: Vec<(usize, BTreeSet<String>)>,
    last: usize,
}

impl Numbers {
    /// A mark with this number stands in the text already.
    pub(crate) fn seen(&mut self, n: usize) {
        self.last = self.last.max(n);
    }

    /// The number of a name with these words: that of the first name that has them all.
    fn of(&mut self, words: &BTreeSet<String>) -> usize {
        if let Some((n, _)) = self.names.iter().find(|(_, w)| !words.is_empty() && words.is_subset(w)) {
            return *n;
        }
        // "Karim" first, "Karim Haddad" later: one name that grew
        if let Some((n, w)) = self.names.iter_mut().find(|(_, w)| !w.is_empty() && w.is_subset(words)) {
            w.extend(words.iter().cloned());
            return *n;
        }
        self.last += 1;
        self.names.push((self.last, words.clone()));
        self.last
    }
}

/// How much is known of a place's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    None,
    /// A small place.
    Weak,
    /// A town.
    Strong,
    /// A large town, a division, a country.
    Sure,
}

struct Namer<'a> {
    flat: &'a Flat,
    words: Vec<Word>,
    w: &'static Words,
    know: &'a Know,
    lang: &'a str,
    /// English tags by the byte where a word begins.
    doc: Option<Doc>,
    /// Small-letter forms of the text.
    lower: BTreeSet<String>,
}

impl Namer<'_> {
    fn word(&self, i: usize) -> Option<&Word> {
        self.words.get(i)
    }

    fn given(&self, i: usize) -> bool {
        self.word(i).is_some_and(|x| self.is_given(&x.low))
    }

    fn is_given(&self, low: &str) -> bool {
        let known =
            |s: &str| self.w.given.contains(s) || self.know.words_folded(s).iter().any(|m| matches!(m, Meaning::Given));
        known(low)
            || low.split(' ').any(|p| low.contains(' ') && p.chars().count() > 2 && known(p))
            || know::cyrillic_stems(low).iter().any(|s| {
                self.w.given.contains(s.as_str())
                    || self.w.given.contains(&format!("{s}а"))
                    || self.w.given.contains(&format!("{s}я"))
                    || self.w.given.contains(&format!("{s}й"))
                    || self.w.given.contains(&format!("{s}о"))
            })
    }

    /// A patronymic tells a name by itself.
    fn patronymic(&self, low: &str) -> bool {
        const ENDS: &[&str] = &[
            "ович",
            "евич",
            "овича",
            "евича",
            "овичу",
            "евичу",
            "овичем",
            "евичем",
            "овна",
            "евна",
            "овны",
            "евны",
            "овне",
            "евне",
            "овну",
            "евну",
            "овной",
            "евной",
            "івна",
            "ївна",
            "івни",
            "ївни",
            "івні",
            "івну",
            "івною",
            "йович",
            "йовича",
        ];
        low.chars().count() >= 7 && ENDS.iter().any(|e| low.ends_with(e))
    }

    fn phrase(&self, i: usize, j: usize) -> String {
        let (a, b) = (self.word(i).map_or(0, |x| x.a), j.checked_sub(1).and_then(|k| self.word(k)).map_or(0, |x| x.b));
        know::fold(self.flat.get(a, b))
    }

    fn meanings(&self, folded: &str) -> Vec<Meaning> {
        let mut m = self.know.words_folded(folded);
        if m.is_empty() {
            m = self.know.words_by_stem(folded);
        }
        m
    }

    /// The holder of a public office.
    fn public(&self, i: usize, j: usize) -> bool {
        let phrase = self.phrase(i, j);
        let person = self.meanings(&phrase).iter().any(|m| matches!(m, Meaning::Person(_)));
        // A surname alone stays where nothing says that another person of that name is meant.
        person && (j - i > 1 || phrase.contains(' ') || !self.is_given(&phrase))
    }

    fn body(&self, i: usize, j: usize) -> bool {
        let phrase = self.phrase(i, j);
        phrase.chars().count() > 1
            && self.meanings(&phrase).iter().any(|m| matches!(m, Meaning::Actor(_) | Meaning::Outlet(_)))
    }

    fn place(&self, folded: &str) -> Strength {
        let mut ids: Vec<_> =
            self.know.places_folded(folded).into_iter().filter(|c| !c.qualifier).map(|c| c.id).collect();
        if ids.is_empty() {
            ids = self.know.places_by_stem(folded);
        }
        ids.into_iter()
            .filter_map(|id| self.know.place(id))
            .map(|p| match p.population {
                _ if p.kind.is_area() || p.rank >= 3 => Strength::Sure,
                150_000.. => Strength::Sure,
                10_000.. => Strength::Strong,
                _ if p.kind.is_site() || p.geonames_id.is_none() => Strength::Strong,
                _ => Strength::Weak,
            })
            .max()
            .unwrap_or(Strength::None)
    }

    /// "in", "near", "from" before it.
    fn located(&self, i: usize) -> bool {
        let before = |n: usize| i.checked_sub(n).and_then(|k| self.word(k)).is_some_and(|x| self.w.is("where", &x.low));
        self.word(i).is_some_and(|x| x.gap == Gap::Space)
            && (before(1) || (before(2) && self.small(i.saturating_sub(1))))
    }

    /// An article or another small word in small letters.
    fn small(&self, i: usize) -> bool {
        self.word(i).is_some_and(|x| !x.cap && x.low.chars().count() <= 3)
    }

    /// What stands right before: a word of kinship, a civil title, a title of office, by list.
    fn after(&self, i: usize, lists: &[&str]) -> bool {
        let Some(x) = self.word(i) else { return false };
        let Some(p) = i.checked_sub(1).and_then(|k| self.word(k)) else { return false };
        let near = matches!(x.gap, Gap::Space | Gap::Point)
            || self.flat.get(p.b, x.a).trim_matches([' ', '\t']).chars().eq([',']) && self.w.is("kin", &p.low);
        near && lists.iter().any(|l| self.w.is(l, &p.low))
    }

    fn tag(&self, i: usize) -> Option<Tag> {
        let (doc, x) = (self.doc.as_ref()?, self.word(i)?);
        let t = doc.tokens.get(doc.token_at(x.a))?;
        Some(t.tag)
    }

    /// A word that has a capital for another reason than being a name.
    fn neutral(&self, i: usize) -> bool {
        let Some(x) = self.word(i) else { return true };
        let low = x.low.as_str();
        if x.digits || x.taken {
            return true;
        }
        if self.patronymic(low) {
            return false;
        }
        // lists of nine languages hold at once: a given name of one is no word of kinship of another
        let given = self.is_given(low);
        // "Écrivez-moi", "Deram-lhe": a verb with its pronoun
        let clitic = self.flat.get(x.a, x.b).rsplit_once('-').is_some_and(|(_, tail)| {
            tail.chars().count() <= 4
                && tail.chars().all(char::is_lowercase)
                && (text_small(&know::fold(tail)) || self.w.is("small", &know::fold(tail)))
        });
        if clitic && !given {
            return true;
        }
        if self.w.is("common", low)
            || !given && ["civil", "role", "kin", "named", "papers", "phone", "after"].iter().any(|l| self.w.is(l, low))
        {
            return true;
        }
        if self.meanings(low).iter().any(|m| matches!(m, Meaning::Adjective(_) | Meaning::Demonym(_))) && !given {
            return true;
        }
        if given {
            return false;
        }
        // "SDF", "UN": letters that stand for a body
        if x.upper && x.b - x.a <= 12 && low.chars().count() <= 6 {
            return true;
        }
        if x.first || x.upper {
            let small = self.w.is("small", low)
                || ["en", "fr", "es", "de", "pt", "ru", "uk", "tr"].iter().any(|l| self.know.is_stop(l, low))
                || ["where", "units"].iter().any(|l| self.w.is(l, low))
                || text_small(low)
                || self.lower.contains(low);
            if small {
                return true;
            }
        }
        if self.lang == "en" {
            let ordinary =
                text::english::dictionary().map_or(0, |d| d.look_up(low)) & !text::english::dictionary::NAME != 0;
            let tagged = self.tag(i);
            return ordinary && (x.first || x.upper || tagged.is_some_and(|t| t != Tag::Propn));
        }
        false
    }
}

/// A small word of any language: articles, pronouns, prepositions.
fn text_small(low: &str) -> bool {
    static SMALL: std::sync::LazyLock<BTreeSet<String>> = std::sync::LazyLock::new(|| {
        text::languages::words("small")
            .chain(text::languages::words("grammar"))
            .chain(text::languages::words("calendar"))
            .flat_map(|(_, l)| l.split_whitespace())
            .map(know::fold)
            .collect()
    });
    SMALL.contains(low)
}

/// Finds names; gives what a person must look at.
pub(crate) fn find(finds: &mut Finds<'_>, numbers: &mut Numbers, lang: &str, know: &Know) -> Vec<Issue> {
    let flat = finds.flat;
    let w = words();
    let list = {
        let taken = |at: usize| finds.taken.at(at);
        split(flat, &taken, lang == "tr", w)
    };
    let cased: Vec<&Word> = list.iter().filter(|x| x.cased && !x.taken && !x.digits).collect();
    let (total, caps, upper) =
        (cased.len(), cased.iter().filter(|x| x.cap).count(), cased.iter().filter(|x| x.upper).count());
    let uncased = list.iter().filter(|x| !x.cased && !x.digits && !x.taken).count();
    let shouted = total >= 6 && upper * 10 >= total * 6;
    let whispered = total >= 5 && caps * 40 < total;
    let doc = (lang == "en" && flat.text.len() <= TAGGED && !shouted).then(|| {
        // tags are looked up by the bytes of the source; the flat text has its own
        text::analyse(&flat.text, Some("en")).0
    });
    let lower: BTreeSet<String> =
        list.iter().filter(|x| !x.cap && x.cased && !x.taken).map(|x| x.low.clone()).collect();
    let namer = Namer { flat, words: list, w, know, lang, doc, lower };
    let mut names: Vec<(usize, usize)> = Vec::new();
    if !shouted {
        if lang == "de" { namer.german(&mut names) } else { namer.cased(&mut names) }
    }
    let mut more = Vec::new();
    namer.plain(&mut more, true);
    for (i, j) in more {
        if names.iter().all(|&(a, b)| j <= a || b <= i) {
            names.push((i, j));
        }
    }
    names.sort_unstable();
    // a name that was found once is found everywhere
    let stem = |low: &str| know::cyrillic_stem(low).unwrap_or_else(|| low.to_owned());
    let key = |i: usize, j: usize| -> BTreeSet<String> {
        (i..j)
            .filter_map(|k| namer.word(k))
            .filter(|x| !w.is("particle", &x.low))
            .flat_map(|x| x.low.split(' ').map(stem).collect::<Vec<_>>())
            .filter(|s| s.chars().count() > 1)
            .collect()
    };
    let mut parts: BTreeSet<String> = BTreeSet::new();
    for &(i, j) in &names {
        for k in i..j {
            let Some(x) = namer.word(k) else { continue };
            let telling = x.low.chars().count() >= 3
                && !w.is("particle", &x.low)
                && !text_small(&x.low)
                && namer.place(&x.low) < Strength::Sure;
            if telling {
                parts.insert(stem(&x.low));
            }
        }
    }
    let mut again = Vec::new();
    for (k, x) in namer.words.iter().enumerate() {
        let candidate = !x.taken && !x.digits && (x.cap || !x.cased) && names.iter().all(|&(a, b)| k < a || b <= k);
        let known = namer.public(k.saturating_sub(1), k + 1) || namer.body(k, k + 1);
        if candidate
            && parts.contains(&stem(&x.low))
            && !known
            && !(x.first && lang != "de" && namer.lower.contains(&x.low))
        {
            again.push((k, k + 1));
        }
    }
    names.extend(again);
    names.sort_unstable();
    for (i, j) in names {
        let (Some(a), Some(b)) = (namer.word(i), j.checked_sub(1).and_then(|k| namer.word(k))) else { continue };
        if finds.taken.any(a.a, b.b) {
            continue;
        }
        let n = numbers.of(&key(i, j));
        finds.take_as(a.a, b.b, Kind::Name, format!("[name {n}]"));
    }
    issues(lang, uncased, total, shouted, whispered)
}

fn issues(lang: &str, uncased: usize, cased: usize, shouted: bool, whispered: bool) -> Vec<Issue> {
    let why = if uncased * 4 > cased + uncased {
        "the script has no capitals"
    } else if shouted {
        "the text is written in capitals"
    } else if whispered {
        "the text is written without capitals"
    } else if lang == "de" {
        "German writes all nouns with capitals"
    } else if !["en", "fr", "es", "pt", "ru", "uk", "tr", "ar"].contains(&lang) {
        "the language is not one that the program reads"
    } else {
        return Vec::new();
    };
    let note =
        format!("{why}: names of people cannot all be found; a person must read it to the end before it is released");
    vec![Issue::new("tip-names-uncertain", note)]
}
