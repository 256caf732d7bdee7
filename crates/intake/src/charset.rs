//! Bytes to text: which encoding, and what was broken.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use model::Issue;

/// Files that are no text, by their first bytes, and what to call them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1F\x8B", "packed by gzip"),
    (b"\x28\xB5\x2F\xFD", "packed by zstd"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "packed by bzip2; unpack it"),
    (b"\xFD7zXZ", "packed by xz; unpack it"),
    (b"7z\xBC\xAF", "a 7z archive; unpack it"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"SQLite format 3\0", "a database"),
    (b"RIFF", "a recording or picture"),
    (b"OggS", "a recording"),
    (b"ID3", "a recording"),
    (b"\0asm", "a program"),
    (b"\xCA\xFE\xBA\xBE", "a program"),
    (b"\xD0\xCF\x11\xE0", "a document of an old office program"),
];

/// What bytes are that are no text in any encoding: known file types, or many control bytes.
pub(crate) fn binary(head: &[u8]) -> Option<&'static str> {
    if let Some((_, what)) = MAGIC.iter().find(|(m, _)| head.starts_with(m)) {
        return Some(what);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some("a tar archive; unpack it");
    }
    if utf16(head).is_some() {
        return None;
    }
    let controls = head.iter().map(|b| usize::from(matches!(b, 0..=8 | 14..=26 | 28..=31 | 127))).sum::<usize>();
    (controls * 20 > head.len()).then_some("no text (a picture, document or program?)")
}

/// UTF-16 by its mark, or by the zero bytes that Latin text in it has in every other place.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(b"\xFF\xFE") {
        return Some(UTF_16LE);
    }
    if head.starts_with(b"\xFE\xFF") {
        return Some(UTF_16BE);
    }
    let len = (head.len() / 2).min(2_000);
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2).take(len) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    if len < 8 {
        None
    } else if odd * 2 > len && even * 20 < len {
        Some(UTF_16LE)
    } else if even * 2 > len && odd * 20 < len {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding that an HTML page declares in its first bytes.
fn declared_in_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4_096))?.to_ascii_lowercase();
    let at = head.windows(8).position(|w| w == b"charset=")?;
    let rest = head.get(at + 8..)?;
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':')).count();
    // A page read as bytes up to its meta element is plainly not UTF-16, whatever the element says.
    Encoding::for_label(rest.get(..len)?).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// Valid multi-byte sequences and broken places, when the bytes are read as UTF-8.
fn utf8_census(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (good, bad)
}

/// The encoding that an XML declaration names.
fn declared_in_xml(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let end = head.strip_prefix(b"<?xml").and(head.windows(2).position(|w| w == b"?>"))?;
    let declaration = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (label, _) = rest.get(1..)?.split_once(quote)?;
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// Text of some bytes. Valid UTF-8 comes back exactly (less a leading mark); for anything else an issue tells what was done.
pub(crate) fn decode(bytes: &[u8], html: bool) -> (String, Vec<Issue>) {
    decode_as(bytes, html, None)
}

/// Text of the beginning of a file, to tell what it is: a character that is cut at its end is left out.
pub(crate) fn decode_head(head: &[u8]) -> String {
    match std::str::from_utf8(head) {
        _ if utf16(head).is_some() => decode(head, true).0,
        Ok(s) => s.trim_start_matches('\u{FEFF}').to_owned(),
        Err(e) if e.error_len().is_none() => {
            String::from_utf8_lossy(head.get(..e.valid_up_to()).unwrap_or(&[])).into_owned()
        }
        // What a page declares in it is good enough here, and guessing is dear.
        Err(_) => decode(head, true).0,
    }
}

/// The same, where the encoding was stated outside the bytes, as a server does.
pub(crate) fn decode_as(bytes: &[u8], html: bool, stated: Option<&'static Encoding>) -> (String, Vec<Issue>) {
    let (text, _, issues) = decode_with(bytes, html, stated);
    (text, issues)
}

/// The same, and the encoding that it was read as.
pub(crate) fn decode_with(
    bytes: &[u8],
    html: bool,
    stated: Option<&'static Encoding>,
) -> (String, &'static Encoding, Vec<Issue>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(enc) = utf16(bytes.get(..bytes.len().min(4_096)).unwrap_or(bytes)) {
        let (text, broken) = enc.decode_with_bom_removal(bytes);
        let mut issues = Vec::new();
        if !bytes.starts_with(b"\xFF\xFE") && !bytes.starts_with(b"\xFE\xFF") {
            issues.push(Issue::new("charset-guessed", format!("no encoding is stated; read as {}", enc.name())));
        }
        if broken {
            issues.push(Issue::new(
                "broken-utf16",
                "the file is marked as UTF-16 but breaks its rules; broken places show as U+FFFD",
            ));
        }
        return (text.into_owned(), enc, issues);
    }
    if let Ok(s) = std::str::from_utf8(bytes) {
        return (s.to_owned(), UTF_8, Vec::new());
    }
    let declared =
        stated.or_else(|| if html { declared_in_html(bytes) } else { None }).or_else(|| declared_in_xml(bytes));
    if let Some(enc) = declared.filter(|e| *e != UTF_8) {
        let (text, broken) = enc.decode_without_bom_handling(bytes);
        if !broken {
            return (text.into_owned(), enc, Vec::new());
        }
    }
    let (good, bad) = utf8_census(bytes);
    // In text of a one-byte encoding nearly every high byte breaks UTF-8; damaged UTF-8 is mostly whole. A few bytes that no
    // one-byte text has for letters are damage too.
    let stray = bytes.iter().filter(|b| **b >= 0x80).all(|b| matches!(b, 0xC0 | 0xC1 | 0xF5..=0xFF)) && bad <= 8;
    if good >= bad || stray {
        let note = format!("{bad} places are not valid UTF-8 and show as U+FFFD; offsets count the text as shown");
        return (String::from_utf8_lossy(bytes).into_owned(), UTF_8, vec![Issue::new("broken-utf8", note)]);
    }
    let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    guess.feed(bytes.get(..bytes.len().min(1 << 20)).unwrap_or(bytes), true);
    let enc = guess.guess(None, chardetng::Utf8Detection::Deny);
    let (text, _) = enc.decode_without_bom_handling(bytes);
    let note = match declared {
        Some(d) => format!("the page says {} but is not; read as {}, by its letters", d.name(), enc.name()),
        None => format!("the bytes are not UTF-8 and no encoding is stated; read as {}, by its letters", enc.name()),
    };
    (text.into_owned(), enc, vec![Issue::new("charset-guessed", note)])
}

/// Control characters that would upset a terminal or a page become spaces of the same length, so that offsets stay; marks that
/// turn the direction of text are kept, because they are in the source, and told.
pub(crate) fn neutralise(text: &mut String) -> Vec<Issue> {
    let mut issues = Vec::new();
    let control = |b: u8| matches!(b, 0..=8 | 11 | 12 | 14..=31 | 127);
    let n = text.bytes().map(|b| usize::from(control(b))).sum::<usize>();
    if n > 0
        && let Some(at) = text.bytes().position(control)
    {
        *text =
            text.chars().map(|c| if u8::try_from(c).is_ok_and(|b| b < 128 && control(b)) { ' ' } else { c }).collect();
        issues.push(Issue::new("control-characters", format!("{n} control characters were read as spaces")).at(at));
    }
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.is_ascii()
        && let Some(at) = text.find(turns)
    {
        let note = "the text holds marks that turn its direction; what a screen shows may not be what is written";
        issues.push(Issue::new("bidi-control", note).at(at));
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::{binary, decode, neutralise};

    fn codes(issues: &[model::Issue]) -> Vec<&str> {
        issues.iter().map(|i| i.code.as_str()).collect()
    }

    #[test]
    fn encodings_without_a_label_are_guessed_by_their_letters() {
        let ru = "В результате взрыва погибли десять человек, сообщили в министерстве. Ещё двадцать ранены.";
        let ar = "قالت وزارة الداخلية السورية إن نحو مئة وعشرين سجينا فروا من سجن الشدادي يوم الاثنين";
        for (text, enc) in [(ru, encoding_rs::WINDOWS_1251), (ar, encoding_rs::WINDOWS_1256)] {
            let (bytes, _, _) = enc.encode(text);
            let (got, issues) = decode(&bytes, false);
            assert_eq!(got, text);
            assert_eq!(codes(&issues), ["charset-guessed"]);
        }
    }

    #[test]
    fn a_declared_encoding_is_believed_unless_the_bytes_are_utf8() {
        let page = "<meta charset=windows-1251><p>Взрыв";
        assert_eq!(decode(&encoding_rs::WINDOWS_1251.encode(page).0, true), (page.to_owned(), vec![]));
        assert_eq!(decode(page.as_bytes(), true), (page.to_owned(), vec![]));
    }

    #[test]
    fn damaged_utf8_keeps_what_is_whole() {
        let mut bytes = "Zelenskiy’s office – “no comment”".as_bytes().to_vec();
        bytes.truncate(bytes.len() - 1);
        let (text, issues) = decode(&bytes, false);
        assert!(text.starts_with("Zelenskiy’s office – “no comment"));
        assert_eq!(codes(&issues), ["broken-utf8"]);
        assert_eq!(codes(&decode(b"ok \xFF\xFE\xFA ok", false).1), ["broken-utf8"]);
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let le: Vec<u8> = "A dam broke.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&le, false).0, "A dam broke.");
        let mut marked = b"\xFF\xFE".to_vec();
        marked.extend(&le);
        assert_eq!(decode(&marked, false), ("A dam broke.".to_owned(), vec![]));
        assert!(binary(&le).is_none() && binary(&marked).is_none());
    }

    #[test]
    fn binary_is_told_from_text_with_a_stray_zero() {
        assert!(binary(b"%PDF-1.7 looks like text").is_some());
        assert!(binary(&(0..=255_u8).cycle().take(5_000).collect::<Vec<_>>()).is_some());
        assert!(binary(b"Ten people were killed\0 in the blast, the ministry said on Monday.").is_none());
        assert!(binary(b"").is_none());
    }

    #[test]
    fn control_characters_keep_their_place() {
        let mut t = "a\0b\x1b[31mc\td\n\u{202E}e".to_owned();
        let issues = neutralise(&mut t);
        assert_eq!(t, "a b [31mc\td\n\u{202E}e");
        assert_eq!(codes(&issues), ["control-characters", "bidi-control"]);
    }
}
