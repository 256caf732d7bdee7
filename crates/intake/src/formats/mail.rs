//! What tells that a text is mail, and what must not be seen of the people in one.
//!
//! Key decision: whoever writes a mail did not publish it. The sender is named by the house that the mail comes from, a private
//! sender by a number, and addresses in the text are masked before anything else sees it.

use model::sha256_hex;

/// Headers that a mail begins with.
const HEADERS: &[&str] = &[
    "arc-",
    "authentication-results",
    "bcc",
    "cc",
    "content-type",
    "date",
    "delivered-to",
    "dkim-signature",
    "from",
    "in-reply-to",
    "list-",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "thread-",
    "to",
    "user-agent",
    "x-",
];

/// True for the beginning of a message: several headers of mail and nothing else before the first empty line.
pub(crate) fn is_mail(head: &str) -> bool {
    let (mut known, mut others, mut from, mut other_sure) = (0, 0, false, false);
    for line in head.lines().take(80) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((key, _)) = line.split_once(':') else { return false };
        if key.is_empty() || key.contains(char::is_whitespace) || !key.is_ascii() {
            return false;
        }
        let key = key.to_ascii_lowercase();
        if HEADERS.iter().any(|h| key == *h || (h.ends_with('-') && key.starts_with(h))) {
            known += 1;
        } else {
            others += 1;
        }
        from |= key == "from";
        other_sure |= matches!(key.as_str(), "message-id" | "mime-version" | "received" | "date" | "return-path");
    }
    from && other_sure && known >= 3 && known > others
}

/// True for the beginning of a file of messages.
pub(crate) fn is_mbox(head: &str) -> bool {
    let Some((first, rest)) = head.split_once('\n') else { return false };
    // "From sender Tue Jan 20 07:40:00 2026": a sender, and a time of day.
    first.starts_with("From ") && first.split_ascii_whitespace().count() >= 5 && first.contains(':') && is_mail(rest)
}

/// A name for a person who is not to be named. Sixteen bits: enough to tell the people of one conversation apart, too few to find out
/// by trying who is meant.
pub(crate) fn pseudonym(who: &str) -> String {
    let sum = sha256_hex(who.trim().to_lowercase().as_bytes());
    format!("private sender {}", sum.get(..4).unwrap_or(""))
}

/// A text with the names in mail addresses masked, and how many there were. The house stays: it may be what matters.
pub(crate) fn mask(text: &str) -> (String, usize) {
    let local = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let house = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut masked = 0;
    for (at, _) in text.match_indices('@') {
        let (Some(before), Some(after)) = (text.get(done..at), text.get(at + 1..)) else { continue };
        let kept = before.trim_end_matches(local).len();
        let domain = after.get(..after.find(|c| !house(c)).unwrap_or(after.len())).unwrap_or("");
        let plausible =
            kept < before.len() && domain.trim_end_matches('.').split('.').filter(|p| !p.is_empty()).count() >= 2;
        if plausible {
            out.push_str(before.get(..kept).unwrap_or(""));
            out.push_str("***");
            masked += 1;
        } else {
            out.push_str(before);
        }
        out.push('@');
        done = at + 1;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    (out, masked)
}

#[cfg(test)]
mod tests {
    use super::{is_mail, is_mbox, mask};

    #[test]
    fn addresses_lose_the_person_and_keep_the_house() {
        assert_eq!(
            mask("Write to jane.o'neil+x@ministry.example, or @desk; a@b is none. <é@x.example>."),
            ("Write to ***@ministry.example, or @desk; a@b is none. <***@x.example>.".to_owned(), 2)
        );
    }

    #[test]
    fn mail_is_told_by_its_headers() {
        let mail = "Received: by x\r\n\tfor y\r\nFrom: a@b.example\r\nTo: c\r\nSubject: s\r\nDate: d\r\n\r\nText";
        assert!(is_mail(mail) && is_mbox(&format!("From a@b.example Tue Jan 20 07:40:00 2026\n{mail}")));
        for text in [
            "From: Paris\nTo: Rome\n\nA letter.",
            "From Monday on, they said at 10:30, roads are shut.\n",
            "Date: x\nno header\n",
            "",
        ] {
            assert!(!is_mail(text) && !is_mbox(text), "{text}");
        }
    }
}
