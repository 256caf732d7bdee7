//! Character references: `&amp;`, `&#8217;`, `&#x2019;`.

use std::{borrow::Cow, sync::LazyLock};

static TABLE: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/entities.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|l| {
        let (name, codes) = l.split_once('\t')?;
        let text = codes.split(' ').filter_map(|c| char::from_u32(u32::from_str_radix(c, 16).ok()?)).collect();
        Some((name, text))
    })
    .collect()
});

/// The longest name in the table; nothing beyond it is looked at, so a run of `&aaaa...` costs no more than its length.
const LONGEST: usize = 32;

fn named(name: &str) -> Option<&'static str> {
    let i = TABLE.binary_search_by(|(n, _)| n.as_bytes().cmp(name.as_bytes())).ok()?;
    TABLE.get(i).map(|(_, t)| t.as_str())
}

/// What browsers make of the code points 0x80-0x9F, which pages written on Windows mean as windows-1252.
const WINDOWS_1252: [char; 32] = [
    '\u{20AC}', '\u{FFFD}', '\u{201A}', '\u{0192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{02C6}',
    '\u{2030}', '\u{0160}', '\u{2039}', '\u{0152}', '\u{FFFD}', '\u{017D}', '\u{FFFD}', '\u{FFFD}', '\u{2018}',
    '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{02DC}', '\u{2122}', '\u{0161}',
    '\u{203A}', '\u{0153}', '\u{FFFD}', '\u{017E}', '\u{0178}',
];

fn numbered(n: u32) -> char {
    match n {
        0x80..=0x9F => WINDOWS_1252.get((n - 0x80) as usize).copied().unwrap_or('\u{FFFD}'),
        0 => '\u{FFFD}',
        _ => char::from_u32(n).unwrap_or('\u{FFFD}'),
    }
}

/// The reference at the start of `s` (which begins with `&`): its text and its length in bytes.
fn reference(s: &str) -> Option<(String, usize)> {
    let rest = s.get(1..)?;
    if let Some(num) = rest.strip_prefix('#') {
        let (radix, digits, skip) = match num.strip_prefix(['x', 'X']) {
            Some(d) => (16, d, 3),
            None => (10, num, 2),
        };
        let len = digits.bytes().take(10).take_while(|b| (*b as char).is_digit(radix)).count();
        let n = u32::from_str_radix(digits.get(..len).filter(|d| !d.is_empty())?, radix).unwrap_or(u32::MAX);
        let semi = usize::from(digits.as_bytes().get(len) == Some(&b';'));
        return Some((numbered(n).to_string(), skip + len + semi));
    }
    let len = rest.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    if rest.as_bytes().get(len) == Some(&b';')
        && let Some(t) = named(rest.get(..=len)?)
    {
        return Some((t.to_owned(), len + 2));
    }
    // "&copy2026" is one of the old names that may stand bare; the longest that fits wins.
    (2..=len).rev().find_map(|n| named(rest.get(..n)?).map(|t| (t.to_owned(), n + 1)))
}

/// The text with its character references resolved; what is no reference stays as it is.
pub(crate) fn decode(s: &str) -> Cow<'_, str> {
    if !s.contains('&') {
        return Cow::Borrowed(s);
    }
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(i) = rest.find('&') {
        let (before, from) = rest.split_at(i);
        out.push_str(before);
        let (text, len) = reference(from).unwrap_or_else(|| ("&".to_owned(), 1));
        out.push_str(&text);
        rest = from.get(len..).unwrap_or("");
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{TABLE, decode};

    #[test]
    fn references_are_resolved_as_browsers_do() {
        for (html, text) in [
            ("a &amp; b", "a & b"),
            ("Sharaa&rsquo;s", "Sharaa’s"),
            ("&#8217;&#x2019;&#146;", "’’’"),
            ("&copy2026 &copy;", "©2026 ©"),
            ("AT&T &unknown; & &#; &#xZ;", "AT&T &unknown; & &#; &#xZ;"),
            ("&#0;&#1114112;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}9;"),
            ("&amp", "&"),
            ("&", "&"),
        ] {
            assert_eq!(decode(html), text, "{html}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert_eq!(TABLE.len(), 2231);
        assert!(TABLE.windows(2).all(|w| w[0].0.as_bytes() < w[1].0.as_bytes()));
        assert!(TABLE.iter().all(|(n, t)| !t.is_empty() && n.len() <= super::LONGEST + 1));
    }
}
