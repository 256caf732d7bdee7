//! JSON Feed. Each entry is a report.

use model::Issue;
use serde_json::Value;

use super::{MAX_BAD, id_of_address, id_of_content, is_address, report, time};
use crate::{
    dates, html, links,
    part::{Cx, JSON, Known, Raw},
    source::stem,
};

/// True for the version that a JSON Feed states.
pub(crate) fn is_json_feed(v: &Value) -> bool {
    v["version"].as_str().is_some_and(|s| s.contains("jsonfeed.org/version"))
}

/// The reports of a JSON Feed.
pub(crate) fn json_feed(name: &str, v: &Value, known: &Known, cx: &mut Cx) {
    let string = |v: &Value| match v {
        Value::String(s) if !s.trim().is_empty() => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    let items = v["items"].as_array().map_or(&[][..], Vec::as_slice);
    if items.is_empty() {
        let note = format!("{name} is a feed without entries; look at its source: it may have failed there");
        cx.issue(Issue::new("no-entries", note), name);
    }
    let outlet = string(&v["title"]).map(|t| html::one_line(&t));
    let known = known.clone().for_many();
    for (i, item) in items.iter().enumerate() {
        let url = string(&item["url"]).filter(|u| is_address(u));
        let base = url.clone().or_else(|| string(&v["home_page_url"]));
        let html = string(&item["content_html"]);
        let (mut text, found) = match (&html, string(&item["content_text"])) {
            (Some(h), _) => {
                let page = html::fragment_at(h, base.as_deref());
                (page.text, page.links)
            }
            (None, Some(t)) => (t, Vec::new()),
            (None, None) => (String::new(), Vec::new()),
        };
        let mut issues = Vec::new();
        if text.trim().is_empty()
            && let Some(s) = string(&item["summary"])
        {
            text = s;
            let note = "the feed gives only a summary of this; what the article says beyond it was not read";
            issues.push(Issue::new("summary-only", note));
        }
        let title = string(&item["title"]).map(|t| html::one_line(&t)).filter(|t| !t.is_empty());
        if text.trim().is_empty() && title.is_none() {
            if i < MAX_BAD {
                let note = format!("{name}: entry {} has neither title nor text; the others were read", i + 1);
                cx.issue(Issue::new("bad-entry", note), name);
            }
            continue;
        }
        let stem = stem(name);
        let id = match (&url, string(&item["id"])) {
            (Some(u), _) => id_of_address(u),
            (None, Some(g)) => format!("{stem}/{}", id_of_address(&g)),
            (None, None) => id_of_content(&stem, &[title.as_deref().unwrap_or(""), &text]),
        };
        let raw = item.to_string();
        let mut r = report(id, raw.as_bytes());
        let credits: Vec<String> = string(&item["external_url"]).into_iter().collect();
        r.links = links::absolute(credits.iter().map(String::as_str), base.as_deref());
        r.links.extend(found);
        let published = string(&item["date_published"]).or_else(|| string(&item["date_modified"]));
        r.published = time(published, "the entry's time", &mut issues);
        let changed = string(&item["date_modified"]).and_then(|d| dates::lenient(&d));
        r.modified = changed.filter(|c| r.published.as_ref().is_some_and(|p| c.seconds() > p.seconds()));
        // "author" is what the first version of the format has.
        let signed = item["authors"].as_array().into_iter().flatten().chain([&item["author"]]);
        let signed: Vec<String> = signed.filter_map(|a| string(&a["name"])).collect();
        r.author = html::author(signed.iter().map(String::as_str));
        (r.url, r.title, r.text, r.issues) = (url, title, text, issues);
        r.outlet.clone_from(&outlet);
        r.lang = string(&item["language"]).or_else(|| string(&v["language"]));
        cx.report(r, &known, Raw::new(JSON, raw.as_bytes()));
    }
}
