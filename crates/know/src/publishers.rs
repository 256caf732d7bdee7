//! Publishers, outlets and the words that attribute, hedge and count.

use crate::layout::{TAG_DOMAIN, TAG_OUTLET, TAG_SHIFT};
use crate::{Know, values};

/// An outlet and the family it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    know: &'a Know,
    row: usize,
}

impl<'a> Publisher<'a> {
    fn get(&self, column: usize) -> &'a str {
        self.know.publishers.get(&self.know.strings, self.row, column)
    }
    /// Web domain.
    pub fn domain(&self) -> &'a str {
        self.get(0)
    }
    /// Name on the page.
    pub fn outlet(&self) -> &'a str {
        self.get(1)
    }
    /// The newsroom or owner behind it: one family counts once.
    pub fn family(&self) -> &'a str {
        self.get(2)
    }
    /// `wire`, `state`, `independent`, `aggregator`, `ngo`, `official`.
    pub fn kind(&self) -> &'a str {
        self.get(3)
    }
    /// ISO 3166-1 alpha-2; empty where not known.
    pub fn country(&self) -> &'a str {
        self.get(4)
    }
}

/// One row of the cue table: a meaning and its forms in each language.
#[derive(Clone, Copy, Debug)]
pub struct Cue<'a> {
    know: &'a Know,
    row: usize,
}

impl<'a> Cue<'a> {
    fn field(&self, column: &str) -> &'a str {
        let know = self.know;
        (0..know.cue_columns.columns())
            .find(|c| know.cue_columns.get(&know.strings, 0, *c) == column)
            .map_or("", |c| know.cues.get(&know.strings, self.row, c))
    }
    /// Stable id: `cue-say-1`.
    pub fn id(&self) -> &'a str {
        self.field("id")
    }
    /// `cue`, `hedge`, `op`, `vague`, `number`.
    pub fn class(&self) -> &'a str {
        self.field("class")
    }
    /// Kind within its class: `say`, `deny`, `estimated`, ...
    pub fn kind(&self) -> &'a str {
        self.field("kind")
    }
    /// Part of speech, where it matters.
    pub fn pos(&self) -> &'a str {
        self.field("pos")
    }
    /// Operator, for `op`.
    pub fn op(&self) -> &'a str {
        self.field("op")
    }
    /// Lower bound of a vague word.
    pub fn lo(&self) -> Option<f64> {
        self.field("lo").parse().ok()
    }
    /// Upper bound of a vague word.
    pub fn hi(&self) -> Option<f64> {
        self.field("hi").parse().ok()
    }
    /// The forms in a language (`en`, `ar`, `ru`, ...).
    pub fn forms(&self, lang: &str) -> impl Iterator<Item = &'a str> {
        values(if lang.len() == 2 && lang != "lo" && lang != "hi" && lang != "op" { self.field(lang) } else { "" })
    }
}

impl Know {
    fn publisher_rows(&self, key: &str, tag: u32) -> Option<Publisher<'_>> {
        Self::exact(&self.words, &self.word_postings, key)
            .into_iter()
            .find(|e| e >> TAG_SHIFT == tag)
            .map(|e| Publisher { know: self, row: (e & ((1 << TAG_SHIFT) - 1)) as usize })
    }

    /// The publisher of a web domain or address; subdomains fall back to their parent (`arabic.rt.com` to `rt.com`).
    pub fn publisher_by_domain(&self, domain_or_url: &str) -> Option<Publisher<'_>> {
        let host = domain_or_url.split_once("://").map_or(domain_or_url, |x| x.1);
        let host =
            host.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let mut host = host.as_str();
        loop {
            if let Some(p) = self.publisher_rows(&crate::fold(&format!("@{host}")), TAG_DOMAIN) {
                return Some(p);
            }
            let (_, rest) = host.split_once('.')?;
            if !rest.contains('.') {
                return None;
            }
            host = rest;
        }
    }

    /// The publisher with an outlet name, article and case ignored.
    pub fn publisher_by_outlet(&self, name: &str) -> Option<Publisher<'_>> {
        let key = crate::fold(name);
        self.publisher_rows(&key, TAG_OUTLET)
            .or_else(|| self.publisher_rows(key.strip_prefix("the ")?, TAG_OUTLET))
            .or_else(|| self.publisher_rows(&format!("the {key}"), TAG_OUTLET))
    }

    /// A publisher by the number in [`crate::Word::Outlet`].
    pub fn publisher(&self, row: u32) -> Option<Publisher<'_>> {
        ((row as usize) < self.publishers.len()).then_some(Publisher { know: self, row: row as usize })
    }

    /// True when a folded word or phrase is a form of a speech verb in a language (`en`, `ar`, ...).
    pub fn says(&self, lang: &str, folded: &str) -> bool {
        !Self::exact(&self.words, &self.word_postings, &format!("!{lang} {folded}")).is_empty()
    }

    /// True when a folded word of a language other than English is never a place alone.
    pub fn is_stop(&self, lang: &str, folded: &str) -> bool {
        !Self::exact(&self.words, &self.word_postings, &format!("?{lang} {folded}")).is_empty()
    }

    /// All publishers, by domain.
    pub fn publishers(&self) -> impl Iterator<Item = Publisher<'_>> {
        (0..self.publishers.len()).map(|row| Publisher { know: self, row })
    }

    /// All cues, in the order of the table.
    pub fn cues(&self) -> impl Iterator<Item = Cue<'_>> {
        (0..self.cues.len()).map(|row| Cue { know: self, row })
    }
}
