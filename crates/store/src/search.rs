//! What a person types to find sentences again, and how a sentence is made comparable with it.
//!
//! Key decision: words are made comparable by [`text::fold`], in the index and in the query alike, so that case, diacritics and the ways
//! of writing Arabic never stand between a person and a sentence. Both are cut into words here, and not by the back end, so that every
//! back end finds the same.

use model::{Claim, EvidencePart, Moment, Reading, Report, Span, Value};

use crate::{Error, Result};

/// Sentences that are given where no other number is asked for.
pub const LIMIT: usize = 50;
/// Bytes of a query that are looked at: more is no question of a person.
const LONGEST: usize = 2_000;
/// Words and phrases of one query.
const MOST: usize = 50;

/// What to look in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// Sentences, and what is asserted in them, and by whom.
    Any,
    /// What is asserted: slots, things counted, figures.
    Claims,
    /// Who says it, or passes it on.
    Speakers,
}

/// One thing asked for: words that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) field: Field,
    pub(crate) words: Vec<String>,
    /// The last word may go on.
    pub(crate) prefix: bool,
    /// It must not be there.
    pub(crate) not: bool,
}

/// What to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub(crate) clauses: Vec<Clause>,
    /// Only reports of this outlet: words of its name.
    pub outlet: Option<String>,
    /// Only reports published at or after this moment.
    pub from: Option<Moment>,
    /// Only reports published before this moment.
    pub to: Option<Moment>,
    /// At most so many sentences.
    pub limit: usize,
}

/// A sentence that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The report it stands in.
    pub report: String,
    /// Where in the report.
    pub part: EvidencePart,
    /// Bytes there.
    pub span: Span,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best first; of equal ones by report and place.
    pub hits: Vec<Hit>,
    /// Sentences that fit, those beyond the limit included.
    pub total: usize,
}

impl Query {
    /// Reads what a person types: words that must all be there, `"words in order"`, `begin*`, `-without`, `slot:killed` and `by:ministry`.
    pub fn parse(typed: &str) -> Result<Self> {
        let bad = |note: String| Error {
            code: "search-query",
            note,
            hint: "give words, \"words in order\", begin*, -without, slot:killed or by:ministry".to_owned(),
        };
        if typed.len() > LONGEST {
            return Err(bad(format!("the query has {} bytes, more than {LONGEST}", typed.len())));
        }
        let mut clauses = Vec::new();
        for piece in pieces(typed) {
            let (not, rest) = match piece.strip_prefix('-') {
                Some(r) if !r.is_empty() => (true, r),
                _ => (false, piece),
            };
            let (field, rest) = match rest.split_once(':') {
                Some(("slot", r)) => (Field::Claims, r),
                Some(("by", r)) => (Field::Speakers, r),
                _ => (Field::Any, rest),
            };
            let prefix = rest.trim_end_matches('"').ends_with('*');
            let words: Vec<String> = words(rest).map(|(w, _)| w).collect();
            if !words.is_empty() {
                clauses.push(Clause { field, words, prefix, not });
            }
        }
        if clauses.len() > MOST {
            return Err(bad(format!("the query asks for {} things, more than {MOST}", clauses.len())));
        }
        if clauses.iter().all(|c| c.not) {
            return Err(bad("the query names nothing to look for".to_owned()));
        }
        Ok(Self { clauses, outlet: None, from: None, to: None, limit: LIMIT })
    }

    /// Where the words that were asked for stand in a text, in order and without overlap: what a screen marks.
    pub fn marks(&self, text: &str) -> Vec<Span> {
        let all: Vec<(String, Span)> = words(text).collect();
        let mut out: Vec<Span> = Vec::new();
        let mut at = 0;
        while at < all.len() {
            let here = all.get(at..).unwrap_or(&[]);
            let wanted = self.clauses.iter().filter(|c| !c.not && c.begins(here.iter().map(|(w, _)| w.as_str())));
            match wanted.map(|c| c.words.len()).max() {
                Some(n) => {
                    let last = here.get(n - 1).expect("a clause that begins here has all its words here");
                    out.push(Span::new(here[0].1.start, last.1.end));
                    at += n;
                }
                None => at += 1,
            }
        }
        out
    }

    /// Does a sentence fit? Of the plainest back end.
    pub(crate) fn fits(&self, entry: &Entry) -> bool {
        let held: [Vec<&str>; 3] = [&entry.words, &entry.claims, &entry.speakers].map(|f| f.split(' ').collect());
        self.clauses.iter().all(|c| {
            let fields = match c.field {
                Field::Any => &held[..],
                Field::Claims => &held[1..2],
                Field::Speakers => &held[2..],
            };
            let there = fields.iter().any(|f| (0..f.len()).any(|i| c.begins(f.iter().skip(i).copied())));
            there != c.not
        })
    }

    /// Does a report fit, whatever its sentences say?
    pub(crate) fn wants(&self, r: &Report) -> bool {
        let outlet =
            self.outlet.as_ref().is_none_or(|o| comparable(r.outlet.as_deref().unwrap_or("")).contains(&comparable(o)));
        let after = self.from.as_ref().is_none_or(|from| r.published.as_ref().is_some_and(|p| p >= from));
        let before = self.to.as_ref().is_none_or(|to| r.published.as_ref().is_some_and(|p| p < to));
        outlet && after && before
    }
}

impl Clause {
    fn begins<'a>(&self, held: impl Iterator<Item = &'a str>) -> bool {
        let mut held = held;
        let last = self.words.len() - 1;
        self.words.iter().enumerate().all(|(i, w)| {
            held.next().is_some_and(|h| if i == last && self.prefix { h.starts_with(w.as_str()) } else { h == w })
        })
    }
}

/// What was typed, cut at white space outside quotation marks.
fn pieces(typed: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    typed
        .split(move |c: char| {
            quoted ^= matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
            c.is_whitespace() && !quoted
        })
        .filter(|p| !p.is_empty())
}

/// True for letters of scripts that are written without spaces: each is a word of its own here.
fn alone(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// The words of a text in their comparable form, with their bytes.
fn words(text: &str) -> impl Iterator<Item = (String, Span)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, c) = rest.next()?;
            if !c.is_alphanumeric() {
                continue;
            }
            let mut end = start + c.len_utf8();
            if !alone(c) {
                while let Some((i, next)) = rest.peek().copied() {
                    // Marks belong to the letter before them, whatever they do to it.
                    let on = (next.is_alphanumeric() && !alone(next)) || is_mark(next);
                    if !on {
                        break;
                    }
                    end = i + next.len_utf8();
                    rest.next();
                }
            }
            let found = text.get(start..end).unwrap_or("");
            // Most words of most texts are these, and folding is most of what making them findable costs.
            let folded: String = if found.is_ascii() {
                found.to_ascii_lowercase()
            } else {
                text::fold(found).chars().filter(|c| c.is_alphanumeric()).collect()
            };
            if !folded.is_empty() {
                return Some((folded, Span::new(start, end)));
            }
        }
    })
}

/// Marks above and below letters, and what joins letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{00AD}' | '\u{200B}'..='\u{200D}')
}

/// A text as its words in comparable form, with a space between.
pub(crate) fn comparable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (w, _) in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&w);
    }
    out
}

/// A sentence as the index holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) part: EvidencePart,
    pub(crate) span: Span,
    pub(crate) words: String,
    pub(crate) claims: String,
    pub(crate) speakers: String,
}

/// All sentences of a report, its headline being one, with the claims that stand on each.
pub(crate) fn entries(report: &Report, reading: &Reading) -> Vec<Entry> {
    let title = report.title.as_deref().map(|t| (EvidencePart::Title, Span::new(0, t.len()), t));
    let body =
        reading.sentences.iter().filter_map(|s| Some((EvidencePart::Body, *s, report.text.get(s.start..s.end)?)));
    let mut out: Vec<Entry> = title
        .into_iter()
        .chain(body)
        .map(|(part, span, said)| Entry {
            part,
            span,
            words: comparable(said),
            claims: String::new(),
            speakers: String::new(),
        })
        .collect();
    for c in &reading.claims {
        let at = c.evidence.start;
        let first = out.partition_point(|e| {
            (e.part == EvidencePart::Body, e.span.end) <= (c.evidence.part == EvidencePart::Body, at)
        });
        let Some(e) = out.get_mut(first).filter(|e| e.part == c.evidence.part && e.span.start <= at) else { continue };
        add(&mut e.claims, asserted(c));
        let speakers = [c.speaker.name.as_deref(), c.speaker.text.as_deref()];
        add(
            &mut e.speakers,
            speakers.into_iter().flatten().chain(c.relayed_by.iter().map(String::as_str)).map(comparable),
        );
    }
    out.retain(|e| !e.words.is_empty());
    out
}

/// Adds what is not there yet: one speaker of five claims is one speaker.
fn add(to: &mut String, parts: impl IntoIterator<Item = String>) {
    for p in parts {
        if !p.is_empty() && !to.split(" \u{E000} ").any(|have| have == p) {
            if !to.is_empty() {
                // No phrase goes across two of them.
                to.push_str(" \u{E000} ");
            }
            to.push_str(&p);
        }
    }
}

/// The words by which a claim is found: its slot, what is counted, its stance, its figures as plain numbers.
fn asserted(c: &Claim) -> [String; 5] {
    let Value { lo, hi, .. } = &c.value;
    let number = |n: &Option<f64>| n.map(|n| comparable(&n.to_string())).unwrap_or_default();
    [
        comparable(c.slot.as_str()),
        comparable(c.counted.as_deref().unwrap_or("")),
        comparable(c.stance.as_str()),
        number(lo),
        number(hi),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Query, comparable};

    #[test]
    fn words_are_comparable_whatever_their_dress() {
        for (a, b) in [
            ("Détenus évadés", "detenus evades"),
            ("ÉVADÉS", "e\u{301}vade\u{301}s"),
            ("مُعتَقَلين", "معتقلين"),
            ("إطلاق", "اطلاق"),
            ("at-least 1,500", "at least 1 500"),
            ("北京人", "北 京 人"),
        ] {
            assert_eq!(comparable(a), comparable(b), "{a} {b}");
        }
    }

    #[test]
    fn words_of_plain_letters_are_folded_as_all_others_are() {
        for c in (0..128u8).map(char::from).filter(char::is_ascii_alphanumeric) {
            for word in [format!("{c}"), format!("a{c}Z9"), format!("ffi{c}")] {
                assert_eq!(comparable(&word), text::fold(&word), "{word}");
            }
        }
    }

    #[test]
    fn queries_mark_what_they_found() {
        let marked = |q: &str, text: &str| -> Vec<String> {
            let spans = Query::parse(q).expect("a query").marks(text);
            spans.iter().map(|s| text[s.start..s.end].to_owned()).collect()
        };
        assert_eq!(marked("killed", "Killed? Nobody was KILLED."), ["Killed", "KILLED"]);
        assert_eq!(marked("\"at least\" kill*", "At least 20 were killing, at last."), ["At least", "killing"]);
        assert_eq!(marked("police -night", "The police came at night."), ["police"]);
        assert_eq!(marked("évadé", "120 e\u{301}vade\u{301}"), ["e\u{301}vade\u{301}"]);
    }

    #[test]
    fn what_asks_for_nothing_is_refused() {
        for q in ["", "   ", "-night", "\"\"", "*", "…"] {
            assert_eq!(Query::parse(q).expect_err(q).code, "search-query");
        }
        assert_eq!(Query::parse(&"word ".repeat(60)).expect_err("long").code, "search-query");
    }
}
