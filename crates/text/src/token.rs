//! Words: where each begins and ends.
//!
//! English follows the Universal Dependencies treebanks (`do` + `n't`, `can` + `not`, `prison` + `'s`) with these differences, made
//! because readers of news want the whole word and its exact span:
//!
//! - words joined by hyphens are one token: `Kurdish-led`, `14-point`, `al-Hawl`, `30-year-old`; so are figures joined by a dash:
//!   `2022-2023`, `300–500`;
//! - an address, a handle or a hashtag is one token, and so are `U.S.`, `a.m.`, `Gen.` with their full stops;
//! - a figure keeps its separators (`1,500`, `1.5`, `10:30`, `19/01/2026`, `1 500` with a hard space, or with a plain one where the
//!   language groups so) and parts from its unit: `60` + `km`, `$` + `5` + `m`; `19th`, `1990s` and `3D` stay whole.
//!
//! French and Italian elisions end at the apostrophe (`l'` + `armée`), Turkish suffixes begin at it (`Suriye` + `'de`), so that
//! names stand alone. Han and kana characters are a token each. Invisible characters belong to the word they stand in.
//!
//! Every character that is not white space lies in exactly one token (a hard space may lie inside a figure).

use crate::{abbrev, fold::is_invisible};

/// Longest token, in bytes; longer runs are cut so that no later step meets a megabyte of one word.
const MAX_BYTES: usize = 1024;

/// Units and magnitudes that part from the figure they are glued to.
const UNITS: &[&str] = &[
    "km", "kms", "m", "cm", "mm", "kg", "kgs", "g", "mg", "t", "lb", "lbs", "oz", "ft", "in", "mi", "mph", "kph",
    "kmh", "kn", "ha", "sq", "l", "ml", "mw", "gw", "kw", "gwh", "kwh", "mwh", "hz", "mhz", "ghz", "bn", "mn", "mln",
    "mld", "tn", "k", "b", "am", "pm", "hrs", "hr", "h", "min", "mins", "sec", "secs", "yrs", "yr", "pc", "pct", "usd",
    "eur", "gbp", "км", "м", "кг", "т", "млн", "млрд", "тыс", "тис", "руб", "грн", "كم", "كلم", "م", "mio", "mrd", "c",
    "f", "kt", "gmt", "utc", "et", "est", "edt", "pst", "pdt", "cet", "msk",
];

/// Endings of addresses that are written without `http://`.
const TOP_LEVEL: &[&str] = &[
    "com", "org", "net", "gov", "edu", "info", "int", "mil", "io", "co", "me", "tv", "ru", "ua", "uk", "de", "fr",
    "tr", "sy", "il", "eu",
];

/// Languages that part thousands with a plain space.
fn groups_with_space(lang: &str) -> bool {
    matches!(
        lang,
        "fr" | "ru"
            | "uk"
            | "es"
            | "pt"
            | "de"
            | "pl"
            | "cs"
            | "sk"
            | "bg"
            | "sv"
            | "nb"
            | "no"
            | "fi"
            | "da"
            | "hu"
            | "be"
            | "it"
            | "ca"
    )
}

fn is_hard_space(c: char) -> bool {
    matches!(c, '\u{00A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}')
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// A dash that may stand between two figures.
fn is_range_dash(c: char) -> bool {
    is_hyphen(c) || c == '\u{2013}' || c == '\u{2012}'
}

/// Letters and the marks and invisible characters that belong to them.
fn is_word(c: char) -> bool {
    (c.is_alphabetic() && !is_single(c)) || is_mark(c) || is_invisible(c)
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// Scripts without spaces: a character is a token.
fn is_single(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && crate::fold::digit(c).is_some())
}

/// The characters of a line with their offsets, looked at from a cursor.
struct Scan<'a> {
    text: &'a str,
    lang: &'a str,
    out: Vec<(usize, usize)>,
}

impl<'a> Scan<'a> {
    fn at(&self, i: usize) -> Option<char> {
        // ASCII first: most of the text.
        match self.text.as_bytes().get(i) {
            Some(&b) if b < 128 => Some(char::from(b)),
            Some(_) => self.text.get(i..).and_then(|s| s.chars().next()),
            None => None,
        }
    }

    fn before(&self, i: usize) -> Option<char> {
        self.text.get(..i).and_then(|s| s.chars().next_back())
    }

    fn run(&self, mut i: usize, ok: impl Fn(char) -> bool) -> usize {
        while let Some(c) = self.at(i).filter(|&c| ok(c)) {
            i += c.len_utf8();
        }
        i
    }

    fn push(&mut self, start: usize, end: usize) {
        let mut s = start;
        while end - s > MAX_BYTES {
            let mut e = s + MAX_BYTES;
            while !self.text.is_char_boundary(e) {
                e -= 1;
            }
            self.out.push((s, e));
            s = e;
        }
        if s < end {
            self.out.push((s, end));
        }
    }
}

/// Token spans of a piece of text (bytes in that piece), in order.
pub(crate) fn split(text: &str, lang: &str) -> Vec<(usize, usize)> {
    let mut s = Scan { text, lang, out: Vec::with_capacity(text.len() / 5 + 1) };
    let mut i = 0;
    while let Some(c) = s.at(i) {
        if c.is_whitespace() {
            i += c.len_utf8();
            continue;
        }
        let end = s.token(i, c);
        debug_assert!(end > i, "a token takes at least one character");
        i = end;
    }
    s.out
}

impl Scan<'_> {
    /// Takes one run from `i` on and returns where it ends; may push several tokens.
    fn token(&mut self, i: usize, c: char) -> usize {
        if let Some(end) = self.address(i, c).or_else(|| self.handle(i, c)) {
            self.push(i, end);
            return end;
        }
        if is_digit(c) {
            return self.figure(i);
        }
        if is_word(c) {
            return self.word(i);
        }
        let end = match c {
            // "'90s", "'em"
            c if is_apostrophe(c)
                && !self.before(i).is_some_and(char::is_alphanumeric)
                && self.text.get(i + c.len_utf8()..).is_some_and(|r| {
                    r.as_bytes()
                        .get(..3)
                        .is_some_and(|b| b[0].is_ascii_digit() && b[1].is_ascii_digit() && b[2] == b's')
                }) =>
            {
                i + c.len_utf8() + 3
            }
            '\'' if self.at(i + 1) == Some('\'') => i + 2,
            '`' if self.at(i + 1) == Some('`') => i + 2,
            '.' | '-' | '!' | '?' | '*' | '_' | '=' | '~' | '#' | '…' | '—' => self.run(i, |d| d == c),
            _ if is_single(c) => i + c.len_utf8(),
            // A mark takes the invisible characters and combining signs that follow it.
            _ => i + c.len_utf8(),
        };
        let end = self.run(end, |d| is_mark(d) || is_invisible(d));
        self.push(i, end);
        end
    }

    /// An address: with a scheme, with `www.`, an e-mail, or a bare domain.
    fn address(&self, i: usize, c: char) -> Option<usize> {
        if !c.is_ascii_alphanumeric() || self.before(i).is_some_and(|p| p.is_alphanumeric()) {
            return None;
        }
        let bytes = self.text.as_bytes().get(i..)?;
        let starts = |p: &str| bytes.len() > p.len() && bytes[..p.len()].eq_ignore_ascii_case(p.as_bytes());
        if starts("http://") || starts("https://") || starts("www.") || starts("t.me/") {
            let end = self.run(i, |c| {
                !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '\u{201C}' | '\u{201D}' | '»' | '«' | '\u{060C}')
            });
            return Some(self.trim_address(i, end));
        }
        // Only a word with a dot or an at-sign inside can be one of the others.
        let stem = bytes
            .iter()
            .take(64)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'%'))
            .count();
        if bytes.get(stem) == Some(&b'@') && bytes.get(stem + 1).is_some_and(u8::is_ascii_alphanumeric) {
            let domain = bytes[stem + 1..]
                .iter()
                .take(256)
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
                .count();
            let end = self.trim_address(i, i + stem + 1 + domain);
            return self.text.get(i + stem..end).is_some_and(|d| d.contains('.')).then_some(end);
        }
        // The host ends before any trailing dot; its last label must be a known ending in lower case.
        let host = bytes.get(..stem)?;
        let host = &host[..host.iter().rposition(u8::is_ascii_alphanumeric)? + 1];
        let dot = host.iter().rposition(|&b| b == b'.')?;
        let (name, ending) = (&host[..dot], std::str::from_utf8(&host[dot + 1..]).ok()?);
        if name.len() < 2 || !name.iter().any(u8::is_ascii_alphabetic) || !TOP_LEVEL.contains(&ending) {
            return None;
        }
        // "it.me" is a missing space, "bbc.co.uk/x" is not.
        if matches!(ending, "me" | "co" | "de" | "il" | "int" | "info" | "io")
            && !name.contains(&b'.')
            && bytes.get(host.len()) != Some(&b'/')
        {
            return None;
        }
        let mut end = i + host.len();
        if self.at(end) == Some('/') {
            end = self.trim_address(i, self.run(end, |c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"')));
        } else if self.at(end).is_some_and(is_word) {
            return None;
        }
        Some(end)
    }

    /// Marks that end the sentence or close a bracket are no part of the address.
    fn trim_address(&self, start: usize, end: usize) -> usize {
        let s = self.text.get(start..end).unwrap_or("");
        let open = s.contains('(');
        let t = s.trim_end_matches(|c: char| {
            matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '}' | '…' | '\u{2019}') || (c == ')' && !open)
        });
        if t.is_empty() { end } else { start + t.len() }
    }

    /// `@name`, `#word`.
    fn handle(&self, i: usize, c: char) -> Option<usize> {
        if !matches!(c, '@' | '#') || self.before(i).is_some_and(char::is_alphanumeric) {
            return None;
        }
        let end = self.run(i + 1, |c| c == '_' || is_word(c) || is_digit(c));
        (end > i + 1 && self.at(i + 1).is_some_and(|c| c == '_' || !is_invisible(c))).then_some(end)
    }

    /// A figure with its separators; parts from a unit, keeps everything else that is glued to it.
    fn figure(&mut self, start: usize) -> usize {
        let mut i = self.run(start, is_digit);
        while let Some(c) = self.at(i) {
            let next = i + c.len_utf8();
            let Some(n) = self.at(next) else { break };
            let joins = match c {
                ',' | '.' | ':' | '/' | '\u{066B}' | '\u{066C}' | '\'' | '\u{2019}' => is_digit(n),
                c if is_range_dash(c) => is_digit(n) || (is_hyphen(c) && is_word(n) && !is_invisible(n)),
                c if is_hard_space(c) || (c == ' ' && groups_with_space(self.lang)) => {
                    // Groups of three after one to three digits: "1 500", never "2026 120" nor "19 1".
                    let head = self.text.get(start..i).unwrap_or("");
                    let lead =
                        head.split([' ', '\u{00A0}', '\u{202F}', '\u{2009}', '\u{2007}']).map(|g| g.chars().count());
                    let ok = lead.enumerate().all(|(k, n)| if k == 0 { (1..=3).contains(&n) } else { n == 3 });
                    let group = self.run(next, is_digit);
                    let digits = self.text.get(next..group).map_or(0, |g| g.chars().count());
                    ok && digits == 3
                        && head.chars().all(|c| is_digit(c) || c.is_whitespace())
                        && !self.at(group).is_some_and(char::is_alphabetic)
                }
                _ => false,
            };
            if !joins {
                break;
            }
            if is_hyphen(c) && !is_digit(n) {
                // "14-point", "30-year-old"
                let end = self.hyphened(i);
                self.push(start, end);
                return end;
            }
            i = self.run(next, is_digit);
        }
        let letters = self.run(i, is_word);
        if letters > i {
            let tail = self.text.get(i..letters).unwrap_or("");
            let after = self.at(letters);
            if UNITS.contains(&tail.to_lowercase().as_str())
                && !after.is_some_and(|c| {
                    is_digit(c) || is_hyphen(c) && self.at(letters + c.len_utf8()).is_some_and(is_word)
                })
            {
                self.push(start, i);
                return i;
            }
            // "19th", "1990s", "3D", "4x4", "60km-long"
            let end = self.run(letters, |c| is_word(c) || is_digit(c));
            let end = self.hyphened(end);
            self.push(start, end);
            return end;
        }
        self.push(start, i);
        // "120'si"
        if matches!(self.lang, "tr" | "az")
            && let Some(c) = self.at(i).filter(|&c| is_apostrophe(c))
        {
            let end = self.run(i + c.len_utf8(), is_word);
            if end > i + c.len_utf8() {
                self.push(i, end);
                return end;
            }
        }
        i
    }

    /// Goes on over `-word` as often as it comes.
    fn hyphened(&self, mut i: usize) -> usize {
        while let Some(c) = self.at(i).filter(|&c| is_hyphen(c)) {
            let next = i + c.len_utf8();
            if !self.at(next).is_some_and(|n| (is_word(n) && !is_invisible(n)) || is_digit(n)) {
                break;
            }
            i = self.run(next, |c| is_word(c) || is_digit(c));
            // "U.S.-led" begins so, "anti-U.S." ends so.
            if let Some(end) = self.initials(next) {
                i = end;
            }
            while let Some(c) = self.at(i).filter(|&c| is_apostrophe(c)) {
                let n = i + c.len_utf8();
                if !self.at(n).is_some_and(is_word) || self.suffix(i).is_some() {
                    break;
                }
                i = self.run(n, is_word);
            }
        }
        i
    }

    /// `U.S.`, `a.m.`, `e.g.`: single letters with full stops, at least two.
    fn initials(&self, start: usize) -> Option<usize> {
        let (mut i, mut n) = (start, 0);
        while let Some(c) = self.at(i).filter(|c| c.is_alphabetic() && !is_single(*c)) {
            let dot = i + c.len_utf8();
            if self.at(dot) != Some('.') {
                break;
            }
            i = dot + 1;
            n += 1;
        }
        // "U.S.A" without the last stop, "Ph.D." come from the table.
        (n >= 2 && !self.at(i).is_some_and(|c| is_word(c) && !is_invisible(c))).then_some(i)
    }

    /// The English ending that begins at an apostrophe: `'s`, `'re`, `'ve`, `'ll`, `'d`, `'m`. Returns its end.
    fn suffix(&self, i: usize) -> Option<usize> {
        let a = self.at(i).filter(|&c| is_apostrophe(c))?;
        let from = i + a.len_utf8();
        let end = self.run(from, is_word);
        let s = self.text.get(from..end)?;
        ["s", "re", "ve", "ll", "d", "m"].iter().any(|x| s.eq_ignore_ascii_case(x)).then_some(end)
    }

    /// A word with its inner apostrophes and hyphens.
    fn word(&mut self, start: usize) -> usize {
        if let Some(end) = self.initials(start) {
            let end = self.hyphened(end);
            self.push(start, end);
            return end;
        }
        let mut i = self.run(start, |c| is_word(c) || is_digit(c));
        // "Gen." and the like keep their full stop.
        if self.at(i) == Some('.') {
            let mut end = i + 1;
            // "Ph.D.", "EE.UU.", "в.т.ч."
            loop {
                let more = self.run(end, is_word);
                if more > end
                    && more - end <= 8
                    && self.at(more) == Some('.')
                    && abbrev::known(self.lang, self.text.get(start..=more).unwrap_or(""))
                {
                    end = more + 1;
                } else {
                    break;
                }
            }
            let w = self.text.get(start..end).unwrap_or("");
            let initial = w.chars().count() == 2
                && w.chars().next().is_some_and(char::is_uppercase)
                && !matches!(w, "I.")
                && self.at(end).is_some_and(char::is_whitespace);
            if (initial || abbrev::known(self.lang, w))
                && !self.at(end).is_some_and(|c| is_word(c) && !is_invisible(c))
                && self.keeps_stop(w, end)
            {
                self.push(start, end);
                return end;
            }
        }
        while let Some(c) = self.at(i) {
            let next = i + c.len_utf8();
            let Some(n) = self.at(next) else { break };
            if is_hyphen(c) && ((is_word(n) && !is_invisible(n)) || is_digit(n)) {
                i = self.hyphened(i);
            } else if is_apostrophe(c) && (is_word(n) || (is_digit(n) && self.lang == "tr")) && !is_invisible(n) {
                match self.lang {
                    "fr" | "it" | "ca" if i - start <= 10 => {
                        self.push(start, next);
                        return next;
                    }
                    "tr" | "az" => break,
                    "en" | "und" if self.suffix(i).is_some() || self.negation(start, i).is_some() => break,
                    _ => i = self.run(next, |c| is_word(c) || is_digit(c)),
                }
            } else if c == '&' && i - start <= 3 && n.is_uppercase() && self.before(i).is_some_and(char::is_uppercase) {
                // "AT&T", "R&D"
                i = self.run(next, is_word);
            } else {
                break;
            }
        }
        if matches!(self.lang, "en" | "und") {
            if let Some(end) = self.negation(start, i) {
                let cut = i - 1;
                self.push(start, cut);
                self.push(cut, end);
                return end;
            }
            if let Some(end) = self.suffix(i) {
                self.push(start, i);
                self.push(i, end);
                return end;
            }
            if i - start == 6 && self.text.get(start..i).is_some_and(|w| w.eq_ignore_ascii_case("cannot")) {
                self.push(start, start + 3);
                self.push(start + 3, i);
                return i;
            }
        }
        if matches!(self.lang, "tr" | "az")
            && let Some(c) = self.at(i).filter(|&c| is_apostrophe(c))
            && self.at(i + c.len_utf8()).is_some_and(is_word)
        {
            let end = self.run(i + c.len_utf8(), is_word);
            self.push(start, i);
            self.push(i, end);
            return end;
        }
        self.push(start, i);
        i
    }

    /// For `don't` with the apostrophe at `i`: where `n't` ends; it begins one byte before `i`.
    fn negation(&self, start: usize, i: usize) -> Option<usize> {
        let a = self.at(i).filter(|&c| is_apostrophe(c))?;
        let from = i + a.len_utf8();
        let end = self.run(from, is_word);
        let (before, tail) = (self.text.get(start..i)?, self.text.get(from..end)?);
        (tail.eq_ignore_ascii_case("t") && before.len() >= 2 && before.ends_with(['n', 'N'])).then_some(end)
    }

    /// Words that are also abbreviations ("no.", "in.", "Sat.", "art.") keep the stop only where a figure follows.
    fn keeps_stop(&self, word: &str, end: usize) -> bool {
        match abbrev::kind(self.lang, word) {
            Some(abbrev::Kind::Number) => {}
            // The last stop of a paragraph ends its sentence: "... of 4 ft."
            Some(abbrev::Kind::Inside) if word.starts_with(char::is_lowercase) => {
                return end < self.text.trim_end().len();
            }
            _ => return true,
        }
        let next = self.run(end, char::is_whitespace);
        self.at(next).is_some_and(|c| is_digit(c) || c == ',' || c.is_lowercase())
            || abbrev::is_month(self.lang, word.trim_end_matches('.'))
    }
}
