//! When a page was published.
//!
//! Key decision: what is stated for machines goes before what readers see, and that before what the address says; a time of change
//! is never taken for one of publication. What readers see is searched near the headline alone: pages are full of the dates of other
//! stories, of comments, and of today.

use model::{Issue, Moment};

use super::{
    Page,
    layout::Layout,
    line_of,
    meta::{Stated, ld_values},
    text_of, tidy,
    tree::{Kind, Tag, Tree},
};
use crate::dates;

/// Names under which pages state it, the surest first.
const NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publishdate",
    "publish_date",
    "published_time",
    "published",
    "pubdate",
    "pub_date",
    "first-published-at",
    "govuk:first-published-at",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dcterms.date",
    "dc.date",
    "article.created",
    "article_date_original",
    "og:pubdate",
    "displaydate",
    "datecreated",
    "uploaddate",
    "date",
];

/// Lines longer than this are no notes on an article, in characters.
const NOTE: usize = 160;
/// Notes between the headline and the text that are looked at.
const MAX_NOTES: usize = 40;
/// Longer than that.
const TOO_LONG: &str = match std::str::from_utf8(&[b'.'; NOTE + 1]) {
    Ok(s) => s,
    Err(_) => "",
};

/// A moment, and whether a time of day was stated with it.
#[derive(Clone, Debug)]
struct Found {
    moment: Moment,
    clock: bool,
}

fn stated(s: &str, lang: Option<&str>) -> Option<Found> {
    let moment = dates::stated(s, lang)?;
    let number = s.len() >= 10 && s.bytes().all(|b| b.is_ascii_digit());
    Some(Found { clock: number || s.contains(':') || moment.seconds().rem_euclid(60) != 0, moment })
}

/// Words of a class, id or itemprop.
fn has_word(value: &str, words: &[&str]) -> bool {
    let value = value.to_ascii_lowercase();
    words.iter().any(|w| value.contains(w))
}

/// Find the time and put it, or what was wrong with it, into the page.
pub(super) fn find(
    tree: &Tree<'_>,
    layout: &Layout,
    page_states: &Stated,
    headline: Option<usize>,
    main: Option<usize>,
    page: &mut Page,
) {
    let lang = page_states.lang.as_deref().or(page.lang.as_deref()).map(str::to_ascii_lowercase);
    let lang = lang.as_deref();
    let mut found: Vec<Found> = Vec::new();
    let mut unread = None;
    for name in NAMES {
        for (_, v) in page_states.metas.iter().filter(|(m, _)| m == name) {
            match stated(v, lang) {
                Some(f) => found.push(f),
                None => unread = unread.or(Some(v)),
            }
        }
    }
    for key in ["datePublished", "dateCreated", "uploadDate"] {
        found.extend(ld_values(page_states, key).filter_map(|v| stated(&v, lang)));
    }
    let zone = Zone::of(tree, layout, headline, main, lang);
    if !found.first().is_some_and(|f| f.clock) {
        marked(tree, layout, &zone, lang, &mut found);
    }
    // A day alone is made whole by another statement of the same day.
    let first = found.first().cloned();
    let mut best = first.clone().and_then(|f| {
        let day = f.moment.date();
        found.into_iter().find(|o| o.clock && o.moment.date() == day).or(Some(f))
    });
    if !best.as_ref().is_some_and(|f| f.clock)
        && let Some(seen) = seen(tree, layout, &zone, lang)
        && best.as_ref().is_none_or(|b| seen.clock && seen.moment.date() == b.moment.date())
    {
        best = Some(seen);
    }
    page.published = best.map(|f| f.moment).or_else(|| page.url.as_deref().and_then(dates::in_address));
    if page.published.is_none()
        && let Some(s) = unread
    {
        let shown: String = s.chars().take(60).collect();
        page.issues.push(Issue::new(
            "bad-date",
            format!("the page gives {shown:?} as its time of publication, which is no date"),
        ));
    }
}

/// Where on the page its own time may stand.
struct Zone {
    /// Above the headline, in the same part of the page.
    above: usize,
    headline: Option<usize>,
    /// The first paragraph of the text.
    text: usize,
    /// The last paragraph of the text, and the end of the element it is in.
    last: usize,
    end: usize,
}

impl Zone {
    fn of(tree: &Tree<'_>, layout: &Layout, headline: Option<usize>, main: Option<usize>, lang: Option<&str>) -> Self {
        let len = tree.nodes.len();
        let root = main.unwrap_or(0);
        let end = layout.end.get(root).map_or(0, |e| *e as usize);
        // Three steps up from the headline, but not to the whole page.
        let mut above = headline.unwrap_or(0);
        for _ in 0..3 {
            let p = tree.nodes.get(above).map_or(0, |n| n.parent);
            if p == 0 || matches!(tree.nodes[p].tag, Tag::BODY | Tag::HTML) {
                break;
            }
            above = p;
        }
        let prose = |i: &usize| layout.paragraph(*i) > 0 && !layout.dropped[*i];
        let note =
            |i: &usize| layout.paragraph(*i) <= NOTE as u32 && in_line(&line_of(tree, layout, *i), lang).is_some();
        let from = headline.map_or(root, |h| layout.end[h] as usize + 1);
        let text =
            (from..len).filter(prose).enumerate().find(|(n, i)| *n >= MAX_NOTES || !note(i)).map_or(len, |(_, i)| i);
        let last = (text.min(end)..=end).rev().find(prose).unwrap_or(text);
        Self { above, headline, text, last, end }
    }
}

/// Times that elements of the page state by their attributes.
fn marked(tree: &Tree<'_>, layout: &Layout, zone: &Zone, lang: Option<&str>, out: &mut Vec<Found>) {
    let mut surely = Vec::new();
    let mut firmly = 0;
    let mut near = Vec::new();
    let mut anywhere: Vec<Found> = Vec::new();
    for (i, n) in tree.nodes.iter().enumerate() {
        let Kind::Element { .. } = n.kind else { continue };
        if layout.unseen[i] {
            continue;
        }
        let attrs = tree.attrs(i);
        if n.tag != Tag::TIME && n.tag != Tag::ABBR && attrs.is_empty() {
            continue;
        }
        let (mut value, mut name, mut class, mut data) = (None, "", "", None);
        for (k, v) in attrs {
            match k.as_ref() {
                "datetime" | "content" => value = value.or(Some(v.as_ref())),
                "title" if value.is_none() => value = Some(v.as_ref()),
                "itemprop" | "property" => name = v.as_ref(),
                "class" => class = v.as_ref(),
                k if k.starts_with("data-") && has_word(k, &["publish", "pubdate", "timestamp", "datetime"]) => {
                    data = data.or(Some(v.as_ref()));
                }
                _ => {}
            }
        }
        let named = has_word(name, &["datepublished", "dc:date", "dc:created", "dcterms:created", "datecreated"]);
        let time = n.tag == Tag::TIME || tree.nodes[i].name() == "relative-time";
        if !(named || time || data.is_some() || (value.is_some() && !class.is_empty())) {
            continue;
        }
        if has_word(name, &["modified", "updated"]) || has_word(class, &["updat", "modif"]) {
            continue;
        }
        let of_name = has_word(class, &["publish", "pubdate", "entry-date", "posted"]);
        if !(named || time || of_name || data.is_some()) {
            continue;
        }
        let read = value.or(data).and_then(|v| stated(v, lang)).or_else(|| {
            let text = if named || (time && value.is_none()) { text_of(tree, layout, i) } else { String::new() };
            let seen = dates::in_line(&text, lang).into_iter().next()?;
            Some(Found { clock: seen.clock, moment: seen.moment()? })
        });
        let Some(found) = read else { continue };
        if !named && said_updated(tree, layout, i) {
            continue;
        }
        // What is named outside the article may be of another story.
        if (named || of_name) && !layout.dropped[i] {
            surely.insert(firmly, found);
            firmly += 1;
        } else if named || of_name {
            surely.push(found);
        } else if zone.headline.is_some() && i >= zone.above && i < zone.text {
            near.push(found);
        } else if !layout.dropped[i] {
            anywhere.push(found);
        }
    }
    out.extend(surely);
    out.extend(near);
    // Far from the headline a time is the page's own only if it is the only one.
    if let Some(first) = anywhere.first()
        && anywhere.iter().all(|f| f.moment == first.moment)
    {
        out.push(first.clone());
    }
}

/// The words just before an element, in the same line, say that its time is that of a change.
fn said_updated(tree: &Tree<'_>, layout: &Layout, i: usize) -> bool {
    let before = (i.saturating_sub(4)..i).rev().filter(|k| layout.block[*k] == layout.block[i]);
    let text = before.filter_map(|k| tree.nodes.get(k)).find_map(|n| match &n.kind {
        Kind::Text(t) if !t.trim().is_empty() => Some(t),
        _ => None,
    });
    text.is_some_and(|t| t.len() < 60 && dates::says_updated(t))
}

/// A time in a line that readers see: below the headline, else above it, else below the text.
fn seen(tree: &Tree<'_>, layout: &Layout, zone: &Zone, lang: Option<&str>) -> Option<Found> {
    // `stop`: at the first line that is too long to be a note.
    // `links`: the line may be a link.
    let of = |from: usize, to: usize, stop: bool, links: bool| -> Option<Found> {
        let mut line = String::new();
        let mut block = usize::MAX;
        let mut lines = 0;
        let mut plain = None;
        let mut i = from;
        while i <= to {
            let text = tree.nodes.get(i).filter(|_| i < to).map(|n| &n.kind);
            let here = if i < to { layout.block.get(i).map_or(block, |b| *b as usize) } else { usize::MAX };
            let broken = tree.nodes.get(i).is_some_and(|n| n.tag == Tag::BR);
            if (here != block || broken) && !line.is_empty() {
                lines += 1;
                if stop && tidy(&line).chars().count() > NOTE {
                    break;
                }
                if let Some(found) = in_line(&line, lang) {
                    if found.1 {
                        return Some(found.0);
                    }
                    plain = plain.or(Some(found.0));
                }
                line.clear();
                if lines > 40 {
                    break;
                }
            }
            block = here;
            if i < to && layout.unseen[i] {
                i = layout.end[i] as usize + 1;
                continue;
            }
            if let Some(Kind::Text(t)) = text
                && line.len() < 1_000
            {
                // Long enough that the line is no note any more.
                line.push_str(if layout.link[i] && !links { TOO_LONG } else { t });
                line.push(' ');
            }
            i += 1;
        }
        plain
    };
    let start = zone.headline.map_or(0, |h| layout.end[h] as usize + 1);
    let first = zone.text.min(tree.nodes.len());
    let below = of(start, first, true, true);
    let above = || zone.headline.and_then(|h| of(zone.above, h, false, true));
    let after = || {
        let from = layout.end.get(zone.last).map_or(tree.nodes.len(), |e| *e as usize + 1);
        of(from, zone.end + 1, false, false)
    };
    below.or_else(above).or_else(after)
}

/// The date of a short line, and whether the line says that it is the time of publication.
fn in_line(line: &str, lang: Option<&str>) -> Option<(Found, bool)> {
    let line = tidy(line);
    if line.chars().count() > NOTE {
        return None;
    }
    let all = dates::in_line(&line, lang);
    let date = all.iter().find(|s| s.published).or_else(|| all.iter().find(|s| !s.updated))?;
    // "The bridge was opened on 3 May 1998." is a sentence.
    let rest = line.len() - (date.end - date.start);
    let sentence = line.ends_with(['.', '!', '?', '。', '۔']) && rest > 12 && !date.published;
    (!sentence).then_some(())?;
    Some((Found { moment: date.moment()?, clock: date.clock }, date.published))
}
