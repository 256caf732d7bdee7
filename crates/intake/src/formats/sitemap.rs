//! Sitemaps, and those for news: addresses with times and headlines, and no text.

use model::{Issue, Moment};

use super::Document;
use crate::{charset, dates, html, part::Cx, xml};

/// Addresses of one sitemap that are kept; the standard allows 50,000.
const MAX_ADDRESSES: usize = 50_000;

/// An address of a list, with what the list says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
    /// Where the page is.
    pub url: String,
    /// Headline, in a sitemap for news.
    pub title: Option<String>,
    /// Name of the publication, in a sitemap for news.
    pub outlet: Option<String>,
    /// Language, in a sitemap for news.
    pub lang: Option<String>,
    /// When it was published, in a sitemap for news.
    pub published: Option<Moment>,
    /// When it was last changed.
    pub changed: Option<Moment>,
    /// It is a list again.
    pub list: bool,
}

/// The addresses in a sitemap or an index of sitemaps, in order. Nothing that cannot be read stops it.
pub fn addresses(text: &str) -> Vec<Address> {
    let first = |inner: &str, names: &[&str]| xml::first_text(inner, names);
    let time = |inner: &str, names: &[&str]| first(inner, names).and_then(|t| dates::lenient(&t));
    xml::all(text, &["url", "sitemap"])
        .take(MAX_ADDRESSES)
        .filter_map(|e| {
            Some(Address {
                url: first(e.inner, &["loc"])?,
                title: xml::find(e.inner, 0, &["news"])
                    .and_then(|n| first(n.inner, &["title"]))
                    .map(|t| html::one_line(&t)),
                outlet: first(e.inner, &["name"]),
                lang: first(e.inner, &["language"]),
                published: time(e.inner, &["publication_date"]),
                changed: time(e.inner, &["lastmod"]),
                list: e.tag.local() == "sitemap",
            })
        })
        .collect()
}

/// Say what a sitemap is: no report can be made of it.
pub(crate) fn tell(doc: &Document, cx: &mut Cx) {
    let (text, _) = charset::decode(&doc.bytes, false);
    let found = addresses(&text);
    let name = &doc.name;
    let titled = found.iter().filter(|a| a.title.is_some()).count();
    let example = found.first().map(|a| format!(", the first {}", a.url)).unwrap_or_default();
    let what = if found.iter().any(|a| a.list) { "sitemaps" } else { "pages" };
    let note = format!(
        "{name} is a sitemap: it lists {} {what} ({titled} with a headline){example}, and has no text; fetch the pages and read those",
        found.len()
    );
    cx.issue(Issue::new("address-list", note), name);
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn addresses_come_with_what_is_said_of_them() {
        let found = addresses(
            "<urlset xmlns:news='x'><url><loc> https://a.example/1?a=1&amp;b=2 </loc><lastmod>2026-01-20</lastmod>\
             <news:news><news:publication><news:name>The Ledger</news:name><news:language>en</news:language></news:publication>\
             <news:publication_date>2026-01-20T07:40:00+03:00</news:publication_date><news:title>Dam &amp;amp; town</news:title></news:news></url>\
             <url><lastmod>x</lastmod></url><url><loc>https://a.example/2",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].url, "https://a.example/1?a=1&b=2");
        assert_eq!(found[0].title.as_deref(), Some("Dam & town"));
        assert_eq!(found[0].outlet.as_deref(), Some("The Ledger"));
        assert_eq!(found[0].published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00");
        assert_eq!(found[1].url, "https://a.example/2");
        assert!(
            addresses("<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>")[0].list
        );
    }
}
