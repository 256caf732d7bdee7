//! One look at one source: what came, what it is, what is to be remembered.

use std::{cell::RefCell, collections::BTreeSet, io::Read};

use flate2::read::MultiGzDecoder;
use intake::Item;
use model::{Issue, Moment, sha256_hex};

use crate::{
    Ask, Client, Failure, Got, Kind, Outcome, Page, Source, State, Target, Validators, Word,
    again::{Again, again_at, revisit},
    barrier,
    state::MAX_SEEN,
};

/// Lists that an index of sitemaps leads to, fetched at one look.
const MAX_LISTS: usize = 5;
/// Looks at which a page that cannot be had is tried.
const MAX_TRIES: u8 = 3;
/// Pages that are waiting for another try.
const MAX_TRIED: usize = 500;
/// The longest time between two looks at a source that fails.
const MAX_BACKOFF: u64 = 12 * 3_600;
/// The first step of waiting after a failure.
const FIRST_BACKOFF: u64 = 900;

const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml, */*;q=0.5";

/// A capture: an address with the bytes that it gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The address that was asked for.
    pub asked: String,
    /// The address that answered.
    pub url: String,
    /// Status of the answer.
    pub status: u16,
    /// Headers as they came, names in small letters. The content is unpacked, whatever they say.
    pub headers: Vec<(String, String)>,
    /// The content, unpacked.
    pub body: Vec<u8>,
    /// When the answer began.
    pub at: Moment,
    /// It is not whole.
    pub truncated: bool,
    /// Of a list whose pages are fetched too: the addresses (or ids, where there is none) for which the list is all there is.
    /// `None`: all of it is to be read.
    pub only: Option<BTreeSet<String>>,
}

impl Fetched {
    pub(crate) fn of(got: &Got, truncated: bool) -> Self {
        Self {
            asked: got.asked.clone(),
            url: got.url.clone(),
            status: got.status,
            headers: got.headers.clone(),
            body: got.body.clone(),
            at: got.at.clone(),
            truncated,
            only: None,
        }
    }

    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// What the server said before the content, in the form in which a web archive holds it together with the content: what was said
    /// of packing is kept under another name, since the content is unpacked.
    pub fn head(&self) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {}\r\n", self.status);
        for (k, v) in &self.headers {
            let was = matches!(k.as_str(), "content-encoding" | "transfer-encoding" | "content-length");
            let v: String = v.chars().filter(|c| !c.is_control()).collect();
            out.push_str(&format!("{}{k}: {v}\r\n", if was { "x-archive-orig-" } else { "" }));
        }
        out.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        out.into_bytes()
    }

    /// The type of the content as the server states it, in small letters, without parameters.
    pub fn media_type(&self) -> String {
        let stated =
            self.header("content-type").unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let fine = !stated.is_empty() && stated.len() < 100 && stated.bytes().all(|b| b.is_ascii_graphic());
        if fine { stated } else { "application/octet-stream".to_owned() }
    }

    /// The reports in it, read as `firsthand read` would read the file, with the outlet that the source names.
    pub fn reports(&self, source: &Source, options: &intake::Options) -> Vec<Item> {
        let mut out = Vec::new();
        // What a server says in place of a page is kept to show that the page was gone; it is no report.
        if self.status >= 400 {
            return out;
        }
        // The bytes of a report come before it, and go with it.
        let mut bytes = None;
        for item in items_of(&self.url, &self.at, self.header("content-type"), self.body.clone(), options) {
            match item {
                Item::Bytes(_) => bytes = Some(item),
                Item::Issue(_) => out.push(item),
                Item::Report(mut r) => {
                    let held = bytes.take();
                    let wanted = |only: &BTreeSet<String>| only.contains(r.url.as_ref().unwrap_or(&r.id));
                    if !self.only.as_ref().is_none_or(wanted) {
                        continue;
                    }
                    if let Some(o) = &source.outlet {
                        r.outlet = Some(o.clone());
                    }
                    if self.truncated {
                        let note = "the server's answer was cut; what is beyond was not read";
                        r.issues.push(Issue::new("truncated-answer", note).in_report(&r.id));
                    }
                    out.extend(held);
                    out.push(Item::Report(r));
                }
            }
        }
        out
    }
}

fn items_of(
    url: &str,
    at: &Moment,
    content_type: Option<&str>,
    body: Vec<u8>,
    options: &intake::Options,
) -> intake::Stream {
    let content_type = content_type.map(str::to_owned);
    let about = intake::Captured { url: url.to_owned(), at: Some(at.clone()), content_type };
    intake::stream(vec![intake::Source::captured(body, &about)], options)
}

/// What one look gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// What came and is to be kept.
    pub captures: Vec<Fetched>,
    /// What is to be remembered; to be kept in the same step.
    pub state: State,
    /// What to tell of it: a copy of what stands in the state.
    pub outcome: Outcome,
}

/// Something that a source lists.
#[derive(Clone, Debug)]
struct Entry {
    /// Its address, or a name where it has none.
    key: String,
    url: Option<String>,
    when: Option<Moment>,
}

/// What an answer turned out to be.
enum Content {
    /// A list.
    List(Vec<Entry>),
    /// A list of lists.
    Lists(Vec<intake::sitemap::Address>),
    /// A page or document.
    Page,
    /// There is nothing in it.
    Empty(&'static str, String),
}

/// Look at a source once. `Err` only where the program was told to stop before anything was known.
pub fn poll(client: &Client, source: &Source, state: &State, now: &Moment) -> Result<Poll, Failure> {
    let trail = RefCell::default();
    let mut poll = look(client, source, state, now, &trail)?;
    // What was asked for by the way is remembered in the same step.
    let robots = client.said(&trail.borrow());
    poll.state.remember_robots(&source.target.place(), robots, now);
    Ok(poll)
}

/// The places that were asked.
pub(crate) type Trail = RefCell<BTreeSet<String>>;

fn look(client: &Client, source: &Source, state: &State, now: &Moment, trail: &Trail) -> Result<Poll, Failure> {
    let mut next = state.clone();
    next.last_try = Some(now.clone());
    let accept = if source.kind == Kind::Page { ACCEPT_PAGE } else { ACCEPT_FEED };
    let ask = Ask {
        named: Some(&source.target),
        robots: source.robots,
        validators: state.validators.as_ref(),
        accept,
        max_bytes: Some(source.max_bytes),
        total: Some(source.timeout),
        trail: Some(trail),
        ..Ask::new(source.target.url.as_str())
    };
    let got = match client.get(&ask) {
        Ok(g) => g,
        Err(f) if f.is_stop() => return Err(f),
        Err(f) => return Ok(failed(source, next, &f, Vec::new(), now)),
    };
    let pace = got.site_delay.unwrap_or(0).div_ceil(1_000);
    if got.status == 304 {
        if state.validators.is_none() {
            let f = Failure::new("unasked-304", "the server says that nothing changed, and was not asked that");
            return Ok(failed(source, next, &f, Vec::new(), now));
        }
        // An empty list that has not changed is still empty.
        let mut outcome = Outcome::new(Word::Unchanged, "nothing changed since the last look");
        if let Some(last) = state.outcome.as_ref().filter(|o| o.word == Word::Empty) {
            outcome = last.clone();
        }
        let mut again = revisit(client, source, &mut next, source.follow_limit, now, trail);
        let captures = std::mem::take(&mut again.captures);
        return Ok(good(source, next, again.told(outcome), captures, pace, now));
    }
    if let Some(f) = refusal(&got) {
        return Ok(failed(source, next, &f, Vec::new(), now));
    }
    let plain = unpacked(&got.body, source.max_bytes);
    let body: &[u8] = plain.as_deref().unwrap_or(&got.body);
    let (content, print) = match content_of(source, &got, body) {
        Ok(c) => c,
        Err(f) => return Ok(failed(source, next, &f, Vec::new(), now)),
    };
    let cut = got.truncated.clone().or_else(|| cut_off(body, &got));
    let same = state.content.as_ref() == Some(&print);
    let main = Fetched::of(&got, cut.is_some());
    let mut entries = match content {
        Content::Empty(code, note) => {
            next.validators = got.validators();
            next.content = Some(print);
            next.items = 0;
            let captures = if same { Vec::new() } else { vec![main] };
            if let Some(f) = cut {
                return Ok(cut_short(source, next, &f, captures, pace, now));
            }
            let outcome = Outcome { code: code.to_owned(), ..Outcome::new(Word::Empty, note) };
            return Ok(good(source, next, outcome, captures, pace, now));
        }
        Content::Page => None,
        Content::List(e) => Some(e),
        Content::Lists(lists) => Some(expand(client, source, lists, now, trail)),
    };
    // What is remembered has bounds; of a list beyond them the newest count.
    if let Some(all) = entries.as_mut().filter(|e| e.len() > MAX_SEEN) {
        all.sort_by_key(|e| std::cmp::Reverse(e.when.as_ref().map(Moment::seconds)));
        all.truncate(MAX_SEEN);
    }
    let mut captures = Vec::new();
    let mut note = String::new();
    let mut pages = Pages::default();
    let mut news = usize::from(!same);
    if let Some(entries) = &entries {
        next.items = entries.len() as u64;
        let known: BTreeSet<&String> = state.seen.iter().collect();
        let mut told = BTreeSet::new();
        let fresh: Vec<&Entry> =
            entries.iter().filter(|e| !known.contains(&hash_of(&e.key)) && told.insert(&e.key)).collect();
        news = fresh.len();
        note = format!("{} listed, {news} new", count(entries.len(), "item"));
        if source.follow {
            pages = follow(client, source, &mut next, &fresh, now, trail);
            remember(&mut next, std::mem::take(&mut pages.done), entries);
            next.followed += pages.captures.len() as u64;
            note.push_str(&pages.note());
        } else {
            remember(&mut next, fresh.iter().map(|e| hash_of(&e.key)).collect(), entries);
        }
    }
    // A list whose pages are fetched is itself read only for what there is no page of.
    if !same || !pages.given_up.is_empty() {
        let mut main = main;
        main.only = (source.follow && entries.is_some()).then(|| pages.given_up.clone());
        captures.push(main);
    }
    captures.append(&mut pages.captures);
    next.validators = got.validators();
    next.content = Some(print);
    if news > 0 {
        next.last_new = Some(now.clone());
    }
    let mut again = match pages.none_read() {
        None => {
            // A list that always has more than enough new pages must not be one whose edits nobody sees.
            let left = source.follow_limit.saturating_sub(pages.asked).max(source.follow_limit.div_ceil(4));
            revisit(client, source, &mut next, left, now, trail)
        }
        Some(_) => Again::default(),
    };
    captures.append(&mut again.captures);
    if pages.pending {
        // What is left to be fetched stands in this list: it must come whole next time too.
        (next.validators, next.content) = (None, None);
    }
    if let Some(moved) = &got.moved {
        note = join(&note, &format!("it has moved for good to {}", crate::guard::shown(moved)));
    }
    if let Some(f) = cut {
        return Ok(cut_short(source, next, &f, captures, pace, now));
    }
    if let Some(f) = pages.none_read() {
        return Ok(failed(source, next, &f, captures, now));
    }
    let mut outcome = if same && news == 0 && pages.read == 0 {
        Outcome::new(Word::Unchanged, join("nothing changed since the last look", &note))
    } else {
        Outcome::new(Word::Ok, if note.is_empty() { "it was read".to_owned() } else { note })
    };
    if let Some(moved) = &got.moved {
        "moved".clone_into(&mut outcome.code);
        outcome.todo = format!("write url = \"{}\" at this source", crate::guard::shown(moved));
    } else if let Some(f) = &pages.last_failure {
        (outcome.code, outcome.todo) = ("pages-failed".to_owned(), f.todo.clone());
    }
    let outcome = again.told(outcome);
    Ok(good(source, next, outcome, captures, pace, now))
}

pub(crate) fn join(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() { format!("{a}{b}") } else { format!("{a}; {b}") }
}

pub(crate) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A short hash by which an address is known again.
fn hash_of(key: &str) -> String {
    sha256_hex(key.as_bytes()).get(..12).unwrap_or("").to_owned()
}

/// A number below `n` that depends on names alone: two runs wait alike, and sources that fail together come back apart.
pub(crate) fn chance(parts: &[&str], n: u64) -> u64 {
    let hash = sha256_hex(parts.join("\0").as_bytes());
    let number = hash.get(..12).and_then(|h| u64::from_str_radix(h, 16).ok()).unwrap_or(0);
    number % n.max(1)
}

pub(crate) fn later(now: &Moment, seconds: u64) -> Option<Moment> {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX / 4);
    Moment::from_seconds(now.seconds().saturating_add(seconds))
}

/// Seconds until the next look after a number of failures: doubled each time, with up to a quarter more.
fn backoff(source: &Source, failures: u32, retry_after: Option<u64>) -> u64 {
    let every = source.every.as_secs();
    let step = every.min(FIRST_BACKOFF);
    let most = MAX_BACKOFF.max(every);
    let wait = step.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(most);
    let jitter = chance(&[&source.name, &failures.to_string()], wait / 4 + 1);
    wait.saturating_add(jitter).max(retry_after.unwrap_or(0))
}

fn failed(source: &Source, mut state: State, f: &Failure, captures: Vec<Fetched>, now: &Moment) -> Poll {
    state.failures = state.failures.saturating_add(1);
    state.validators = None;
    state.next_due = later(now, backoff(source, state.failures, f.retry_after));
    finish(state, Outcome::of(Word::Failed, f), captures)
}

fn cut_short(source: &Source, mut state: State, f: &Failure, captures: Vec<Fetched>, pace: u64, now: &Moment) -> Poll {
    state.failures = 0;
    state.validators = None;
    state.next_due = regular(source, pace, now);
    finish(state, Outcome::of(Word::Truncated, f), captures)
}

fn good(source: &Source, mut state: State, outcome: Outcome, captures: Vec<Fetched>, pace: u64, now: &Moment) -> Poll {
    state.failures = 0;
    state.last_good = Some(now.clone());
    state.next_due = regular(source, pace, now);
    finish(state, outcome, captures)
}

/// The next look after one that went well: the source's interval, a little spread out, and never faster than the site wants.
fn regular(source: &Source, pace: u64, now: &Moment) -> Option<Moment> {
    let every = source.every.as_secs().max(pace);
    let jitter = chance(&[&source.name, &now.to_string()], every / 20 + 1);
    later(now, every.saturating_add(jitter))
}

/// A look that brought the program's own code down: told as a failure, so that the others go on.
pub(crate) fn broken(source: &Source, state: &State, now: &Moment) -> Poll {
    let f = Failure::new("internal", "reading the answer brought the program down")
        .todo("please report this, with the address");
    let state = State { last_try: Some(now.clone()), ..state.clone() };
    failed(source, state, &f, Vec::new(), now)
}

fn finish(mut state: State, outcome: Outcome, captures: Vec<Fetched>) -> Poll {
    state.outcome = Some(outcome.clone());
    Poll { captures, state, outcome }
}

/// A status that is no content.
pub(crate) fn refusal(got: &Got) -> Option<Failure> {
    let host = Target::parse(&got.url).map(|t| t.host).unwrap_or_default();
    let status = got.status;
    if (200..300).contains(&status) && status != 204 && status != 205 {
        return got.body.is_empty().then(|| {
            Failure::new("empty-answer", format!("{host} answers without a single byte"))
                .todo("look at the address in a browser")
        });
    }
    if let Some(b) = barrier(&got.headers, &got.body).filter(|_| matches!(status, 401..=403 | 405 | 429 | 503)) {
        let mut f = b.failure(&host);
        f.note = format!("{} (status {status})", f.note);
        return Some(f.after(got.retry_after));
    }
    let (what, todo) = match status {
        401 | 407 => ("asks for a login", "look for an open feed; what needs a login is not fetched"),
        402 => ("asks for payment", "ask the publisher for access"),
        403 => ("refuses", "ask the publisher; robots may be shut out"),
        404 => ("knows nothing at this address", "look for the new address on the publisher's site"),
        410 => ("says that this is gone for good", "take the source out, or look for its new address"),
        429 => ("asks to be asked less often", "raise every at this source"),
        451 => ("may not show this for legal reasons", "look for the source elsewhere"),
        500.. => ("has trouble of its own", ""),
        _ => ("gives no content", "look at the address in a browser"),
    };
    Some(Failure::new("http-status", format!("{host} {what} (status {status})")).todo(todo).after(got.retry_after))
}

/// What was inside, where the content itself is packed, as sitemaps are.
fn unpacked(body: &[u8], max: usize) -> Option<Vec<u8>> {
    if intake::format(body) != "gzip" {
        return None;
    }
    let mut out = Vec::new();
    // What came before a fault is there.
    let _ = MultiGzDecoder::new(body).take(max as u64).read_to_end(&mut out);
    (!out.is_empty()).then_some(out)
}

/// Decide what came, and whether it is what was expected. Beside it what tells whether it changed: the entries of a list, the words of a
/// page. The bytes will not do: half the web writes the time of day into each answer.
fn content_of(source: &Source, got: &Got, body: &[u8]) -> Result<(Content, String), Failure> {
    let host = Target::parse(&got.url).map(|t| t.host).unwrap_or_default();
    let is = intake::format(body);
    let wrong = |code: &str, wanted: &str| {
        let note = format!("{host} serves {} where {wanted} was expected", named(is));
        let todo = format!(
            "look at the address in a browser; kind = \"auto\" takes whatever comes (now: {})",
            source.kind.name()
        );
        Failure::new(code, note).todo(todo)
    };
    if is == "html"
        && let Some(b) = barrier(&got.headers, body)
    {
        return Err(b.failure(&host));
    }
    match (source.kind, is) {
        (Kind::Feed | Kind::Auto, "feed" | "json" | "news") => {
            let items = entries_of(got);
            let entries: Vec<Entry> = items
                .iter()
                .filter_map(|i| match i {
                    Item::Report(r) => Some(Entry {
                        key: r.url.clone().unwrap_or_else(|| r.id.clone()),
                        url: r.url.clone(),
                        when: r.published.clone(),
                    }),
                    Item::Issue(_) | Item::Bytes(_) => None,
                })
                .collect();
            let told = |code: &str| items.iter().any(|i| matches!(i, Item::Issue(i) if i.code == code));
            if !entries.is_empty() {
                let each = items.iter().filter_map(|i| if let Item::Report(r) = i { Some(r) } else { None });
                let print = print_of(each.map(|r| [r.url.as_ref().unwrap_or(&r.id).as_str(), &r.sha256]));
                return Ok((Content::List(entries), print));
            }
            if is == "feed" || told("no-entries") {
                let note = if told("bad-entry") {
                    "a feed whose entries have neither title nor text"
                } else {
                    "a feed without a single entry"
                };
                return Ok(empty("no-entries", format!("it answers with {note}")));
            }
            Err(wrong("not-a-feed", "a feed"))
        }
        (Kind::Sitemap | Kind::Auto, "sitemap") => {
            let text = String::from_utf8_lossy(body);
            let all = intake::sitemap::addresses(&text);
            if all.is_empty() {
                return Ok(empty("no-entries", "it answers with a sitemap without a single address".to_owned()));
            }
            let changed = |a: &intake::sitemap::Address| a.changed.as_ref().map(Moment::to_string).unwrap_or_default();
            let print = print_of(all.iter().map(|a| [a.url.clone(), changed(a)]));
            if all.iter().any(|a| a.list) {
                return Ok((Content::Lists(all), print));
            }
            Ok((Content::List(all.into_iter().map(Entry::from).collect()), print))
        }
        (Kind::Feed, _) => Err(wrong("not-a-feed", "a feed")),
        (Kind::Sitemap, _) => Err(wrong("not-a-sitemap", "a sitemap")),
        (Kind::Page, "feed" | "sitemap") => Err(wrong("not-a-page", "a page")),
        (_, "binary" | "json" | "gdelt") => Err(wrong("unreadable", "something with text")),
        (_, "html") => {
            let page = intake::html::extract(&String::from_utf8_lossy(body));
            if page.text.trim().is_empty() {
                let note = "it answers with a page without text; it may need scripts, which are not run";
                return Ok(empty("no-text", note.to_owned()));
            }
            let print = print_of([[page.title.as_deref().unwrap_or(""), &page.text]].into_iter());
            Ok((Content::Page, print))
        }
        _ => Ok((Content::Page, sha256_hex(body))),
    }
}

fn empty(code: &'static str, note: String) -> (Content, String) {
    let print = sha256_hex(note.as_bytes());
    (Content::Empty(code, note), print)
}

/// A hash of pairs, in which neither order nor bounds get lost.
fn print_of<S: AsRef<str>>(pairs: impl Iterator<Item = [S; 2]>) -> String {
    let mut all = String::new();
    for [a, b] in pairs {
        let (a, b) = (a.as_ref(), b.as_ref());
        all.push_str(&format!("{}:{a}{}:{b}", a.len(), b.len()));
    }
    sha256_hex(all.as_bytes())
}

impl From<intake::sitemap::Address> for Entry {
    fn from(a: intake::sitemap::Address) -> Self {
        Self { key: a.url.clone(), url: Some(a.url), when: a.published.or(a.changed) }
    }
}

/// A format for people.
pub(crate) fn named(format: &str) -> &str {
    match format {
        "html" => "a web page",
        "feed" => "a feed",
        "sitemap" => "a sitemap",
        "json" | "json-lines" => "data for scripts",
        "text" => "plain text",
        "binary" => "something without text",
        "pdf" => "a PDF document",
        other => other,
    }
}

fn entries_of(got: &Got) -> Vec<Item> {
    let options = intake::Options { note_missing_dates: false, run_programs: false, ..intake::Options::default() };
    items_of(&got.url, &got.at, got.header("content-type"), got.body.clone(), &options).collect()
}

/// A list that ends before its end, though the server says that this is all: a length that lies, a program that died half way.
fn cut_off(body: &[u8], got: &Got) -> Option<Failure> {
    if !matches!(intake::format(body), "feed" | "sitemap") {
        return None;
    }
    let tail = body.get(body.len().saturating_sub(4_096)..).unwrap_or(body);
    let tail: Vec<u8> = tail.iter().copied().filter(|b| *b != 0).collect();
    let tail = String::from_utf8_lossy(&tail);
    let last = tail.rsplit_once("</").and_then(|(_, r)| r.split_once('>')).map(|(n, _)| n.trim());
    let local = last.map(|n| n.rsplit_once(':').map_or(n, |(_, l)| l).to_ascii_lowercase());
    let whole = ["rss", "feed", "rdf", "urlset", "sitemapindex", "entry"];
    // An empty root is closed in itself.
    if local.as_deref().is_some_and(|l| whole.contains(&l)) || (last.is_none() && tail.trim_end().ends_with("/>")) {
        return None;
    }
    let host = Target::parse(&got.url).map(|t| t.host).unwrap_or_default();
    Some(Failure::new("cut", format!("the list that {host} serves breaks off; what came before was kept")))
}

/// The addresses of the lists that an index leads to: those changed last, a few at a time.
fn expand(
    client: &Client,
    source: &Source,
    mut lists: Vec<intake::sitemap::Address>,
    now: &Moment,
    trail: &Trail,
) -> Vec<Entry> {
    let oldest = now.seconds().saturating_sub(i64::try_from(source.max_age.as_secs()).unwrap_or(i64::MAX));
    lists.retain(|l| l.list && l.changed.as_ref().is_none_or(|c| c.seconds() >= oldest));
    lists.sort_by(|a, b| b.changed.cmp(&a.changed));
    let mut out = Vec::new();
    for list in lists.iter().take(MAX_LISTS) {
        let ask = Ask {
            named: Some(&source.target),
            robots: source.robots || !same_host(source, &list.url),
            max_bytes: Some(source.max_bytes),
            total: Some(source.timeout),
            trail: Some(trail),
            ..Ask::new(&list.url)
        };
        let Ok(got) = client.get(&ask) else { continue };
        let plain = unpacked(&got.body, source.max_bytes);
        let body = plain.as_deref().unwrap_or(&got.body);
        if got.status == 200 && intake::format(body) == "sitemap" {
            let found = intake::sitemap::addresses(&String::from_utf8_lossy(body));
            out.extend(found.into_iter().filter(|a| !a.list).map(Entry::from));
        }
    }
    out
}

fn same_host(source: &Source, url: &str) -> bool {
    Target::parse(url).is_ok_and(|t| t.host == source.target.host)
}

/// What came of following links.
#[derive(Default)]
struct Pages {
    captures: Vec<Fetched>,
    asked: usize,
    read: usize,
    failed: usize,
    /// Links that are left for the next look.
    pending: bool,
    /// Addresses whose page will not be had.
    given_up: BTreeSet<String>,
    last_failure: Option<Failure>,
    /// Hashes of the links that are done with.
    done: Vec<String>,
}

impl Pages {
    fn note(&self) -> String {
        let mut note = match self.read {
            0 if self.failed == 0 => String::new(),
            n => format!("; {} read", count(n, "page")),
        };
        if let Some(f) = &self.last_failure {
            note.push_str(&format!(", {} not: {}", self.failed, f.note));
        }
        if self.pending {
            note.push_str("; the rest at the next look");
        }
        note
    }

    /// Where pages were asked for and none could be read, the source is of no use as it stands.
    fn none_read(&self) -> Option<Failure> {
        let mut f = self.last_failure.clone().filter(|_| self.read == 0 && self.failed > 0)?;
        f.note = format!("the list was read, and none of {} could be: {}", count(self.failed, "page"), f.note);
        Some(f)
    }
}

/// Fetch the pages that a list leads to, each once.
fn follow(client: &Client, source: &Source, state: &mut State, fresh: &[&Entry], now: &Moment, trail: &Trail) -> Pages {
    let mut pages = Pages::default();
    let oldest = now.seconds().saturating_sub(i64::try_from(source.max_age.as_secs()).unwrap_or(i64::MAX));
    let mut done: Vec<String> = Vec::new();
    let mut wanted: Vec<(&str, String)> = Vec::new();
    for e in fresh {
        let hash = hash_of(&e.key);
        match &e.url {
            Some(u) if e.when.as_ref().is_none_or(|w| w.seconds() >= oldest) => wanted.push((u, hash)),
            _ => {
                // What has no page, or is too old to be fetched, is read as far as the list tells it.
                pages.given_up.extend(e.url.clone().or_else(|| Some(e.key.clone())));
                done.push(hash);
            }
        }
    }
    // What failed before waits behind what was not tried yet.
    wanted.sort_by_key(|(_, h)| state.tried.get(h).copied().unwrap_or(0));
    let mut away: BTreeSet<String> = BTreeSet::new();
    for (i, (url, hash)) in wanted.iter().enumerate() {
        if i >= source.follow_limit || client.is_stopped() {
            pages.pending = true;
            break;
        }
        let place = Target::parse(url).map(|t| t.place()).unwrap_or_default();
        if away.contains(&place) {
            pages.pending = true;
            continue;
        }
        pages.asked += 1;
        match page(client, source, url, trail) {
            Ok(Some((f, validators))) => {
                pages.read += 1;
                if let Some(every) = source.revisit {
                    let content = words_of(&f.body).unwrap_or_default();
                    let next = again_at(every.as_secs(), &f.url, now);
                    let (url, first) = (f.url.clone(), now.clone());
                    state.remember_page(Page { url, first, next, content, validators, gone: false });
                }
                pages.captures.push(f);
                done.push(hash.clone());
            }
            Ok(None) => done.push(hash.clone()),
            Err(f) if f.is_stop() => {
                pages.pending = true;
                break;
            }
            Err(f) if f.code == "asked-to-wait" || f.retry_after.is_some() => {
                pages.pending = true;
                away.insert(place);
                if f.code != "asked-to-wait" {
                    pages.failed += 1;
                    pages.last_failure = Some(f);
                }
            }
            Err(f) => {
                pages.failed += 1;
                let tries = state.tried.get(hash).copied().unwrap_or(0) + 1;
                let for_good = f.code == "robots"
                    || f.code == "gone"
                    || f.code.starts_with("refused")
                    || matches!(
                        f.code.as_str(),
                        "bad-address" | "redirect-loop" | "too-many-redirects" | "downgrade" | "unreadable"
                    );
                if for_good || tries >= MAX_TRIES {
                    pages.given_up.insert((*url).to_owned());
                    done.push(hash.clone());
                } else {
                    pages.pending = true;
                    state.tried.insert(hash.clone(), tries);
                }
                pages.last_failure = Some(f);
            }
        }
    }
    for h in &done {
        state.tried.remove(h);
    }
    while state.tried.len() > MAX_TRIED {
        state.tried.pop_first();
    }
    pages.done = done;
    pages
}

pub(crate) fn ask_page(
    client: &Client,
    source: &Source,
    url: &str,
    validators: Option<&Validators>,
    trail: &Trail,
) -> Result<Got, Failure> {
    let ask = Ask {
        named: Some(&source.target),
        robots: source.robots || !same_host(source, url),
        validators,
        accept: ACCEPT_PAGE,
        max_bytes: Some(source.max_bytes),
        total: Some(source.timeout),
        trail: Some(trail),
        ..Ask::new(url)
    };
    client.get(&ask)
}

/// One page that a list leads to, and what tells later whether it changed; `None` where there is nothing in it that could be read.
fn page(
    client: &Client,
    source: &Source,
    url: &str,
    trail: &Trail,
) -> Result<Option<(Fetched, Option<Validators>)>, Failure> {
    let got = ask_page(client, source, url, None, trail)?;
    if matches!(got.status, 404 | 410 | 401 | 402 | 451) {
        let mut f = refusal(&got).unwrap_or_else(|| Failure::new("gone", "it is gone"));
        "gone".clone_into(&mut f.code);
        return Err(f);
    }
    if let Some(f) = refusal(&got) {
        return Err(f);
    }
    let is = intake::format(&got.body);
    if matches!(is, "binary" | "feed" | "sitemap") {
        return Ok(None);
    }
    if is == "html"
        && let Some(b) = barrier(&got.headers, &got.body)
    {
        let host = Target::parse(&got.url).map(|t| t.host).unwrap_or_default();
        return Err(b.failure(&host));
    }
    // Of a page that is not whole, the rest is to come next time.
    let validators = got.validators().filter(|_| got.truncated.is_none());
    Ok(Some((Fetched::of(&got, got.truncated.is_some()), validators)))
}

/// A hash of the words of a page, `None` where it has none.
pub(crate) fn words_of(body: &[u8]) -> Option<String> {
    if intake::format(body) != "html" {
        return Some(sha256_hex(body));
    }
    let page = intake::html::extract(&String::from_utf8_lossy(body));
    let print = || print_of([[page.title.as_deref().unwrap_or(""), &page.text]].into_iter());
    (!page.text.trim().is_empty()).then(print)
}

/// Remember what a list names.
fn remember(state: &mut State, new: Vec<String>, listed: &[Entry]) {
    state.seen.extend(new);
    let listed: BTreeSet<String> =
        if state.seen.len() > MAX_SEEN { listed.iter().map(|e| hash_of(&e.key)).collect() } else { BTreeSet::new() };
    trim(&mut state.seen, &listed);
}

/// Forget the oldest, those that are still listed last of all.
fn trim(seen: &mut Vec<String>, listed: &BTreeSet<String>) {
    let mut over = seen.len().saturating_sub(MAX_SEEN);
    seen.retain(|h| {
        let drop = over > 0 && !listed.contains(h);
        over -= usize::from(drop);
        !drop
    });
    let over = seen.len().saturating_sub(MAX_SEEN);
    seen.drain(..over);
}
