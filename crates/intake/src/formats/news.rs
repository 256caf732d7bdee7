//! What agencies and authorities exchange: NewsML-G2, NITF, ninjs, CAP alerts, ReliefWeb's export.

use model::{Issue, Report};
use serde_json::Value;

use super::{Document, id_of_address, id_of_content, is_address, mail, report, text_of, time};
use crate::{
    charset, html,
    part::{Cx, JSON, Known, Raw, XML},
    source::stem,
    xml,
};

/// Roots of documents that are read here.
pub(crate) const ROOTS: &[&str] = &["newsMessage", "newsItem", "packageItem", "nitf", "alert"];

fn line(inner: &str, names: &[&str]) -> Option<String> {
    xml::first_text(inner, names).map(|t| html::one_line(&t)).filter(|t| !t.is_empty())
}

/// Read a document of news or alerts.
pub(crate) fn read(doc: &Document, known: &Known, cx: &mut Cx) {
    let (text, issues) = charset::decode_as(&doc.bytes, false, known.charset);
    let name = &doc.name;
    for i in doc.issues.iter().cloned().chain(issues) {
        cx.issue(i, name);
    }
    let known = known.clone().for_many();
    let mut read = 0;
    let mut put = |r: Report, raw: &str, cx: &mut Cx| {
        if !r.text.trim().is_empty() || r.title.is_some() {
            read += 1;
            cx.report(r, &known, Raw::new(XML, raw.as_bytes()));
        }
    };
    match xml::root(&text).map_or("", |r| r.local()) {
        "alert" => alert(name, &text).into_iter().for_each(|(r, raw)| put(r, raw, cx)),
        "nitf" => put(nitf(name, &text), &text, cx),
        _ => {
            for item in xml::all(&text, &["newsItem"]) {
                put(news_item(name, &item), item.outer, cx);
            }
        }
    }
    if read == 0 {
        cx.issue(Issue::new("empty-file", format!("{name} is a document of an agency without text to read")), name);
    }
}

/// What the source says of the state of an item.
fn state(status: &str, issues: &mut Vec<Issue>) {
    let s = status.rsplit([':', '/']).next().unwrap_or(status).to_ascii_lowercase();
    if matches!(s.as_str(), "canceled" | "cancelled" | "withheld" | "cancel") {
        let note = format!("its source has withdrawn it ({status}); do not use it as if it stood");
        issues.push(Issue::new("withdrawn-by-source", note));
    }
}

fn news_item(name: &str, item: &xml::Element) -> Report {
    let inner = item.inner;
    let guid = item.tag.attr("guid");
    let content = xml::find(inner, 0, &["contentSet"]).map_or("", |c| c.inner);
    let meta = xml::find(inner, 0, &["contentMeta"]).map_or("", |c| c.inner);
    let head = xml::find(inner, 0, &["itemMeta"]).map_or("", |c| c.inner);
    let body = xml::find(content, 0, &["body.content"])
        .or_else(|| xml::find(content, 0, &["body"]))
        .or_else(|| xml::find(content, 0, &["inlineXML"]))
        .map(|b| html::fragment(b.inner))
        .unwrap_or_default();
    let (text, links) = if body.text.trim().is_empty() {
        xml::first_text(content, &["inlineData"]).map(|t| text_of(&t, None)).unwrap_or_default()
    } else {
        (body.text, body.links)
    };
    let id = guid.as_deref().map_or_else(|| id_of_content(&stem(name), &[&text]), id_of_address);
    let mut r = report(id, item.outer.as_bytes());
    r.title = line(meta, &["headline"]).or_else(|| line(content, &["hl1", "title"])).or_else(|| line(head, &["title"]));
    let provider = xml::find(head, 0, &["provider"]);
    r.outlet = line(meta, &["creditline"]).or_else(|| {
        provider
            .and_then(|p| line(p.inner, &["name"]).or_else(|| p.tag.attr("literal")).or_else(|| p.tag.attr("qcode")))
    });
    r.lang = xml::find(meta, 0, &["language"]).and_then(|l| l.tag.attr("tag")).or_else(|| item.tag.attr("xml:lang"));
    r.url = guid.filter(|g| is_address(g));
    let published = line(head, &["firstCreated"]).or_else(|| line(head, &["versionCreated"]));
    let published = line(meta, &["contentModified", "contentCreated"]).filter(|t| t.len() > 10).or(published);
    r.published = time(published, "the item's time", &mut r.issues);
    if let Some(s) = xml::find(head, 0, &["pubStatus"]) {
        state(&s.tag.attr("qcode").or_else(|| s.tag.attr("uri")).unwrap_or_default(), &mut r.issues);
    }
    if let Some(until) = line(head, &["embargoed"]) {
        r.issues.push(Issue::new("embargoed", format!("its source has put it under embargo until {until}")));
    }
    (r.text, r.links) = (text, links);
    r
}

fn nitf(name: &str, text: &str) -> Report {
    let body = xml::find(text, 0, &["body.content"]).or_else(|| xml::find(text, 0, &["body"]));
    let page = body.map(|b| html::fragment(b.inner)).unwrap_or_default();
    let mut r = report(stem(name), text.as_bytes());
    r.title = line(text, &["hl1", "headline", "title"]);
    let issued = xml::find(text, 0, &["date.issue"]).and_then(|d| d.tag.attr("norm"));
    r.published = time(issued.map(|d| basic_time(&d)), "the item's time", &mut r.issues);
    r.outlet = line(text, &["distributor", "copyrite.holder"]);
    if let Some(id) = xml::find(text, 0, &["doc-id"]).and_then(|d| d.tag.attr("id-string")) {
        r.id = id;
    }
    (r.text, r.links) = (page.text, page.links);
    r
}

/// `20260120T074000Z` with its marks.
fn basic_time(s: &str) -> String {
    let digits = |from: usize, to: usize| s.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    match (digits(0, 4), digits(4, 6), digits(6, 8), s.get(8..9), digits(9, 11), digits(11, 13), digits(13, 15)) {
        (Some(y), Some(m), Some(d), Some("T"), Some(h), Some(mi), Some(sec)) => {
            let zone = s.get(15..).unwrap_or("");
            let zone = match zone.split_at_checked(3) {
                Some((h, m)) if m.len() == 2 && h.starts_with(['+', '-']) => format!("{h}:{m}"),
                _ => zone.to_owned(),
            };
            format!("{y}-{m}-{d}T{h}:{mi}:{sec}{zone}")
        }
        (Some(y), Some(m), Some(d), ..) if s.len() == 8 => format!("{y}-{m}-{d}"),
        _ => s.to_owned(),
    }
}

/// A warning in the Common Alerting Protocol: a report for each language that it is given in.
fn alert<'a>(name: &str, text: &'a str) -> Vec<(Report, &'a str)> {
    let Some(alert) = xml::find(text, 0, &["alert"]) else { return Vec::new() };
    let head =
        xml::find(alert.inner, 0, &["info"]).map_or(alert.inner, |i| alert.inner.get(..i.tag.start).unwrap_or(""));
    let id = line(head, &["identifier"]);
    let infos: Vec<_> = xml::all(alert.inner, &["info"]).collect();
    infos
        .iter()
        .map(|info| {
            let i = info.inner;
            let lang = line(i, &["language"]);
            let own = id.as_deref().map_or_else(|| id_of_content(&stem(name), &[info.outer]), str::to_owned);
            let own = if infos.len() > 1 { format!("{own}/{}", lang.as_deref().unwrap_or("en-US")) } else { own };
            let mut r = report(own, alert.outer.as_bytes());
            let mut text = String::new();
            for part in
                [xml::first_text(i, &["description"]), xml::first_text(i, &["instruction"])].into_iter().flatten()
            {
                text.push_str(text_of(&part, None).0.trim());
                text.push_str("\n\n");
            }
            let areas: Vec<String> =
                xml::all(i, &["areaDesc"]).map(|a| xml::plain(a.inner)).filter(|a| !a.is_empty()).collect();
            if !areas.is_empty() {
                text.push_str(&areas.join("; "));
                text.push('\n');
            }
            r.text = text.trim_end().to_owned();
            r.title = line(i, &["headline"]).or_else(|| line(i, &["event"]));
            let sender = line(head, &["sender"]).map(|s| s.rsplit_once('@').map_or(s.clone(), |(_, d)| d.to_owned()));
            r.outlet = line(i, &["senderName"]).map(|s| mail::mask(&s).0).or(sender);
            r.url = line(i, &["web"]).filter(|u| is_address(u));
            r.lang = lang.or_else(|| Some("en-US".to_owned()));
            r.published = time(line(head, &["sent"]), "the alert's time", &mut r.issues);
            state(&line(head, &["msgType"]).unwrap_or_default(), &mut r.issues);
            if let Some(s) = line(head, &["status"]).filter(|s| s != "Actual") {
                let note = format!("its source says that this alert is not real: its status is {s}");
                r.issues.push(Issue::new("not-actual", note));
            }
            (r, alert.outer)
        })
        .collect()
}

fn string(v: &Value) -> Option<String> {
    match v {
        Value::String(s) if !s.trim().is_empty() => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// True for an item of news in JSON (ninjs 1 to 3).
pub(crate) fn is_ninjs(v: &Value) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|k| !v[*k].is_null());
    has(&["uri", "guid"])
        && has(&["versioncreated", "versionCreated", "firstcreated", "firstCreated"])
        && has(&["headline", "headlines", "body_text", "body_xhtml", "body_html", "bodies", "description_text"])
}

/// An item of news in JSON.
pub(crate) fn ninjs(name: &str, v: &Value) -> Option<Report> {
    let of_list = |v: &Value, role: &str| {
        let all = v.as_array()?;
        let best = all.iter().find(|b| b["role"].as_str() == Some(role) || b["contenttype"].as_str() == Some(role));
        string(&best.or_else(|| all.first())?["value"])
    };
    let marked = string(&v["body_xhtml"]).or_else(|| string(&v["body_html"]));
    let body = marked
        .or_else(|| string(&v["body_text"]))
        .or_else(|| of_list(&v["bodies"], "text/plain"))
        .or_else(|| string(&v["description_text"]))
        .or_else(|| of_list(&v["descriptions"], "main"));
    let (text, links) = body.map(|b| text_of(&b, None)).unwrap_or_default();
    let title = string(&v["headline"]).or_else(|| of_list(&v["headlines"], "main")).or_else(|| string(&v["name"]));
    if text.trim().is_empty() && title.is_none() {
        return None;
    }
    let uri = string(&v["uri"]).or_else(|| string(&v["guid"]));
    let id = uri.as_deref().map_or_else(|| id_of_content(&stem(name), &[&text]), id_of_address);
    let mut r = report(id, v.to_string().as_bytes());
    r.title = title.map(|t| html::one_line(&t));
    r.url = uri.filter(|u| is_address(u));
    let source = v["infosources"].as_array().and_then(|a| string(&a.first()?["name"]));
    r.outlet =
        string(&v["provider"]).or_else(|| string(&v["source"])).or(source).or_else(|| string(&v["copyrightholder"]));
    r.lang = string(&v["language"]);
    let times = ["firstcreated", "firstCreated", "versioncreated", "versionCreated"];
    r.published = time(times.iter().find_map(|k| string(&v[*k])), "the item's time", &mut r.issues);
    let status = string(&v["pubstatus"]).or_else(|| string(&v["pubStatus"]));
    state(&status.unwrap_or_default(), &mut r.issues);
    if let Some(until) = string(&v["embargoed"]) {
        r.issues.push(Issue::new("embargoed", format!("its source has put it under embargo until {until}")));
    }
    (r.text, r.links) = (text, links);
    Some(r)
}

/// True for what ReliefWeb's interface answers.
pub(crate) fn is_reliefweb(v: &Value) -> bool {
    v["data"].as_array().and_then(|d| d.first()).is_some_and(|d| d["fields"].is_object())
        && (v["href"].as_str().is_some_and(|h| h.contains("reliefweb")) || !v["data"][0]["fields"]["title"].is_null())
}

/// The reports in what ReliefWeb's interface answers.
pub(crate) fn reliefweb(name: &str, v: &Value, known: &Known, cx: &mut Cx) {
    let known = known.clone().for_many();
    let all = v["data"].as_array().map_or(&[][..], Vec::as_slice);
    let mut bare = 0;
    for d in all {
        let f = &d["fields"];
        let body = string(&f["body"]).or_else(|| string(&f["body-html"]));
        let url = string(&f["url_alias"]).or_else(|| string(&f["url"])).filter(|u| is_address(u));
        let (text, links) = body.map(|b| text_of(&b, url.as_deref())).unwrap_or_default();
        let title = string(&f["title"]).map(|t| html::one_line(&t));
        if text.trim().is_empty() && title.is_none() {
            bare += 1;
            continue;
        }
        let id = match (string(&d["id"]), &url) {
            (Some(i), _) => format!("reliefweb/{i}"),
            (None, Some(u)) => id_of_address(u),
            (None, None) => id_of_content(&stem(name), &[&text]),
        };
        let raw = d.to_string();
        let mut r = report(id, raw.as_bytes());
        let first = |v: &Value, key: &str| string(&v.as_array()?.first()?[key]);
        r.outlet = first(&f["source"], "name").or_else(|| first(&f["source"], "shortname"));
        r.lang = first(&f["language"], "code");
        let date = string(&f["date"]["original"]).or_else(|| string(&f["date"]["created"]));
        r.published = time(date, "the report's time", &mut r.issues);
        r.links = string(&f["origin"]).filter(|u| is_address(u)).into_iter().chain(links).collect();
        (r.text, r.title, r.url) = (text, title, url);
        cx.report(r, &known, Raw::new(JSON, raw.as_bytes()));
    }
    if bare > 0 {
        let note = format!("{name}: {bare} of {} entries have neither title nor body; ask for these fields", all.len());
        cx.issue(Issue::new("bad-entry", note), name);
    }
}

/// Columns of GDELT's tables of events, mentions and the knowledge graph, which have no names in them.
fn gdelt_columns(first: &str) -> Option<(&'static str, usize)> {
    let cells: Vec<&str> = first.split('\t').collect();
    let number =
        |i: usize, len: usize| cells.get(i).is_some_and(|c| c.len() == len && c.bytes().all(|b| b.is_ascii_digit()));
    match cells.len() {
        58 if number(1, 8) => Some(("events", 57)),
        61 if number(1, 8) => Some(("events", 60)),
        16 if number(1, 14) && number(2, 14) => Some(("mentions", 5)),
        27 if number(1, 14) => Some(("entries of the knowledge graph", 4)),
        _ => None,
    }
}

/// True for the beginning of a table of GDELT.
pub(crate) fn is_gdelt(head: &str) -> bool {
    head.lines().next().is_some_and(|l| gdelt_columns(l).is_some())
}

/// Say what a table of GDELT is: no report can be made of it.
pub(crate) fn gdelt(doc: &Document, cx: &mut Cx) {
    let (text, _) = charset::decode(&doc.bytes, false);
    let (what, column) = text.lines().next().and_then(gdelt_columns).unwrap_or(("rows", 0));
    let rows = text.lines().count();
    let mut addresses: Vec<&str> =
        text.lines().filter_map(|l| l.split('\t').nth(column)).filter(|u| is_address(u)).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let example = addresses.first().map(|a| format!(", such as {a}")).unwrap_or_default();
    let note = format!(
        "{} is a table of GDELT: {rows} {what} from {} pages{example}; it has no text: fetch the pages and read those",
        doc.name,
        addresses.len()
    );
    cx.issue(Issue::new("address-list", note), &doc.name);
}

#[cfg(test)]
mod tests {
    use super::basic_time;

    #[test]
    fn times_without_marks_get_them() {
        assert_eq!(basic_time("20260120T074000+0300"), "2026-01-20T07:40:00+03:00");
        assert_eq!(basic_time("20260120T074000Z"), "2026-01-20T07:40:00Z");
        assert_eq!(basic_time("20260120"), "2026-01-20");
        assert_eq!(basic_time("soon"), "soon");
    }
}
