//! The one way in: a text in, the text without what leads to a private person out.

use std::{collections::BTreeMap, fmt};

use know::Know;
use model::{Issue, Span};
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::{
    flat::{Flat, Taken},
    names::{self, Numbers},
    numbers, places,
    words::regex,
};

macro_rules! kinds {
    ($($(#[$m:meta])* $v:ident = $s:literal),+ $(,)?) => {
        /// What was taken out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$m])* #[serde(rename = $s)] $v),+ }
        impl Kind {
            /// All of them.
            pub const ALL: &'static [Kind] = &[$(Kind::$v),+];
            /// The word in the mark that stands in its place.
            pub fn as_str(self) -> &'static str { match self { $(Kind::$v => $s),+ } }
        }
    };
}

kinds! {
    /// The name of somebody who holds no public office that is known.
    Name = "name",
    /// A telephone number.
    Phone = "phone",
    /// A mail address.
    Mail = "mail",
    /// A link to a person, an exact place, or where nobody can tell.
    Link = "link",
    /// An exact point, made coarse where it can be read.
    Coordinates = "coordinates",
    /// A name on a network.
    Handle = "handle",
    /// The number of a passport, card or file of a person.
    Id = "id",
    /// A bank account, card or wallet.
    Account = "account",
    /// A vehicle's plate.
    Plate = "plate",
    /// An address of a machine.
    Ip = "ip",
    /// Street and house.
    Address = "address",
    /// A day of birth.
    Birth = "birth date",
    /// Words that a person of the desk named.
    Withheld = "withheld",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much of a kind was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// What.
    pub kind: Kind,
    /// How often.
    pub count: usize,
}

/// One place where something was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Bytes of the text that was given.
    pub span: Span,
    /// What it was.
    pub kind: Kind,
    /// What stands there now.
    pub mark: String,
}

/// A text from which something was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// The text with marks.
    pub text: String,
    /// How much was taken out, by kind.
    pub removed: Vec<Removed>,
    /// Where, in the order of the text.
    pub cuts: Vec<Cut>,
    /// What a person must look at before it is released.
    pub issues: Vec<Issue>,
}

/// Something found in a flat text.
pub(crate) struct Find {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) kind: Kind,
    pub(crate) mark: String,
}

/// What was found so far, no two of which overlap.
pub(crate) struct Finds<'a> {
    pub(crate) flat: &'a Flat,
    pub(crate) taken: Taken,
    pub(crate) found: Vec<Find>,
}

impl Finds<'_> {
    pub(crate) fn take(&mut self, a: usize, b: usize, kind: Kind) {
        self.take_as(a, b, kind, format!("[{kind}]"));
    }

    pub(crate) fn take_as(&mut self, a: usize, b: usize, kind: Kind, mark: String) {
        if a < b && !self.taken.any(a, b) {
            self.taken.take(a, b);
            self.found.push(Find { a, b, kind, mark });
        }
    }
}

/// Marks that stand in a text already. They are left as they are, which is what makes a second pass find nothing.
fn marks() -> &'static Regex {
    regex!(
        r"\[(?:name(?: ([0-9]{1,4}))?|phone|mail|link|coordinates|handle|id|account|plate|ip|address|birth date|withheld|near -?[0-9]{1,3}\.[0-9], -?[0-9]{1,3}\.[0-9])\]"
    )
}

/// Rounds are needed since a name that is gone changes what stands beside others; each takes out at least one character, and more than a few
/// are not met in what people write.
const ROUNDS: usize = 12;

/// Takes out what leads to a private person, and makes exact places coarse.
///
/// `lang` is the language as declared; `None` lets the text decide. The same name has the same number all through the text. A text that was
/// redacted before comes back as it is.
pub fn redact(text: &str, lang: Option<&str>, know: &Know) -> Redacted {
    let lang = match lang {
        Some(l) => l.get(..2).unwrap_or(l).to_ascii_lowercase(),
        None => names::language(text),
    };
    let mut out = Redacted { text: text.to_owned(), ..Redacted::default() };
    let mut numbers = Numbers::default();
    for round in 0..ROUNDS {
        let flat = Flat::new(&out.text);
        let mut finds = Finds { taken: Taken::new(flat.text.len()), flat: &flat, found: Vec::new() };
        for m in marks().captures_iter(&flat.text) {
            let all = m.get_match();
            finds.taken.take(all.start(), all.end());
            if let (0, Some(n)) = (round, m.get(1).and_then(|n| n.as_str().parse().ok())) {
                numbers.seen(n);
            }
        }
        // an address of a map is one thing: its numbers are no point of their own
        numbers::links(&mut finds, know);
        places::find(&mut finds);
        numbers::find(&mut finds);
        let said = names::find(&mut finds, &mut numbers, &lang, know);
        if round == 0 {
            out.issues = said;
        }
        let Finds { found, .. } = finds;
        if found.is_empty() {
            break;
        }
        let cuts: Vec<Cut> =
            found.into_iter().map(|f| Cut { span: flat.source(f.a, f.b), kind: f.kind, mark: f.mark }).collect();
        apply(&mut out, cuts);
    }
    count(&mut out);
    out
}

/// Takes out words that a person named, wherever they stand, whatever their case.
pub fn withhold(text: &str, words: &[String]) -> Redacted {
    let mut out = Redacted { text: text.to_owned(), ..Redacted::default() };
    for word in words {
        let wanted: Vec<char> = Flat::new(word).text.trim().chars().flat_map(char::to_lowercase).collect();
        if wanted.is_empty() {
            continue;
        }
        let flat = Flat::new(&out.text);
        let mut low: Vec<(char, usize, usize)> = Vec::with_capacity(flat.text.len());
        for (at, c) in flat.text.char_indices() {
            low.extend(c.to_lowercase().map(|l| (l, at, at + c.len_utf8())));
        }
        let mut cuts = Vec::new();
        let mut i = 0;
        while let Some(part) = low.get(i..i + wanted.len()) {
            if part.iter().map(|(c, ..)| c).eq(wanted.iter()) {
                let (a, b) = (part.first().map_or(0, |p| p.1), part.last().map_or(0, |p| p.2));
                let mark = format!("[{}]", Kind::Withheld);
                cuts.push(Cut { span: flat.source(a, b), kind: Kind::Withheld, mark });
                i += wanted.len();
            } else {
                i += 1;
            }
        }
        apply(&mut out, cuts);
    }
    count(&mut out);
    out
}

/// Puts marks in the place of cuts of the text as it stands, and tells them as cuts of the text that was given.
fn apply(out: &mut Redacted, mut cuts: Vec<Cut>) {
    cuts.sort_by_key(|c| (c.span.start, c.span.end));
    // Characters that were left out of the flat text can make two neighbours touch, never overlap; hostile input may not cost a panic.
    let mut end = 0;
    cuts.retain(|c| {
        let fits = c.span.start >= end && c.span.start < c.span.end;
        if fits {
            end = c.span.end;
        }
        fits
    });
    let mut text = String::with_capacity(out.text.len());
    let mut at = 0;
    for c in &cuts {
        text.push_str(out.text.get(at..c.span.start).unwrap_or(""));
        text.push_str(&c.mark);
        at = c.span.end;
    }
    text.push_str(out.text.get(at..).unwrap_or(""));
    let back = |pos: usize, end: bool| -> usize {
        // where a byte of the text as it stood lies in the one that was given
        let mut shift: i64 = 0;
        for c in &out.cuts {
            let start = i64::try_from(c.span.start).unwrap_or(0) - shift;
            let stop = start + i64::try_from(c.mark.len()).unwrap_or(0);
            let p = i64::try_from(pos).unwrap_or(0);
            if p < start || (end && p == start) {
                break;
            }
            if p < stop || (end && p == stop) {
                return if end { c.span.end } else { c.span.start };
            }
            shift += i64::try_from(c.span.len()).unwrap_or(0) - i64::try_from(c.mark.len()).unwrap_or(0);
        }
        usize::try_from(i64::try_from(pos).unwrap_or(0) + shift).unwrap_or(0)
    };
    let moved: Vec<Cut> = cuts
        .into_iter()
        .map(|c| Cut { span: Span::new(back(c.span.start, false), back(c.span.end, true)), ..c })
        .collect();
    out.cuts.extend(moved);
    out.cuts.sort_by_key(|c| (c.span.start, c.span.end));
    out.text = text;
}

fn count(out: &mut Redacted) {
    let mut by_kind: BTreeMap<Kind, usize> = BTreeMap::new();
    for c in &out.cuts {
        *by_kind.entry(c.kind).or_default() += 1;
    }
    out.removed = by_kind.into_iter().map(|(kind, count)| Removed { kind, count }).collect();
}
