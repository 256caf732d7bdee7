//! Paragraphs and sentences. The exact sentence is what the product shows as evidence, so a wrong break is a wrong quotation.
//!
//! Key decision: Unicode's sentence breaks (ICU) propose, our data disposes. A proposal is refused after an abbreviation, inside a
//! quotation that goes on ("... ended." he said), in the middle of a token and at the fold of a hard-wrapped line; a few breaks that
//! Unicode does not see (a missing space: "said.The") are added.

use icu_segmenter::SentenceSegmenter;

use crate::{
    abbrev::{self, Kind},
    lang::is_small_word,
};

/// A sentence with more tokens is cut: it is a list or a table, and later steps may be quadratic in a sentence.
pub const MAX_TOKENS: usize = 400;

/// The stretches of text between paragraph ends, in bytes, not trimmed; together they are the text.
///
/// A blank line ends a paragraph, and so does a newline, unless the text is hard-wrapped and the next word would not have fitted
/// on the line.
pub(crate) fn paragraphs(text: &str) -> Vec<(usize, usize)> {
    let mut lines: Vec<(usize, usize)> = Vec::new(); // without the newline
    let mut start = 0;
    for nl in memchr::memchr_iter(b'\n', text.as_bytes()) {
        lines.push((start, nl));
        start = nl + 1;
    }
    lines.push((start, text.len()));
    let body = |l: (usize, usize)| text.get(l.0..l.1).unwrap_or("").trim();
    let width = wrap_width(&lines, body);

    let mut out = Vec::new();
    let mut open = 0;
    for (k, &line) in lines.iter().enumerate() {
        let Some(&next) = lines.get(k + 1) else { break };
        let (a, b) = (body(line), body(next));
        let folds = width.is_some_and(|w| {
            let word = b.split_whitespace().next().unwrap_or("");
            !a.is_empty() && !b.is_empty() && chars(a) + 1 + chars(word) > w && !starts_item(b)
        });
        if !folds {
            out.push((open, next.0));
            open = next.0;
        }
    }
    out.push((open, text.len()));
    out.retain(|&(a, b)| a < b);
    out
}

fn chars(s: &str) -> usize {
    // Long lines are no wrapped lines; counting them to the end would only cost time.
    s.chars().take(400).count()
}

/// A bullet or the like, which never continues the line before.
fn starts_item(line: &str) -> bool {
    line.starts_with(['•', '*', '·', '–', '—', '-', '>', '|'])
}

/// The line width of a hard-wrapped text, `None` for text that is not.
fn wrap_width<'a>(lines: &[(usize, usize)], body: impl Fn((usize, usize)) -> &'a str) -> Option<usize> {
    let (mut folds, mut running, mut width) = (0usize, 0usize, 0usize);
    for pair in lines.windows(2) {
        let (a, b) = (body(pair[0]), body(pair[1]));
        if a.is_empty() || b.is_empty() {
            continue;
        }
        folds += 1;
        width = width.max(chars(a));
        let open_end =
            a.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | ';' | '\''));
        let goes_on = b
            .chars()
            .next()
            .is_some_and(|c| c.is_lowercase() || c.is_numeric() || !(c.is_uppercase() || c.is_ascii_punctuation()));
        let shouting = !b.chars().any(char::is_lowercase);
        if open_end && (goes_on || shouting) {
            running += 1;
        }
    }
    (folds >= 2 && (40..=120).contains(&width) && running * 5 >= folds * 2).then_some(width)
}

/// Where sentences end inside one paragraph: token indices that begin a sentence, the first being 0.
///
/// `tokens` are the paragraph's token spans, in bytes of `par`.
pub(crate) fn starts(par: &str, tokens: &[(usize, usize)], lang: &str) -> Vec<usize> {
    let mut out = Vec::new();
    if tokens.is_empty() {
        return out;
    }
    out.push(0);
    let mut last = 0;
    let mut take = |at: usize, out: &mut Vec<usize>| {
        if at > last && at < tokens.len() && ends(par, tokens, last, at, lang) {
            out.push(at);
            last = at;
        }
    };
    let mut cursor = 0;
    let mut missing = tokens.iter().enumerate().filter_map(|(k, _)| unproposed(par, tokens, k)).peekable();
    for b in SentenceSegmenter::new(Default::default()).segment_str(par) {
        while cursor < tokens.len() && tokens[cursor].0 < b {
            cursor += 1;
        }
        while missing.peek().is_some_and(|&m| m < cursor) {
            if let Some(m) = missing.next() {
                take(m, &mut out);
            }
        }
        // A break in the middle of a token is none.
        if cursor > 0 && tokens[cursor - 1].1 > b {
            continue;
        }
        take(cursor, &mut out);
    }
    cap(out, tokens.len())
}

/// Cuts what is longer than the cap.
fn cap(starts: Vec<usize>, n: usize) -> Vec<usize> {
    let mut out = Vec::with_capacity(starts.len());
    for (k, &s) in starts.iter().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(n);
        out.extend((s..end).step_by(MAX_TOKENS));
    }
    out
}

/// Breaks that Unicode does not propose, before the token returned: a stop with no space after it ("said.The") and a stop before a
/// figure ("in 1990. 20 people came": Unicode reads on to the small letter and takes the stop for an abbreviation's).
fn unproposed(par: &str, tokens: &[(usize, usize)], k: usize) -> Option<usize> {
    let word = |i: usize| tokens.get(i).and_then(|t| par.get(t.0..t.1)).unwrap_or("");
    let (stop, next) = (tokens.get(k)?, tokens.get(k + 1)?);
    if k == 0 || !matches!(word(k), "." | "!" | "?") {
        return None;
    }
    if stop.1 < next.0 {
        let full = word(k - 1).chars().count() >= 3
            || word(k - 1).ends_with(|c: char| c.is_ascii_digit() || is_closer(c) || c == '%');
        return (full && word(k + 1).starts_with(char::is_numeric)).then_some(k + 1);
    }
    if stop.1 != next.0 || tokens[k - 1].1 != stop.0 {
        return None;
    }
    let (before, after) = (word(k - 1), word(k + 1));
    let lower_end = before.chars().count() >= 3
        && before.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    let mut a = after.chars();
    let capital =
        a.next().is_some_and(char::is_uppercase) && (a.next().is_some_and(char::is_lowercase) || after.len() == 1);
    (lower_end && capital).then_some(k + 1)
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '\u{2019}' | '\u{201D}' | '\u{201C}' | '»' | '«' | '\u{203A}' | ')' | ']' | '}')
}

fn is_opener(w: &str) -> bool {
    matches!(w, "\"" | "'" | "``" | "\u{2018}" | "\u{201C}" | "\u{201E}" | "«" | "»" | "(" | "[" | "\u{2039}")
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' | '।' | '።' | '։' | '။' | '‼' | '⁇' | '⁉' | '｡')
}

/// Verbs that follow what was said; after "?" and "!" inside quotes they show that the sentence goes on.
const SAYS: &[&str] = &[
    "said", "says", "asked", "asks", "told", "added", "wrote", "writes", "shouted", "cried", "replied", "tweeted",
    "posted",
];

/// Whether the sentence that began at token `from` ends before token `at`.
fn ends(par: &str, tokens: &[(usize, usize)], from: usize, at: usize, lang: &str) -> bool {
    let word = |i: usize| tokens.get(i).and_then(|t| par.get(t.0..t.1)).unwrap_or("");
    // What follows, past opening quotes and brackets.
    let mut n = at;
    while is_opener(word(n)) && n + 1 < tokens.len() {
        n += 1;
    }
    let quoted_next = n > at;
    let next = word(n);
    let first = next.chars().next().unwrap_or(' ');

    // A sentence of closing marks only belongs to what is before it.
    if (at..tokens.len()).all(|i| word(i).chars().all(is_closer)) {
        return false;
    }
    // A closing quote glued to the stop before it.
    if word(at).chars().all(is_closer)
        && tokens[at - 1].1 == tokens[at].0
        && tokens.get(at + 1).is_some_and(|t| t.0 > tokens[at].1)
    {
        return false;
    }
    // Step back over closing marks.
    let mut e = at;
    let mut closed = false;
    while e > from && word(e - 1).chars().all(is_closer) {
        e -= 1;
        closed = true;
    }
    if e == from {
        return false; // nothing but marks so far
    }
    let last = word(e - 1);
    let Some(stop) = last.chars().next_back().filter(|&c| is_terminator(c)) else {
        return false; // the fold of a wrapped line, or an ICU break after a line separator
    };
    // "[1]" after a stop is a note to what is before it.
    if first.is_ascii_digit() && quoted_next && word(at) == "[" && tokens.get(n).is_some_and(|_| word(n + 1) == "]") {
        return false;
    }
    if first.is_lowercase() && (stop == '.' || stop == '…' || closed || last.len() > 1) {
        return false;
    }
    if matches!(first, ',' | ';' | ':') {
        return false;
    }
    if from == 0 && last == "." && heads_line(&word, e - 1, next, lang) {
        return false;
    }
    if stop != '.' {
        if stop == '…' {
            return true;
        }
        return !(closed && speaks_on(&word, n, tokens.len()));
    }
    // "1. First": the number of a list item stands with the item.
    if e - 1 > from
        && e - 1 == from + 1
        && last == "."
        && word(from).chars().all(|c| c.is_ascii_digit())
        && word(from).len() <= 3
    {
        return false;
    }
    if last == "." {
        let before = if e >= 2 && e - 2 >= from { word(e - 2) } else { "" };
        // "19. Januar", "der 3. Tag"
        if abbrev::dotted_ordinals(lang)
            && before.len() <= 3
            && !before.is_empty()
            && before.bytes().all(|b| b.is_ascii_digit())
            && (first.is_lowercase()
                || abbrev::is_month(lang, next)
                || (lang == "de" && before.len() <= 2 && !small(lang, next)))
        {
            return false;
        }
        return true;
    }
    if last.chars().all(|c| c == '.') {
        return true; // "..." before a capital
    }
    // The stop belongs to the token: an abbreviation.
    let kind = abbrev::kind(lang, last).unwrap_or(Kind::Inside);
    let starter = small(lang, next) || quoted_next;
    match kind {
        Kind::Before => false,
        Kind::Number => !(first.is_numeric() || abbrev::is_month(lang, next.trim_end_matches('.'))),
        Kind::Inside => starter,
        Kind::Time => !abbrev::is_month(lang, next.trim_end_matches('.')),
    }
}

/// The head of a line that the sentence after it belongs to: a clock time ("13:49."), a dateline ("KYIV." or "ROME. 24 May."). `n`
/// tokens stand before the stop.
fn heads_line<'a>(word: &impl Fn(usize) -> &'a str, n: usize, next: &str, lang: &str) -> bool {
    let clock = |w: &str| w.contains(':') && w.bytes().all(|b| b.is_ascii_digit() || b == b':');
    if n == 1 && clock(word(0)) {
        return true;
    }
    let shouted = |w: &str| !w.chars().any(char::is_lowercase) && w.chars().filter(|c| c.is_uppercase()).count() >= 3;
    let part = |w: &str| {
        matches!(w, "." | "," | "-" | "/" | "(" | ")")
            || shouted(w)
            || w.chars().all(|c| c.is_ascii_digit())
            || abbrev::is_month(lang, w)
    };
    n <= 8
        && shouted(word(0))
        && (0..n).all(|i| part(word(i)))
        && !(shouted(next) && (0..n).all(|i| !word(i).contains('.')))
}

/// A small word, or a pronoun or name of one that only ever begins a sentence when it carries a capital.
fn small(lang: &str, word: &str) -> bool {
    let lang = if lang == "und" { "en" } else { lang };
    is_small_word(lang, &crate::fold::norm(word, lang))
}

/// A name of up to four words and then a verb of saying.
fn speaks_on<'a>(word: &impl Fn(usize) -> &'a str, n: usize, len: usize) -> bool {
    for i in n..len.min(n + 5) {
        let w = word(i);
        if SAYS.contains(&w) {
            return true;
        }
        if !(w.chars().next().is_some_and(char::is_uppercase)
            || matches!(w, "the" | "a" | "he" | "she" | "they" | "of" | "al"))
        {
            return false;
        }
    }
    false
}
