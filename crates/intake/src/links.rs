//! Addresses in a report: what it credits and what it copied from.

/// More links than this in one report are not kept.
const MAX_LINKS: usize = 2_000;
/// Longer than this is no address that a person could follow.
const MAX_LENGTH: usize = 2_000;

/// `https://host` of an address.
fn origin(url: &str) -> Option<&str> {
    let host_at = url.find("://")? + 3;
    let end = url.get(host_at..)?.find(['/', '?', '#']).map_or(url.len(), |i| host_at + i);
    url.get(..end)
}

/// The links that lead somewhere, as absolute addresses, in order, without repeats. Links into the same page are left out.
pub(crate) fn absolute<'a>(hrefs: impl Iterator<Item = &'a str>, base: Option<&str>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for h in hrefs {
        let h = h.trim();
        let full = if h.starts_with("https://") || h.starts_with("http://") {
            h.to_owned()
        } else if let Some(rest) = h.strip_prefix("//") {
            format!("https://{rest}")
        } else if let (true, Some(site)) = (h.starts_with('/'), base.and_then(origin)) {
            format!("{site}{h}")
        } else {
            continue;
        };
        if full.len() <= MAX_LENGTH && !full.contains(char::is_control) && seen.insert(full.clone()) {
            out.push(full);
        }
        if out.len() >= MAX_LINKS {
            break;
        }
    }
    out
}

/// Addresses written out in a text ("[ https://... ]"), in order, without repeats.
pub(crate) fn in_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(i) = rest.find("http") {
        let (_, from) = rest.split_at(i);
        let scheme = if from.starts_with("https://") {
            8
        } else if from.starts_with("http://") {
            7
        } else {
            4
        };
        let end = from
            .find(|c: char| c.is_whitespace() || c.is_control() || "<>\"'[]{}|\\^`«»“”،".contains(c))
            .unwrap_or(from.len());
        if scheme > 4 {
            let url = from.get(..end).unwrap_or("").trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '…']);
            // A closing bracket belongs to the address only if it was opened in it.
            let url = if url.ends_with(')') && !url.contains('(') { url.trim_end_matches(')') } else { url };
            let url = url.trim_end_matches(['.', ',']);
            if url.len() > scheme {
                found.push(url);
            }
        }
        rest = from.get(end.max(4)..).unwrap_or("");
    }
    absolute(found.into_iter(), None)
}

#[cfg(test)]
mod tests {
    use super::{absolute, in_text};

    #[test]
    fn addresses_in_text_end_where_a_reader_would_end_them() {
        let text = "Read the full article at [ https://a.example/x ]. See http://b.example/y, (https://c.example/z). \
                    https://d.example/w_(v). http and https:// are no links; again https://a.example/x";
        assert_eq!(
            in_text(text),
            ["https://a.example/x", "http://b.example/y", "https://c.example/z", "https://d.example/w_(v)"]
        );
    }

    #[test]
    fn links_are_made_absolute_by_the_page_they_stand_on() {
        let hrefs = ["/a", "//c.example/x", "#top", "javascript:void(0)", "b.html", "https://d.example/"];
        assert_eq!(
            absolute(hrefs.into_iter(), Some("https://s.example/dir/page?q")),
            ["https://s.example/a", "https://c.example/x", "https://d.example/"]
        );
        assert_eq!(absolute(["/a"].into_iter(), None), Vec::<String>::new());
    }
}
