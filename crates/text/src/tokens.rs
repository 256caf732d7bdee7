//! Words and marks, each with its bytes.
//!
//! As in English treebanks "do n't" and "ministry 's" are parted, but words joined by a hyphen stay one ("Kurdish-led", "14-point"):
//! reading asks for the modifier as a whole. Numbers keep their separators; a unit stuck to a number is parted ("60km").

use model::Span;

/// The spans of a text's tokens, in order, without white space.
pub(crate) fn split(text: &str) -> Vec<Span> {
    let mut out = Vec::with_capacity(text.len() / 5 + 1);
    let mut rest = text.char_indices().peekable();
    while let Some(&(at, c)) = rest.peek() {
        if c.is_whitespace() || invisible(c) {
            rest.next();
            continue;
        }
        let end = if word(c) || starts_handle(text, at, c) { word_end(text, at) } else { mark_end(text, at, c) };
        if word(c) {
            part(text, Span::new(at, end), &mut out);
        } else {
            out.push(Span::new(at, end));
        }
        while rest.peek().is_some_and(|(i, _)| *i < end) {
            rest.next();
        }
    }
    out
}

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || mark(c)
}

/// Combining marks and Arabic vowel signs belong to the letter before them.
fn mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{200D}')
}

/// Direction marks, zero-width characters and controls: no token of their own.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

fn starts_handle(text: &str, at: usize, c: char) -> bool {
    matches!(c, '@' | '#') && text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
}

/// Where the word that begins at `at` ends.
fn word_end(text: &str, at: usize) -> usize {
    let tail = &text[at..];
    if let Some(n) = address(tail) {
        return at + n;
    }
    let mut prev = ' ';
    let mut it = tail.char_indices().peekable();
    if let Some((_, c)) = it.peek().copied().filter(|(_, c)| matches!(c, '@' | '#')) {
        prev = c;
        it.next();
    }
    while let Some((i, c)) = it.next() {
        if word(c) {
            prev = c;
            continue;
        }
        let next = it.peek().map(|(_, n)| *n).unwrap_or(' ');
        let joins = match c {
            '-' | '\u{2010}' | '\u{2011}' => word(prev) && word(next),
            '\u{2013}' => prev.is_ascii_digit() && next.is_ascii_digit(),
            '\'' | '\u{2019}' | '\u{02BC}' => word(prev) && word(next),
            '.' | ',' | '\u{66B}' | '\u{66C}' => prev.is_numeric() && next.is_numeric(),
            '\u{A0}' | '\u{202F}' => false,
            '&' => prev.is_uppercase() && next.is_uppercase(),
            '/' => false,
            ':' => prev.is_ascii_digit() && next.is_ascii_digit(),
            _ => false,
        };
        // U.S., a.m., e.g.: letters and dots in turn
        let dotted =
            c == '.' && prev.is_alphabetic() && (next.is_alphabetic() || acronym(&tail[..i])) && single(&tail[..i]);
        if !joins && !dotted {
            return at + i;
        }
        prev = c;
    }
    text.len()
}

/// True where the letters since the last dot are one: "U.S", "a.m".
fn single(s: &str) -> bool {
    s.rsplit('.').next().is_some_and(|x| x.chars().count() == 1)
}

fn acronym(s: &str) -> bool {
    s.contains('.') && s.split('.').all(|x| x.chars().count() == 1)
}

/// Length of a web or mail address at the start of a text.
fn address(s: &str) -> Option<usize> {
    let end = s.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ']' | '«' | '»')).unwrap_or(s.len());
    let w = s[..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '\'']);
    let web =
        ["http://", "https://", "www."].iter().any(|p| w.get(..p.len()).is_some_and(|x| x.eq_ignore_ascii_case(p)));
    let mail = w.find('@').is_some_and(|a| a > 0 && w[a + 1..].contains('.') && w.is_ascii());
    ((web || mail) && !w.is_empty()).then_some(w.len())
}

fn mark_end(text: &str, at: usize, c: char) -> usize {
    // runs of one mark are one token: "...", "--"
    let mut end = at + c.len_utf8();
    if matches!(c, '.' | '-' | '!' | '?' | '*' | '=' | '_' | '~') {
        while text[end..].starts_with(c) {
            end += c.len_utf8();
        }
    }
    end
}

/// Parts clitics and units from a word.
fn part(text: &str, s: Span, out: &mut Vec<Span>) {
    let w = s.of(text);
    let lower = w.to_lowercase().replace(['\u{2019}', '\u{02BC}'], "'");
    // lengths are those of the original: lower-casing may change them, so suffixes are measured from the end
    let tail = |n: usize| {
        let mut it = w.char_indices().rev();
        it.nth(n - 1).map(|(i, _)| s.start + i)
    };
    for suffix in ["n't", "'ll", "'re", "'ve", "'s", "'m", "'d"] {
        if lower.ends_with(suffix)
            && lower.len() > suffix.len()
            && let Some(cut) = tail(suffix.chars().count()).filter(|c| *c > s.start)
        {
            out.push(Span::new(s.start, cut));
            out.push(Span::new(cut, s.end));
            return;
        }
    }
    // 60km, 5m, 3pm: digits, then letters
    let digits = w.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')));
    if let Some(d) = digits.filter(|d| *d > 0) {
        let unit = &w[d..];
        let ordinal = matches!(unit, "st" | "nd" | "rd" | "th" | "s");
        if unit.chars().all(char::is_alphabetic) && unit.chars().count() <= 4 && !ordinal {
            out.push(Span::new(s.start, s.start + d));
            out.push(Span::new(s.start + d, s.end));
            return;
        }
    }
    out.push(s);
}
