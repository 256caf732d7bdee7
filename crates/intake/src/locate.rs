//! From a place in a report's text back to the bytes that were captured.
//!
//! What for: a sentence is evidence of what somebody published only if it can be shown in the bytes that were kept, whose SHA-256 stands
//! in the log. Whoever doubts a claim opens the captured page at these bytes and needs no trust in how this program reads pages.
//!
//! Key decision: nothing is recorded while reading. The sentence is looked for in the bytes by itself, white space aside, through the
//! few wrappings that texts come in: an encoding, tags and character references, JSON strings. So a place that is given does not only
//! repeat what the reader of that format did, it checks it.

use std::ops::Range;

use encoding_rs::{CoderResult, Encoding, UTF_8};
use model::Span;

use crate::{charset, html};

/// More bytes are not searched: no text file is longer (`Options::max_bytes`).
const MAX_BYTES: usize = 16 << 20;
/// Characters of the text before and after the sentence that decide between several places.
const CONTEXT: usize = 200;
/// Places that are compared.
const MAX_PLACES: usize = 1_000;
/// Characters at the beginning and end of a sentence that stand for it where something was left out in its middle.
const ENDS: usize = 24;

/// A character and the bytes it comes from.
#[derive(Clone, Copy)]
struct Piece {
    c: char,
    start: u32,
    end: u32,
}

/// Where a part of a report's text stands in the bytes that the report was read from: the range, in bytes, from the first to the last
/// of its characters, with the tags and references between them. Of several places that which the text around it fits best. `None`
/// where it is not found: in packed forms (office documents, PDF, mail in Base64), and where the text was changed (masked).
pub fn locate(bytes: &[u8], text: &str, span: Span) -> Option<Range<usize>> {
    let wanted = bare(text.get(span.start..span.end)?.chars());
    if wanted.is_empty() || bytes.len() > MAX_BYTES {
        return None;
    }
    let before: String = {
        let mut last: Vec<char> = text.get(..span.start)?.chars().rev().filter(|c| counts(*c)).take(CONTEXT).collect();
        last.reverse();
        last.into_iter().collect()
    };
    let after: String = text.get(span.end..)?.chars().filter(|c| counts(*c)).take(CONTEXT).collect();
    let needle = Needle { wanted, before, after };
    let plain = decoded(bytes);
    // In this order: what is most common first, and what could find a place by chance last.
    type View = fn(&[Piece]) -> Vec<Piece>;
    const VIEWS: &[&[View]] = &[
        &[shown],
        &[],
        &[unquoted],
        // Pages in feeds, as references or in JSON.
        &[shown, shown],
        &[unquoted, shown],
        // The article as a page states it for machines, in a script.
        &[referred],
        &[unquoted, referred],
        &[unquoted, referred, shown],
        &[doubled],
    ];
    let find = |cut: bool| {
        VIEWS.iter().find_map(|views| {
            let view = views.iter().fold(None::<Vec<Piece>>, |p, view| Some(view(p.as_deref().unwrap_or(&plain))));
            needle.place(view.as_deref().unwrap_or(&plain), cut)
        })
    };
    find(false).or_else(|| find(true))
}

struct Needle {
    wanted: String,
    before: String,
    after: String,
}

impl Needle {
    /// The place among the pieces. `cut`: something may have been left out of the middle.
    fn place(&self, pieces: &[Piece], cut: bool) -> Option<Range<usize>> {
        let kept: Vec<&Piece> = pieces.iter().filter(|p| counts(p.c)).collect();
        let hay: String = kept.iter().map(|p| p.c).collect();
        // Byte offsets of the characters of `hay`, to find the piece of a place.
        let mut starts: Vec<u32> = Vec::with_capacity(kept.len() + 1);
        let mut at = 0_u32;
        for p in &kept {
            starts.push(at);
            at += p.c.len_utf8() as u32;
        }
        let bytes = |from: usize, to: usize| -> Option<Range<usize>> {
            let first = starts.partition_point(|s| (*s as usize) < from);
            let last = starts.partition_point(|s| (*s as usize) < to).checked_sub(1)?;
            Some(kept.get(first)?.start as usize..kept.get(last)?.end as usize)
        };
        let fits = |from: usize, to: usize| {
            let back = hay.get(..from).unwrap_or("").chars().rev().zip(self.before.chars().rev());
            let on = hay.get(to..).unwrap_or("").chars().zip(self.after.chars());
            back.take_while(|(a, b)| a == b).count() + on.take_while(|(a, b)| a == b).count()
        };
        let best = |places: &mut dyn Iterator<Item = (usize, usize)>| {
            places.take(MAX_PLACES).map(|(a, b)| (fits(a, b), a, b)).reduce(|x, y| if y.0 > x.0 { y } else { x })
        };
        let (_, from, to) = if cut {
            let long = |s: &str| s.chars().count() == ENDS;
            let head: String = self.wanted.chars().take(ENDS).collect();
            let tail = self.wanted.char_indices().rev().nth(ENDS - 1).and_then(|(i, _)| self.wanted.get(i..))?;
            if !long(&head) || self.wanted.chars().count() < ENDS * 2 {
                return None;
            }
            // Not more than as much again, and a picture's caption, may stand in between.
            let most = self.wanted.len() * 2 + 2_000;
            let mut places = hay.match_indices(head.as_str()).filter_map(|(a, _)| {
                let end = hay.floor_char_boundary((a + most).min(hay.len()));
                let b = hay.get(a..end)?.find(tail)? + a + tail.len();
                (b - a >= head.len() + tail.len()).then_some((a, b))
            });
            best(&mut places)?
        } else {
            let mut places = hay.match_indices(self.wanted.as_str()).map(|(a, m)| (a, a + m.len()));
            best(&mut places)?
        };
        bytes(from, to)
    }
}

/// Whether a character takes part in the comparison: blanks, controls and marks of layout do not.
fn counts(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}'))
}

fn bare(chars: impl Iterator<Item = char>) -> String {
    chars.filter(|c| counts(*c)).collect()
}

/// The characters that the bytes encode, as intake decodes them.
fn decoded(bytes: &[u8]) -> Vec<Piece> {
    let encoding = charset::decode_with(bytes, true, None).1;
    let mut out = Vec::with_capacity(bytes.len());
    if encoding == UTF_8 {
        let mut at = 0_usize;
        for chunk in bytes.utf8_chunks() {
            for (i, c) in chunk.valid().char_indices() {
                let start = (at + i) as u32;
                out.push(Piece { c, start, end: start + c.len_utf8() as u32 });
            }
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                let end = at + chunk.invalid().len();
                out.push(Piece { c: '\u{FFFD}', start: at as u32, end: end as u32 });
                at = end;
            }
        }
        return out;
    }
    one_by_one(bytes, encoding, &mut out);
    out
}

/// Give a decoder byte after byte: whatever comes out then comes from the bytes since something last came out.
fn one_by_one(bytes: &[u8], encoding: &'static Encoding, out: &mut Vec<Piece>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut from = 0_usize;
    let mut room = String::with_capacity(64);
    for i in 0..=bytes.len() {
        let one = bytes.get(i..i + 1).unwrap_or(&[]);
        room.clear();
        let (result, _, _) = decoder.decode_to_string(one, &mut room, i == bytes.len());
        debug_assert!(result == CoderResult::InputEmpty, "one byte gives no more than the room holds");
        let end = (i + 1).min(bytes.len());
        for c in room.chars() {
            out.push(Piece { c, start: from as u32, end: end as u32 });
        }
        if !room.is_empty() {
            from = end;
        }
    }
}

/// Whether the pieces from `at` on spell a word, upper and lower case aside.
fn spells(pieces: &[Piece], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(i, c)| pieces.get(at + i).is_some_and(|p| p.c.eq_ignore_ascii_case(&c)))
}

/// The first place from `at` on that spells a word.
fn next(pieces: &[Piece], at: usize, word: &str) -> Option<usize> {
    (at..pieces.len()).find(|i| spells(pieces, *i, word))
}

/// The character reference that begins at `at`: what it stands for, and where it ends.
fn reference(pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let end =
        (at + 1..pieces.len().min(at + 34)).find(|i| !pieces[*i].c.is_ascii_alphanumeric() && pieces[*i].c != '#')?;
    let end = if pieces[end].c == ';' { end + 1 } else { end };
    let written: String = pieces[at..end].iter().map(|p| p.c).collect();
    let said = html::unescape(&written);
    (said != written).then(|| (said.into_owned(), end))
}

/// Character references resolved, tags kept.
fn referred(pieces: &[Piece]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut i = 0;
    while let Some(p) = pieces.get(i) {
        if p.c == '&'
            && let Some((said, end)) = reference(pieces, i)
        {
            out.extend(said.chars().map(|c| Piece { c, start: p.start, end: pieces[end - 1].end }));
            i = end;
            continue;
        }
        out.push(*p);
        i += 1;
    }
    out
}

/// What a page shows: without tags, comments, scripts and styles; references resolved. What a CDATA section holds is kept.
fn shown(pieces: &[Piece]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut i = 0;
    // Once one was not found it is not looked for again: a page of nothing but "<!--" would take the square of its length.
    let (mut comments, mut scripts, mut styles) = (true, true, true);
    // Nor are the ends of many tags that never end.
    let mut unended = 0_usize;
    while let Some(p) = pieces.get(i) {
        let tag = p.c == '<'
            && pieces.get(i + 1).is_some_and(|n| n.c.is_ascii_alphabetic() || matches!(n.c, '/' | '!' | '?'));
        if !tag {
            let text = pieces[i..].iter().skip(1).position(|p| p.c == '<').map_or(pieces.len(), |n| i + 1 + n);
            out.extend(referred(&pieces[i..text]));
            i = text;
            continue;
        }
        let past = |word: &str, flag: &mut bool| {
            let end = if *flag { next(pieces, i, word) } else { None };
            *flag = end.is_some();
            end
        };
        if spells(pieces, i, "<![cdata[") {
            i += 9;
            continue;
        }
        i = if spells(pieces, i, "<!--") {
            past("-->", &mut comments).map_or(i + 4, |e| e + 3)
        } else if spells(pieces, i, "<script") {
            past("</script", &mut scripts).unwrap_or(i + 7)
        } else if spells(pieces, i, "<style") {
            past("</style", &mut styles).unwrap_or(i + 6)
        } else {
            let end = if unended < 64 { tag_end(pieces, i) } else { None };
            unended += usize::from(end.is_none());
            end.unwrap_or(i + 1)
        };
    }
    out
}

/// Just after the tag that begins at `at`: its first `>` that is in no quotation marks, or the first at all if they are not closed;
/// `None` where there is none.
fn tag_end(pieces: &[Piece], at: usize) -> Option<usize> {
    let mut quote = None;
    let mut first = None;
    for (i, p) in pieces.iter().enumerate().skip(at).take(1 << 16) {
        match (p.c, quote) {
            ('>', None) => return Some(i + 1),
            ('>', Some(_)) => first = first.or(Some(i + 1)),
            (c @ ('"' | '\''), None) if pieces[i - 1].c == '=' || pieces[i - 1].c == ' ' => quote = Some(c),
            (c, Some(q)) if c == q => quote = None,
            _ => {}
        }
    }
    first
}

/// The escapes of JSON strings resolved, wherever a backslash stands.
fn unquoted(pieces: &[Piece]) -> Vec<Piece> {
    let unit = |at: usize| -> Option<u32> {
        if !spells(pieces, at, "\\u") {
            return None;
        }
        let digits: String = pieces.get(at + 2..at + 6)?.iter().map(|p| p.c).collect();
        u32::from_str_radix(&digits, 16).ok()
    };
    let mut out = Vec::with_capacity(pieces.len());
    let mut i = 0;
    while let Some(p) = pieces.get(i) {
        if p.c != '\\' {
            out.push(*p);
            i += 1;
            continue;
        }
        let (c, len) = match (unit(i), unit(i + 6)) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12)
            }
            (Some(u), _) => (char::from_u32(u), 6),
            _ => match pieces.get(i + 1).map(|n| n.c) {
                Some('n' | 't' | 'r' | 'f' | 'b') => (Some(' '), 2),
                Some(c) => (Some(c), 2),
                None => (None, 1),
            },
        };
        let end = pieces.get(i + len - 1).map_or(p.end, |e| e.end);
        out.extend(c.map(|c| Piece { c, start: p.start, end }));
        i += len;
    }
    out
}

/// Doubled quotation marks as one, as tables write them.
fn doubled(pieces: &[Piece]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut i = 0;
    while let Some(p) = pieces.get(i) {
        let twice = p.c == '"' && pieces.get(i + 1).is_some_and(|n| n.c == '"');
        out.push(Piece { end: if twice { pieces[i + 1].end } else { p.end }, ..*p });
        i += 1 + usize::from(twice);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::locate;
    use model::Span;

    /// What stands in the bytes where a sentence of a text is found.
    fn at<'a>(bytes: &'a [u8], text: &str, sentence: &str) -> Option<&'a [u8]> {
        let start = text.find(sentence).expect("the sentence is in the text");
        locate(bytes, text, Span { start, end: start + sentence.len() }).map(|r| &bytes[r])
    }

    #[test]
    fn a_sentence_is_found_through_its_wrappings() {
        let said = "At least 12 people were \u{201c}killed\u{201d} & hurt.";
        for (bytes, place) in [
            ("<p>Old.</p><p>At least <b>12</b>\n people were &ldquo;killed&#8221; &amp; hurt.</p>".to_owned(),
             "At least <b>12</b>\n people were &ldquo;killed&#8221; &amp; hurt."),
            (format!("+++\ntitle = \"x\"\n+++\n{said}\n"), said),
            (r#"{"text":"A.\nAt least 12 people were \u201ckilled\u201d & hurt."}"#.to_owned(), r"At least 12 people were \u201ckilled\u201d & hurt."),
            ("<item><description>&lt;p&gt;At least 12 people were &amp;ldquo;killed&amp;rdquo; &amp;amp; hurt.&lt;/p&gt;</description></item>".to_owned(),
             "At least 12 people were &amp;ldquo;killed&amp;rdquo; &amp;amp; hurt."),
            ("<description><![CDATA[<p>At least 12 people were &ldquo;killed\u{201d} &amp; hurt.</p>]]></description>".to_owned(),
             "At least 12 people were &ldquo;killed\u{201d} &amp; hurt."),
            (r#"<script type="application/ld+json">{"articleBody":"At least 12 people were &ldquo;killed&rdquo; \u0026 hurt."}</script><p>Read on.</p>"#.to_owned(),
             r"At least 12 people were &ldquo;killed&rdquo; \u0026 hurt."),
        ] {
            let found = at(bytes.as_bytes(), said, said).map(String::from_utf8_lossy);
            assert_eq!(found.as_deref(), Some(place), "{bytes}");
        }
    }

    #[test]
    fn of_several_places_the_text_around_decides() {
        let page = "<p>12 died.</p><p>The mayor spoke. 12 died. Rain fell.</p><p>12 died.</p>";
        let text = "The mayor spoke. 12 died. Rain fell.\n";
        let start = text.find("12").unwrap();
        let found = locate(page.as_bytes(), text, Span { start, end: start + 8 });
        assert_eq!(found, page.find("12 died. Rain").map(|i| i..i + 8));
    }

    #[test]
    fn offsets_are_those_of_the_bytes_in_any_encoding() {
        let cyrillic = "<meta charset=windows-1251><p>\u{41f}\u{43e}\u{433}\u{438}\u{431}\u{43b}\u{438} 12 \u{447}\u{435}\u{43b}\u{43e}\u{432}\u{435}\u{43a}.</p>";
        let said =
            "\u{41f}\u{43e}\u{433}\u{438}\u{431}\u{43b}\u{438} 12 \u{447}\u{435}\u{43b}\u{43e}\u{432}\u{435}\u{43a}.";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(cyrillic);
        let found = at(&bytes, said, said).expect("it is there");
        assert_eq!(encoding_rs::WINDOWS_1251.decode(found).0, said);

        let said = "\u{6b7b}\u{8005} 12 \u{4eba}\u{3002}";
        let page = format!("<meta charset=shift_jis><p>\u{524d}\u{6587}\u{3002}</p><p>{said}</p>");
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(&page);
        let found = at(&bytes, said, said).expect("it is there");
        assert_eq!(encoding_rs::SHIFT_JIS.decode(found).0, said);
    }

    #[test]
    fn what_is_left_out_of_the_middle_costs_nothing() {
        let text = "The water rose over the lower bridge and the harbour road was closed to all traffic.";
        let page = "<p>The water rose over the lower bridge <span hidden>advertisement</span>and the harbour road was closed to all traffic.</p>";
        let found = at(page.as_bytes(), text, text).unwrap();
        assert!(found.starts_with(b"The water") && found.ends_with(b"all traffic."));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert_eq!(
            at(b"<p>Eleven people were hurt.</p>", "Twelve people were hurt.", "Twelve people were hurt."),
            None
        );
        assert_eq!(at(b"", "Twelve.", "Twelve."), None);
        assert_eq!(locate(b"abc", "abc", Span { start: 2, end: 9 }), None);
        assert_eq!(locate(b"abc", "abc", Span { start: 1, end: 1 }), None);
    }

    #[test]
    fn hostile_bytes_take_no_longer_than_their_length() {
        for unit in ["<!--", "<script", "<a '", "&#", "\\u", "<![CDATA[", "&lt;", "\"\""] {
            let bytes = unit.repeat(10_000);
            assert_eq!(locate(bytes.as_bytes(), "Twelve people.", Span { start: 0, end: 14 }), None);
        }
    }
}
