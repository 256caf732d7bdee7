//! Text from reports made safe to show: no control characters, no hidden direction marks, no tag characters.
//!
//! What for: a report can hold terminal escapes or direction overrides that make a figure read backwards. What was taken out is
//! counted, so that a screen can say so.

/// Text that can be shown, and how much was taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The text without what cannot be shown.
    pub text: String,
    /// Hidden characters that change how the text reads (direction overrides and isolates, tag characters, controls).
    pub hidden: usize,
}

/// Line breaks and tabs become one space each, other controls go; zero-width joiners stay, because Persian and Indic words need them.
pub fn clean(raw: &str) -> Cleaned {
    let mut out = Cleaned { text: String::with_capacity(raw.len()), hidden: 0 };
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A whole terminal sequence (ESC, bracket, digits, letter) is one hidden thing.
            '\u{1b}' | '\u{9b}' => {
                out.hidden += 1;
                if c == '\u{9b}' || chars.next_if_eq(&'[').is_some() {
                    for _ in 0..24 {
                        if chars.next_if(|n| matches!(n, ' '..='?')).is_none() {
                            break;
                        }
                    }
                    let _ = chars.next_if(|n| matches!(n, '@'..='~'));
                }
            }
            '\n' | '\r' | '\t' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.text.push(' '),
            // Marks that only hint at direction, soft hyphens and byte order marks: harmless and invisible.
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{2060}' => {}
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}' => {
                out.hidden += 1
            }
            c if c.is_control() => out.hidden += 1,
            c => out.text.push(c),
        }
    }
    out
}

/// Cleaned, with runs of white space as one space and none at the ends: what fits into a line.
pub fn clean_line(raw: &str) -> String {
    let c = clean(raw);
    let mut out = String::with_capacity(c.text.len());
    for w in c.text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(w);
    }
    out
}

/// Columns that a text takes in a terminal: combining marks none, East Asian wide forms two.
pub(crate) fn columns(s: &str) -> usize {
    s.chars()
        .map(|c| match c as u32 {
            0x300..=0x36f
            | 0x483..=0x489
            | 0x591..=0x5bd
            | 0x610..=0x61a
            | 0x64b..=0x65f
            | 0x670
            | 0x200b..=0x200f
            | 0xfe00..=0xfe0f => 0,
            0x1100..=0x115f
            | 0x2e80..=0xa4cf
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f
            | 0xff00..=0xff60
            | 0x1f300..=0x1faff => 2,
            _ => 1,
        })
        .sum()
}

/// At most `max` characters, cut at a word where one is near, with "…" when something was cut.
pub(crate) fn shorten(s: &str, max: usize) -> String {
    if s.chars().count() <= max {
        return s.to_owned();
    }
    let mut cut: String = s.chars().take(max.saturating_sub(1)).collect();
    if let Some(i) = cut.rfind(' ')
        && i * 3 > cut.len() * 2
    {
        cut.truncate(i);
    }
    while cut.ends_with([' ', ',', ';', '(', '-']) {
        cut.pop();
    }
    cut.push('…');
    cut
}

/// An address only where it is plain http or https; anything else is shown as text, never linked.
pub(crate) fn web_address(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let plain = !rest.is_empty()
        && rest.len() < 2000
        && !url.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
    (plain && clean(url).hidden == 0).then_some(url)
}

/// An id as part of an anchor: letters, digits, `-` and `_` as they are, anything else as its code point between dots.
pub(crate) fn anchor(prefix: &str, id: &str) -> String {
    let mut out = format!("{prefix}-");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            out.push(c);
        } else {
            out.push_str(&format!(".{:x}.", c as u32));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{anchor, clean, clean_line, columns, shorten, web_address};

    #[test]
    fn hidden_characters_go_and_are_counted() {
        let c = clean("a\u{202e}021\u{202c} b\u{1b}[31m\nc");
        assert_eq!((c.text.as_str(), c.hidden), ("a021 b c", 3));
        assert_eq!(clean("می\u{200c}خواهم").hidden, 0);
        assert_eq!(clean("می\u{200c}خواهم").text, "می\u{200c}خواهم");
        assert_eq!(clean_line("  a \n\n b "), "a b");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(web_address("https://a.example/x"), Some("https://a.example/x"));
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://a.example/\u{202e}x",
            "https://a b",
            "//a.example",
            "HTTPS:x",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn anchors_are_plain_and_distinct() {
        assert_eq!(anchor("c", "a#1"), "c-a.23.1");
        assert_ne!(anchor("c", "a 1"), anchor("c", "a\"1"));
    }

    #[test]
    fn lengths_are_those_that_a_reader_sees() {
        assert_eq!(columns("cafe\u{301}"), 4);
        assert_eq!(columns("漢字"), 4);
        assert_eq!(shorten("one two three", 8), "one two…");
        assert_eq!(shorten("one", 8), "one");
    }
}
