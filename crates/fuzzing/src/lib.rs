//! What every parser must bear: one function for each, which takes any bytes and panics where a promise is broken.
//!
//! What for: `fuzz/` runs these functions under a fuzzer (nightly toolchain), `tests/smoke.rs` runs the same ones on every change over
//! seeds and simple mutations of them (stable toolchain), so that a target can never rot.
//!
//! Key decision: a target checks more than "no panic": whatever is found must lie at a span that fits the text.

use std::sync::{Arc, LazyLock};

use know::Know;
use model::{EvidencePart, Picture, Reading, Report, Span};
use read::Reader;
use store::{MemoryStore, SqliteStore, Store, search::Query};

/// A parser under test.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the file in `fuzz/fuzz_targets` and of the folder of seeds in `fuzz/seeds`.
    pub name: &'static str,
    /// Panics where a promise is broken.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "any_file", run: any_file },
    Target { name: "front_matter", run: front_matter },
    Target { name: "html", run: html },
    Target { name: "json_lines", run: json_lines },
    Target { name: "text", run: text },
    Target { name: "network", run: network },
    Target { name: "reader", run: reader },
    Target { name: "quantities", run: quantities },
    Target { name: "times", run: times },
    Target { name: "moment", run: moment },
    Target { name: "know_image", run: know_image },
    Target { name: "know_lookup", run: know_lookup },
    Target { name: "stored_json", run: stored_json },
    Target { name: "picture", run: picture },
    Target { name: "archives", run: archives },
    Target { name: "feeds", run: feeds },
    Target { name: "web_archive", run: web_archive },
    Target { name: "mail", run: mail },
    Target { name: "tables", run: tables },
    Target { name: "documents", run: documents },
    Target { name: "exchanges", run: exchanges },
    Target { name: "stamps", run: stamps },
    Target { name: "search", run: search },
    Target { name: "robots", run: robots },
    Target { name: "addresses", run: addresses },
    Target { name: "sources", run: sources },
    Target { name: "tips", run: tips },
];

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let know = Know::bundled().expect("the tables in the program are sound");
    Reader::new(know).expect("the rules in the program are sound")
});

/// When the reports under test were published.
const PUBLISHED: &str = "2026-01-20T07:40:00+03:00";

fn lossy(data: &[u8]) -> String {
    String::from_utf8_lossy(data.get(..data.len().min(20_000)).unwrap_or(data)).into_owned()
}

fn fits(span: Span, text: &str, what: &str) {
    assert!(
        span.start <= span.end && text.get(span.start..span.end).is_some(),
        "{what} at {}..{} does not fit a text of {} bytes",
        span.start,
        span.end,
        text.len()
    );
}

/// Any bytes as a file.
pub fn any_file(data: &[u8]) {
    file(data);
}

/// Bytes as a file, with limits that a bomb reaches soon; what comes of it is sound.
fn file(data: &[u8]) {
    let options =
        intake::Options { max_expanded: 8 << 20, max_ratio: 100, run_programs: false, ..intake::Options::default() };
    let items = intake::bytes("file.txt", data, &options);
    assert!(!items.is_empty(), "a file gives a report or an issue");
    for item in items {
        let intake::Item::Report(r) = item else { continue };
        assert!(!r.id.is_empty() && r.sha256.len() == 64);
        assert!(r.text.bytes().all(|b| b >= 32 || matches!(b, b'\t' | b'\n' | b'\r')), "controls are neutralised");
        assert!(r.pages.iter().all(|p| *p <= r.text.len()));
        for i in &r.issues {
            assert!(i.at.is_none_or(|at| at <= r.text.len()));
        }
    }
}

/// Archives: the first byte says how the rest is packed, so that a fuzzer reaches what is inside.
pub fn archives(data: &[u8]) {
    let Some((how, inside)) = data.split_first() else { return };
    match how % 4 {
        0 => file(inside),
        1 => file(&[&b"\x1F\x8B\x08"[..], inside].concat()),
        2 => file(&[&b"\x28\xB5\x2F\xFD"[..], inside].concat()),
        _ => file(&[&b"PK\x03\x04"[..], inside].concat()),
    }
}

/// Feeds and sitemaps, as they come and as entries of one.
pub fn feeds(data: &[u8]) {
    file(&[&b"<rss version=\"2.0\"><channel>"[..], data].concat());
    file(&[&b"<feed xmlns=\"http://www.w3.org/2005/Atom\">"[..], data].concat());
    assert!(intake::sitemap::addresses(&lossy(data)).len() <= 50_000);
}

/// Web archives, and what servers say in them.
pub fn web_archive(data: &[u8]) {
    file(&[&b"WARC/1.0\r\nWARC-Type: response\r\n"[..], data].concat());
    let mut reader = warc::Reader::new(data, 1 << 20);
    for _ in 0..1_000 {
        match reader.next_record() {
            Ok(Some(r)) => assert!(r.block.len() <= 1 << 20 && r.block.len() as u64 <= r.length),
            Ok(None) => break,
            Err(_) => {}
        }
    }
    if let Some(r) = warc::response(&[&b"HTTP/1.1 200 OK\r\n"[..], data].concat(), 1 << 20) {
        assert!(r.body.len() <= (1 << 20).max(data.len()));
    }
    let _ = warc::wacz::resources(data);
    let _ = warc::check(&lossy(data), data);
}

/// Mail: no address of a person is left in what comes of it.
pub fn mail(data: &[u8]) {
    file(&[&b"From: a@b.example\nDate: x\nMessage-ID: y\nSubject: s\n"[..], data].concat());
    file(&[&b"From a@b Tue Jan 20 07:40:00 2026\nFrom: a@b.example\nDate: x\nSubject: s\n"[..], data].concat());
}

/// Tables, by names that are known and by a map.
pub fn tables(data: &[u8]) {
    file(&[&b"date,text,url\n2026-01-20,x,y\n"[..], data].concat());
    let text = lossy(data);
    let (map, table) = text.split_once('\n').unwrap_or((&text, ""));
    if let Ok(columns) = intake::Columns::parse(map) {
        let options = intake::Options { columns, ..intake::Options::default() };
        intake::bytes("t.csv", table.as_bytes(), &options);
    }
}

/// A zip file with one member, stored.
fn stored(name: &str, content: &[u8]) -> Vec<u8> {
    let crc = content.iter().fold(!0_u32, |c, b| {
        (0..8).fold(c ^ u32::from(*b), |c, _| (c >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(c & 1)))
    });
    let fields = |out: &mut Vec<u8>| {
        out.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        out.extend((!crc).to_le_bytes());
        out.extend(u32::try_from(content.len()).unwrap_or(0).to_le_bytes().repeat(2));
        out.extend(u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        out.extend([0, 0]);
    };
    let mut out = b"PK\x03\x04".to_vec();
    fields(&mut out);
    out.extend(name.bytes());
    out.extend(content);
    let at = u32::try_from(out.len()).unwrap_or(0);
    out.extend(b"PK\x01\x02\x14\0");
    fields(&mut out);
    out.extend([0; 14]);
    out.extend(name.bytes());
    let len = u32::try_from(out.len()).unwrap_or(0) - at;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(len.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// Documents of office programs: the bytes as the part that has the text.
pub fn documents(data: &[u8]) {
    file(&stored("word/document.xml", data));
    file(&stored("xl/workbook.xml", data));
    file(data);
}

/// News, alerts and chats.
pub fn exchanges(data: &[u8]) {
    for start in [
        "<newsItem guid=\"x\"><contentSet>",
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><info>",
        "<nitf>",
        "{\"name\": \"x\", \"type\": \"public_channel\", \"id\": 1, \"messages\": [\n",
        "[20/01/2026, 07:40:12] A: b\n[20/01/2026, 07:41:12] B: c\n",
    ] {
        file(&[start.as_bytes(), data].concat());
    }
    file(data);
}

/// Answers of authorities and calendars: whatever is taken for a stamp is of what was asked.
pub fn stamps(data: &[u8]) {
    let asked = [7; 32];
    if evidence::stamp::answer(data, &asked).is_ok() {
        assert!(data.windows(32).any(|w| w == asked), "a stamp of something else");
    }
    if let Ok(file) = evidence::stamp::ots_file(&asked, data) {
        assert!(file.ends_with(data), "the proof is kept as it came");
    }
}

/// Queries: the first line is what is typed, the rest a text. Every back end takes them and finds the same; marks fit the text.
pub fn search(data: &[u8]) {
    let all = lossy(data);
    let (typed, said) = all.split_once('\n').unwrap_or((&all, ""));
    let Ok(query) = Query::parse(typed) else { return };
    let mut end = 0;
    for m in query.marks(said) {
        fits(m, said, "a mark");
        assert!(m.start >= end, "marks are in order");
        end = m.end;
    }
    let report = Report::from_text("r", said);
    let reading = Reading { sentences: vec![Span::new(0, said.len())], ..Reading::default() };
    let mut memory = MemoryStore::default();
    let mut file = SqliteStore::in_memory().expect("a store in memory");
    let stores: [&mut dyn Store; 2] = [&mut memory, &mut file];
    let totals = stores.map(|s| {
        s.put_report(&report).expect("a report is put");
        s.put_readings("r1", &[("r".to_owned(), reading.clone())]).expect("a reading is put");
        s.search(&query).expect("no query is a fault of the back end").total
    });
    assert_eq!(totals[0], totals[1], "every back end finds the same");
}

/// robots.txt; the first line is also a path that is asked for. Its own file may always be fetched.
pub fn robots(data: &[u8]) {
    let robots = fetch::Robots::parse(data, fetch::TOKEN);
    let text = lossy(data);
    for path in text.lines().take(5) {
        let asked = format!("/{path}");
        assert_eq!(robots.allows(&asked), robots.allows(&asked));
    }
    assert!(robots.allows("/robots.txt").is_ok() && robots.delay.is_none_or(|d| d <= 3_600_000));
}

/// Addresses, one a line, as a feed or a redirect might hold them: what passes has one form, and none that is an address passes
/// that the guard would not let through.
pub fn addresses(data: &[u8]) {
    let guard = fetch::Guard::default();
    for line in lossy(data).lines().take(50) {
        let Ok(t) = fetch::Target::parse(line) else { continue };
        assert!(
            matches!(t.url.scheme(), "http" | "https") && t.url.username().is_empty() && t.url.password().is_none()
        );
        assert_eq!(fetch::Target::parse(t.url.as_str()).as_ref(), Ok(&t), "{line:?}");
        let _ = guard.port(&t, Some(&t));
        if let Ok(ip) = t.host.trim_matches(['[', ']']).parse() {
            let passes = guard.check(std::net::SocketAddr::new(ip, t.port)).is_ok();
            assert_eq!(passes, fetch::guard::judge(ip).is_none());
        }
    }
}

/// A file of sources, a state as it is kept, and a page that may stand in the place of another.
pub fn sources(data: &[u8]) {
    let text = lossy(data);
    match fetch::Config::parse(&text) {
        Ok(c) => assert!(!c.sources.is_empty() && c.settings.user_agent.contains("(+")),
        Err(e) => assert!(!e.note.is_empty() && !e.todo.is_empty()),
    }
    if let Some(s) = fetch::State::from_json(&text) {
        assert_eq!(fetch::State::from_json(&s.to_json()), Some(s));
    }
    let _ = fetch::barrier(&[("server".to_owned(), text.chars().take(200).collect())], data);
}

/// Tips: what is taken out lies at sound places, and a second pass finds nothing more. The first byte names the language.
pub fn tips(data: &[u8]) {
    const LANGS: &[&str] = &["en", "fr", "es", "de", "pt", "ru", "uk", "ar", "tr", "zh"];
    let Some((first, rest)) = data.split_first() else { return };
    let lang = LANGS.get(usize::from(*first) % LANGS.len()).copied();
    let text = lossy(rest);
    let once = tips::redact(&text, lang, READER.know());
    let mut end = 0;
    for c in &once.cuts {
        fits(c.span, &text, "a cut");
        assert!(end <= c.span.start, "cuts overlap");
        end = c.span.end;
    }
    let twice = tips::redact(&once.text, lang, READER.know());
    assert_eq!(once.text, twice.text, "a second pass changes the text");
}

/// Front matter: what follows the header is the end of the input, exactly.
pub fn front_matter(data: &[u8]) {
    let text = lossy(data);
    let f = intake::front::parse(&text);
    assert!(text.ends_with(&f.body));
}

/// A web page.
pub fn html(data: &[u8]) {
    let page = intake::html::extract(&lossy(data));
    assert!(page.links.iter().all(|l| l.starts_with("http")));
    let line = page.text.find('\n').unwrap_or(page.text.len());
    if let Some(at) = intake::locate(data, &page.text, Span { start: 0, end: line }) {
        assert!(at.start < at.end && at.end <= data.len(), "a place in the bytes lies in the bytes");
    }
}

/// JSON lines: as many items as lines that are not blank.
pub fn json_lines(data: &[u8]) {
    let items = intake::json_lines(data, &intake::Options::default()).count();
    let lines = data.split(|b| *b == b'\n').filter(|l| !l.iter().all(u8::is_ascii_whitespace)).count();
    assert_eq!(items, lines);
}

/// Sentences and tokens lie in the text, in order.
pub fn text(data: &[u8]) {
    let text = lossy(data);
    let (doc, _) = text::analyse(&text, None);
    assert_eq!(doc.text, text);
    let mut end = 0;
    for s in &doc.sentences {
        fits(s.span, &text, "a sentence");
        assert!(s.span.start >= end, "sentences are in order");
        end = s.span.end;
    }
    for t in &doc.tokens {
        fits(t.span, &text, "a token");
    }
    for s in doc.sentences.iter().filter(|_| doc.parsed) {
        let heads = s.tokens.clone().map(|i| doc.tokens[i].head);
        assert_eq!(heads.clone().filter(Option::is_none).count(), 1, "a sentence has one root");
        assert!(heads.flatten().all(|h| s.tokens.contains(&h)), "heads stand in the sentence");
    }
}

/// A damaged file of the network is refused or still gives every word a tag and a head in the sentence.
pub fn network(data: &[u8]) {
    use text::english::net::{Net, SHIPPED, Scratch};
    let mut file = SHIPPED.to_vec();
    // Each six bytes say where (a part of the file's length) and what.
    for d in data.chunks_exact(6).take(64) {
        let at = u32::from_le_bytes([d[0], d[1], d[2], d[3]]) as usize % file.len();
        file[at] ^= d[4];
        if d[5] == 0 {
            file.truncate(at);
            break;
        }
    }
    let Some(net) = Net::read(&file) else { return };
    let words = ["Of", "120", "detainees", ",", "nine", "fled", "to", "the", "north", "."].map(|w| (w, true));
    let read = net.read_sentence(&words, &mut Scratch::default());
    assert_eq!(read.len(), words.len());
    assert!(read.iter().all(|w| w.head.is_none_or(|h| h < words.len())));
}

/// Quantities lie in the text and say what stands there.
pub fn quantities(data: &[u8]) {
    let text = lossy(data);
    let (doc, _) = text::analyse(&text, Some("en"));
    let times = read::times::find(&doc, PUBLISHED.parse().ok().as_ref());
    for q in read::quantities::find(&doc, &times) {
        fits(q.span(), &text, "a quantity");
        assert_eq!(q.span().of(&text), q.text);
        assert!(!q.lo.is_some_and(f64::is_nan) && !q.hi.is_some_and(f64::is_nan));
    }
}

/// Times lie in the text and say what stands there.
pub fn times(data: &[u8]) {
    let text = lossy(data);
    let (doc, _) = text::analyse(&text, Some("en"));
    let published = PUBLISHED.parse().ok();
    for t in read::times::find(&doc, published.as_ref()) {
        fits(Span::new(t.start, t.end), &text, "a time");
        assert_eq!(Span::new(t.start, t.end).of(&text), t.text);
    }
}

/// A written time, there and back.
pub fn moment(data: &[u8]) {
    if let Ok(m) = lossy(data).parse::<model::Moment>() {
        let again: model::Moment = m.to_string().parse().expect("what we write we read");
        assert_eq!((again.seconds(), again.to_string()), (m.seconds(), m.to_string()));
    }
}

fn sound(report: &Report, reading: &Reading) {
    let text = &report.text;
    let title = report.title.as_deref().unwrap_or("");
    for s in &reading.sentences {
        fits(*s, text, "a sentence");
    }
    let found = reading.quantities.iter().map(|q| (q.start, q.end, &q.text, "a quantity"));
    let found = found.chain(reading.times.iter().map(|t| (t.start, t.end, &t.text, "a time")));
    let found = found.chain(reading.places.iter().map(|p| (p.start, p.end, &p.text, "a place")));
    let found = found.chain(reading.actors.iter().map(|a| (a.start, a.end, &a.text, "an actor")));
    let found = found.chain(reading.events.iter().map(|e| (e.start, e.end, &e.text, "an event")));
    for (start, end, words, what) in found {
        fits(Span::new(start, end), text, what);
        assert_eq!(Span::new(start, end).of(text), words, "{what} says what stands there");
    }
    for a in &reading.attributions {
        for s in a.source.iter().chain(&a.cue).chain([&a.content]) {
            fits(*s, text, "an attribution");
        }
    }
    for c in &reading.claims {
        let part = if c.evidence.part == EvidencePart::Title { title } else { text };
        fits(c.evidence.span(), part, "evidence");
        assert_eq!(c.evidence.span().of(part), c.evidence.text, "evidence is the exact substring");
        if let Some(at) = c.at {
            fits(at, part, "a value");
        }
        assert_eq!(c.report, report.id);
    }
}

/// A whole report: everything found lies where it says.
pub fn reader(data: &[u8]) {
    let text = lossy(data);
    let (title, body) = text.split_once('\n').unwrap_or(("", &text));
    let mut report = Report::from_text("r", body);
    report.title = (!title.is_empty()).then(|| title.to_owned());
    report.published = PUBLISHED.parse().ok();
    let reading = READER.read(&report);
    sound(&report, &reading);
}

/// A knowledge image from a stranger is refused or works; it never brings the program down.
pub fn know_image(data: &[u8]) {
    if let Ok(know) = Know::from_bytes(data.to_vec()) {
        assert!(!know.digest().is_empty());
    }
}

/// Tables from a stranger: any bytes as one of them.
pub fn know_lookup(data: &[u8]) {
    let Some((which, table)) = data.split_first() else { return };
    let name = ["actors.tsv", "roles.tsv", "publishers.tsv", "cues.tsv", "x-places.tsv"][usize::from(*which) % 5];
    let _ = know::compile(&[(name.to_owned(), table.to_vec())].into());
}

/// Readings and pictures as a store or another program hands them over: what is read can be shown.
pub fn stored_json(data: &[u8]) {
    if let Ok(reading) = serde_json::from_slice::<Reading>(data) {
        assert!(serde_json::to_string(&reading).is_ok());
    }
    if let Ok(p) = serde_json::from_slice::<Picture>(data) {
        show(&p, &[]);
    }
}

fn show(p: &Picture, sources: &[Report]) {
    let json = publish::json(p);
    assert!(serde_json::from_str::<Picture>(&json).is_ok(), "our own JSON is read again");
    let text = publish::text(p, &publish::TextOptions::default());
    assert!(!text.bytes().any(|b| b < 32 && b != b'\n'), "no control character reaches a terminal");
    let page = publish::html(p, sources);
    assert!(!page.to_ascii_lowercase().contains("<script"), "no script reaches a page");
    for c in p.claims.iter().take(3) {
        publish::explain(p, &c.id, sources);
    }
    publish::numbers_csv(p);
}

/// Reports, one a paragraph, to a picture and all its outputs; every claim's evidence stands in its report, and the order of the
/// reports does not matter.
pub fn picture(data: &[u8]) {
    let text = lossy(data.get(..data.len().min(4_000)).unwrap_or(data));
    let reports: Vec<Report> = text
        .split("\n\n")
        .take(6)
        .enumerate()
        .map(|(i, t)| {
            let mut r = Report::from_text(&format!("r{i}"), t);
            r.published = format!("2026-01-2{i}T07:40:00+03:00").parse().ok();
            r.outlet = Some(format!("Outlet {}", i % 3));
            r
        })
        .collect();
    let readings: Vec<Reading> = reports.iter().map(|r| READER.read(r)).collect();
    let mut known: Vec<_> = reports.iter().zip(&readings).collect();
    let know: &Arc<Know> = READER.know();
    let p = weigh::picture(&known, know, None);
    for c in &p.claims {
        let r = reports.iter().find(|r| r.id == c.report).expect("a claim stands in a report");
        let part = if c.evidence.part == EvidencePart::Title { r.title.as_deref().unwrap_or("") } else { &r.text };
        assert_eq!(c.evidence.span().of(part), c.evidence.text);
    }
    show(&p, &reports);
    known.reverse();
    assert!(publish::json(&weigh::picture(&known, know, None)) == publish::json(&p), "order does not matter");
}
