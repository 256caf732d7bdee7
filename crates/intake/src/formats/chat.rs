//! Exports of chats: Telegram's `result.json`, and the text files that WhatsApp and Signal's exporters write. A message is a report.
//!
//! Key decision: a channel speaks in public and is an outlet; whoever writes in a group or to a person is a private sender with a
//! number, and telephone numbers and mail addresses in the words are masked.

use std::collections::BTreeMap;

use model::{Issue, Moment, Report};
use serde_json::Value;

use super::{
    Document, is_address,
    mail::{mask, pseudonym},
    report,
    table::Order,
};
use crate::{
    charset, links,
    part::{Cx, JSON, Known, Raw, TEXT},
    source::stem,
};

/// True for an export of Telegram: one chat, or all.
pub(crate) fn is_telegram(v: &Value) -> bool {
    let chat = |v: &Value| v["messages"].is_array() && v["type"].is_string();
    chat(v) || v["chats"]["list"].as_array().is_some_and(|l| l.iter().any(chat))
}

/// The reports of an export of Telegram.
pub(crate) fn telegram(name: &str, v: &Value, known: &Known, cx: &mut Cx) {
    let known = known.clone().for_many();
    match v["chats"]["list"].as_array() {
        Some(list) => list.iter().for_each(|c| chat(name, c, &known, cx)),
        None => chat(name, v, &known, cx),
    }
}

fn chat(name: &str, v: &Value, known: &Known, cx: &mut Cx) {
    let kind = v["type"].as_str().unwrap_or("");
    let public = kind.ends_with("channel");
    let title = v["name"].as_str().map(str::trim).filter(|t| !t.is_empty());
    let number = v["id"].to_string();
    // The name of a person or of a closed group stays out, of ids too.
    let label = match title {
        Some(t) if public || kind == "public_supergroup" => t.to_owned(),
        _ => pseudonym(&number).replace("private sender", "chat"),
    };
    let (mut silent, mut read) = (0, 0);
    for m in v["messages"].as_array().map_or(&[][..], Vec::as_slice) {
        if m["type"].as_str() != Some("message") {
            continue;
        }
        let (text, links) = words(&m["text"]);
        if text.trim().is_empty() {
            silent += 1;
            continue;
        }
        read += 1;
        let raw = m.to_string();
        let mut r = report(format!("{label}/{}", m["id"]), raw.as_bytes());
        let from = m["from_id"].as_str().or_else(|| m["from"].as_str()).unwrap_or("");
        let by_channel = public || from.starts_with("channel");
        r.outlet = Some(if public {
            title.unwrap_or("channel").to_owned()
        } else if by_channel {
            m["from"].as_str().unwrap_or("channel").to_owned()
        } else {
            pseudonym(from)
        });
        r.published = unix(&m["date_unixtime"]).or_else(|| m["date"].as_str().and_then(crate::dates::lenient));
        r.modified = unix(&m["edited_unixtime"]);
        if let Some(source) = m["forwarded_from"].as_str() {
            let source = if public { format!(" from {source:?}") } else { String::new() };
            r.issues.push(Issue::new(
                "forwarded",
                format!("the message was forwarded{source}; it is not the sender's own word"),
            ));
        }
        if !m["edited_unixtime"].is_null() || !m["edited"].is_null() {
            r.issues.push(Issue::new(
                "edited",
                "the message was edited after it was sent; what it said first is not known",
            ));
        }
        (r.text, r.links) = (text, links);
        let raw = Raw::new(JSON, raw.as_bytes());
        cx.report(r, known, if by_channel { raw } else { raw.private() });
    }
    if silent > 0 {
        let note = format!(
            "{name}: {read} messages of {label} were read; {silent} without words (pictures, recordings) were passed over"
        );
        cx.issue(Issue::new("passed-over", note), name);
    } else if read == 0 {
        cx.issue(Issue::new("empty-file", format!("{name}: there is no message in {label}")), name);
    }
}

/// Seconds since 1970, as a number or in quotes.
fn unix(v: &Value) -> Option<Moment> {
    let seconds = v.as_i64().or_else(|| v.as_str()?.parse().ok())?;
    jiff::Timestamp::from_second(seconds).ok()?.to_string().parse().ok()
}

/// The words of a message, a string or pieces of one, with private pieces masked; and the links in it.
fn words(v: &Value) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut hrefs = Vec::new();
    match v {
        Value::String(s) => out.push_str(s),
        Value::Array(pieces) => {
            for p in pieces {
                let text = p.as_str().or_else(|| p["text"].as_str()).unwrap_or("");
                match p["type"].as_str().unwrap_or("") {
                    "phone" | "email" | "bank_card" | "mention_name" => out.push_str("***"),
                    _ => out.push_str(text),
                }
                hrefs.extend(p["href"].as_str().filter(|u| is_address(u)));
            }
        }
        _ => {}
    }
    (mask(&out).0, links::absolute(hrefs.into_iter(), None))
}

/// Day, time, and what follows, of the first line of a message in a text export.
fn begins(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.trim_start_matches(['\u{200E}', '\u{200F}', '\u{FEFF}']);
    let (stamp, rest) = match line.strip_prefix('[') {
        Some(l) => l.split_once("] ").or_else(|| l.split_once(']'))?,
        None => line.split_once(" - ")?,
    };
    if stamp.len() > 40 || !stamp.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (day, time) = stamp.split_once(", ").or_else(|| stamp.split_once(' ')).or_else(|| stamp.split_once('T'))?;
    let time = time.trim();
    let day_is = day.len() >= 6
        && day.bytes().all(|b| b.is_ascii_digit() || b"/.-".contains(&b))
        && !day.bytes().all(|b| b.is_ascii_digit());
    (day_is && time.contains(':') && time.starts_with(|c: char| c.is_ascii_digit())).then_some((day, time, rest))
}

/// True for the beginning of a text export: lines that begin with a day and a time, and most of them with a name.
pub(crate) fn is_text_export(head: &str) -> bool {
    let lines: Vec<&str> = head.lines().filter(|l| !l.trim().is_empty()).take(40).collect();
    let begun: Vec<_> = lines.iter().filter_map(|l| begins(l)).collect();
    let named =
        begun.iter().filter(|(_, _, rest)| rest.split_once(": ").is_some_and(|(n, _)| n.chars().count() <= 60)).count();
    lines.first().is_some_and(|l| begins(l).is_some()) && named >= 2 && named * 4 >= lines.len()
}

/// Hours and minutes with the noon that some write: `7:40 PM`.
fn clock(time: &str) -> Option<String> {
    let lower: String = time.to_lowercase().replace(['\u{202F}', '\u{A0}', '.'], " ");
    let digits: String = lower.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let mut parts = digits.split(':');
    let (h, m) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let s = parts.next().and_then(|s| s.parse::<u32>().ok()).unwrap_or(0);
    let half: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let h = match half.as_str() {
        "pm" if h < 12 => h + 12,
        "am" if h == 12 => 0,
        _ => h,
    };
    (h < 24 && m < 60 && s < 60).then(|| format!("{h:02}:{m:02}:{s:02}"))
}

/// The reports of a text export.
pub(crate) fn text_export(doc: &Document, known: &Known, cx: &mut Cx) {
    let (text, issues) = charset::decode_as(&doc.bytes, false, known.charset);
    let name = &doc.name;
    for i in doc.issues.iter().cloned().chain(issues) {
        cx.issue(i, name);
    }
    let known = known.clone().for_many();
    let order = Order::of(text.lines().filter_map(begins).map(|(day, ..)| day).take(100_000));
    let stem = stem(name);
    let mut passed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut number = 0;
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(first) = lines.next() {
        let start = at;
        at += first.len();
        let Some((day, time, rest)) = begins(first.trim_end()) else { continue };
        // Lines that begin no message go on with this one.
        let mut more = String::new();
        while let Some(next) = lines.peek().filter(|l| begins(l.trim_end()).is_none()) {
            more.push('\n');
            more.push_str(next.trim_end());
            at += next.len();
            lines.next();
        }
        let Some((sender, said)) = rest.split_once(": ").or_else(|| rest.split_once(':')) else {
            *passed.entry("notices").or_default() += 1;
            continue;
        };
        let said = said.trim_start_matches(['\u{200E}', '\u{200F}']);
        let body = format!("{said}{}", more.trim_end());
        let is_mark = more.trim().is_empty()
            && (said.starts_with('<') && said.ends_with('>')
                || first.contains('\u{200E}') && said.ends_with("omitted"));
        if body.trim().is_empty() || is_mark {
            *passed.entry("messages without words").or_default() += 1;
            continue;
        }
        number += 1;
        let raw = text.get(start..at).unwrap_or("");
        let mut r: Report = report(format!("{stem}:{number}"), raw.as_bytes());
        r.outlet = Some(pseudonym(sender));
        let written = clock(time).map(|t| format!("{day} {t}"));
        match written.map(|w| order.read(&w)) {
            Some(Ok(m)) => r.published = Some(m),
            _ => {
                let note = format!("the time {day:?} {time:?} cannot be read in one way only; it was not used");
                r.issues.push(Issue::new("bad-date", note));
            }
        }
        r.text = mask(&body).0;
        cx.report(r, &known, Raw::new(TEXT, raw.as_bytes()).private());
    }
    if !passed.is_empty() {
        let list: Vec<String> = passed.iter().map(|(what, n)| format!("{n} {what}")).collect();
        cx.issue(
            Issue::new("passed-over", format!("{name}: {number} messages were read; passed over: {}", list.join(", "))),
            name,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{clock, is_text_export};

    #[test]
    fn exports_are_told_by_how_lines_begin() {
        for text in [
            "[20/01/2026, 07:40:12] Anna: Nine hurt\n[20/01/2026, 07:41:00] Boris: where?\n",
            "1/20/26, 7:40\u{202F}AM - Messages are encrypted.\n1/20/26, 7:41 AM - Anna: Nine hurt\nat the market\n1/20/26, 7:42 AM - Boris: where?\n",
            "[2026-01-20 07:40] Anna: Nine hurt\n[2026-01-20 07:41] Me: where?\n",
            "20.01.26, 07:40 - Анна: Девять ранены\n20.01.26, 07:41 - Борис: где?\n",
        ] {
            assert!(is_text_export(text), "{text}");
        }
        for text in [
            "20 January 2026 - Nine were hurt: so the mayor.\n",
            "[1] Nine were hurt.\n[2] Ten: more.\n",
            "10:40 - x: y\n10:41 - x: z\n",
            "",
        ] {
            assert!(!is_text_export(text), "{text}");
        }
        assert_eq!(clock("7:40 p.m.").as_deref(), Some("19:40:00"));
        assert_eq!(clock("7:40 PM").as_deref(), Some("19:40:00"));
        assert_eq!(clock("12:05 am").as_deref(), Some("00:05:00"));
        assert_eq!(clock("25:00"), None);
    }
}
