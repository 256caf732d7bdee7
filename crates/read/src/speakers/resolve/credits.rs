//! Agencies that a dateline, a credit line or the last lines of a report name.

use text::Doc;

use crate::speakers::english::after_dateline;
use crate::speakers::lexicon::lexicon;

/// See [`crate::speakers::dateline_agencies`].
pub(crate) fn dateline_agencies(doc: &Doc) -> Vec<String> {
    let lex = lexicon();
    let mut out: Vec<String> = Vec::new();
    let mut push = |s: &str| {
        let s = s.trim();
        let s = lex.agency_names.get(s).map_or(s, String::as_str);
        if !s.is_empty() && !out.iter().any(|o| o == s) {
            out.push(s.to_owned());
        }
    };
    for (n, s) in doc.sentences.iter().enumerate() {
        let text = s.span.of(&doc.text);
        if n < 4 {
            // the words before the dash that closes the dateline
            let end = after_dateline(doc, s);
            if end > s.tokens.start {
                let head = doc.span_of(s.tokens.start..end).of(&doc.text);
                let inside: Vec<&str> = match (head.find('('), head.find(')')) {
                    (Some(a), Some(b)) if a < b => {
                        head.get(a + 1..b).into_iter().flat_map(|x| x.split(['/', ','])).collect()
                    }
                    _ => head.split(['-', '—', '–', '/', ':']).collect(),
                };
                for x in inside {
                    let x = x.trim();
                    let name = head.contains('(')
                        && x.len() > 1
                        && x.len() < 24
                        && x.starts_with(char::is_uppercase)
                        && !x.chars().any(|c| c.is_ascii_digit());
                    if name || lex.agencies.contains(x) {
                        push(x);
                    }
                }
            }
        }
        // "(EFE).- Un total ...": the stop after the bracket may have ended a sentence
        if n == 0 {
            let rest = doc.text.get(s.span.start..).unwrap_or("");
            let close = rest.char_indices().take(110).find(|(_, c)| *c == ')').map(|(i, _)| i);
            if let Some((a, b)) = close.and_then(|b| Some((rest.get(..b)?.rfind('(')?, b))) {
                let after = rest.get(b + 1..).unwrap_or("").trim_start_matches(['.', ' ']);
                let name = rest.get(a + 1..b).unwrap_or("").trim();
                if after.starts_with(['-', '–', '—', ':']) && lex.agencies.contains(name) {
                    push(name);
                }
            }
        }
        let lower = text.to_lowercase();
        if (lower.contains("read the full")
            || lower.contains("full article")
            || lower.contains("full story")
            || lower.contains("read more at"))
            && let (Some(a), Some(b)) = (text.rfind('('), text.rfind(')'))
            && a < b
        {
            push(text.get(a + 1..b).unwrap_or(""));
        }
    }
    for line in doc.text.lines() {
        let line = line.trim();
        if line.is_empty() || line.chars().count() > 90 {
            continue;
        }
        // a line that is a name alone ("(Reuters)"), or place and name ("Paris - AFP")
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
        let after_dash =
            bare.rsplit_once(" - ").or_else(|| bare.rsplit_once(" – ")).or_else(|| bare.rsplit_once(" — "));
        if lex.agencies.contains(bare) {
            push(bare);
        } else if let Some((_, name)) =
            after_dash.filter(|(head, name)| head.chars().count() < 30 && lex.agencies.contains(name.trim()))
        {
            push(name);
        } else if CREDITS.iter().any(|c| line.to_lowercase().contains(c)) {
            let best = lex.agencies.iter().filter(|a| names_word(line, a)).max_by_key(|a| a.len());
            if let Some(a) = best {
                push(a);
            }
        }
    }
    out
}

/// Words of a line that says whose report it is.
const CREDITS: &[&str] = &[
    "contributed to this report",
    "source:",
    "credit:",
    "by staff of",
    "originally published",
    "reporting by",
    "with reporting from",
    "published by",
    "quelle:",
    "fuente:",
    "fonte:",
    "источник:",
    "джерело:",
    "kaynak:",
    "المصدر:",
    "with agencies",
    "inputs from",
];

/// Does the name stand in the line as whole words?
fn names_word(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(i, m)| {
        let before = line.get(..i).and_then(|s| s.chars().next_back());
        let after = line.get(i + m.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
