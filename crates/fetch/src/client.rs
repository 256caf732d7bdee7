//! One request at a time to one place, each hop of it judged by the guard and by the site's robots.txt.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    io::{self, Read},
    net::{SocketAddr, ToSocketAddrs},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use flate2::read::MultiGzDecoder;
use model::Moment;
use serde::{Deserialize, Serialize};
use ureq::{
    Agent, Error, Timeout,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{Connector as _, NextTimeout, TcpConnector},
    },
};

use crate::{
    Asked, Clock, Failure, Guard, Robots, Roots, TOKEN, Target,
    guard::shown,
    pace::Pace,
    robots,
    tls::{self, Tls},
};

/// Bytes of an error's page that are looked at.
const MAX_ERROR_PAGE: usize = 64 << 10;
/// Addresses that a name may have; the client tries no more.
const MAX_ADDRESSES: usize = 16;
/// Redirects of robots.txt that are followed (RFC 9309 2.3.1.2).
const ROBOTS_HOPS: usize = 5;
/// The longest time that a server may ask us to stay away, in seconds.
const MAX_AWAY: u64 = 7 * 86_400;
/// Places that are remembered; more only in the middle of a crowd.
const MAX_PLACES: usize = 1_000;
/// Milliseconds after which a robots.txt that could not be had is asked for again.
const ROBOTS_AGAIN: i64 = 15 * 60 * 1_000;
/// How often a wait looks whether it is to end.
const SLICE: Duration = Duration::from_millis(250);

/// How requests are made. All times are limits of real time, whatever the [`Clock`] says.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who we say we are, with an address where we can be reached.
    pub user_agent: String,
    /// To reach the server, names and encryption included.
    pub connect: Duration,
    /// From the request to the end of the answer's headers.
    pub headers: Duration,
    /// For all of it, redirects included.
    pub total: Duration,
    /// A stretch of time in which next to nothing of an answer comes; then the server is left.
    pub idle: Duration,
    /// Bytes of an answer, unpacked; what is beyond is cut.
    pub max_bytes: usize,
    /// Redirects that are followed.
    pub max_hops: usize,
    /// Between the end of a request and the next to the same place; robots.txt may ask for more.
    pub delay: Duration,
    /// The longest that a request waits for its turn; what would take longer is left for another day.
    pub patience: Duration,
    /// How long robots.txt is believed; a day at most (RFC 9309 2.4).
    pub robots_age: Duration,
    /// Whose certificates are believed.
    pub roots: Roots,
}

impl Settings {
    /// The usual limits, for a robot of the people at `contact` (a page or a mail address).
    pub fn new(contact: &str) -> Self {
        Self {
            user_agent: format!("{TOKEN}/{} (+{contact})", env!("CARGO_PKG_VERSION")),
            connect: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            total: Duration::from_secs(60),
            idle: Duration::from_secs(20),
            max_bytes: 32 << 20,
            max_hops: 8,
            delay: Duration::from_secs(2),
            patience: Duration::from_secs(90),
            robots_age: Duration::from_secs(86_400),
            roots: Roots::default(),
        }
    }
}

/// What a server gave by which it can tell later that nothing changed (RFC 9110 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The address that gave them; another is never asked with them.
    pub url: String,
    /// The `ETag` header as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` header as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The address.
    pub url: &'a str,
    /// The source on whose behalf; its port is allowed.
    pub named: Option<&'a Target>,
    /// Heed robots.txt.
    pub robots: bool,
    /// Ask only for what changed since.
    pub validators: Option<&'a Validators>,
    /// Media types wanted, as in the `Accept` header.
    pub accept: &'a str,
    /// Bytes of the answer; [`Settings::max_bytes`] where absent.
    pub max_bytes: Option<usize>,
    /// Time for all of it; [`Settings::total`] where absent.
    pub total: Option<Duration>,
    /// Filled with the places (host and port) that were asked on the way.
    pub trail: Option<&'a RefCell<BTreeSet<String>>>,
    /// What is sent, with its media type; a question then, which no redirect carries elsewhere.
    pub post: Option<(&'a str, &'a [u8])>,
}

impl<'a> Ask<'a> {
    /// Any content of an address, robots.txt heeded.
    pub fn new(url: &'a str) -> Self {
        Self {
            url,
            named: None,
            robots: true,
            validators: None,
            accept: "*/*",
            max_bytes: None,
            total: None,
            trail: None,
            post: None,
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Got {
    /// The address that was asked for, in its standard form.
    pub asked: String,
    /// The address that answered.
    pub url: String,
    /// Status.
    pub status: u16,
    /// Headers as they came, names in small letters.
    pub headers: Vec<(String, String)>,
    /// Content, unpacked.
    pub body: Vec<u8>,
    /// When the answer began.
    pub at: Moment,
    /// Why the content is not whole.
    pub truncated: Option<Failure>,
    /// The address to which the one asked for has moved for good.
    pub moved: Option<String>,
    /// Milliseconds that the site wants between requests.
    pub site_delay: Option<u64>,
    /// Seconds that the server asked us to stay away, where it did.
    pub retry_after: Option<u64>,
}

impl Got {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// What tells next time whether anything changed.
    pub fn validators(&self) -> Option<Validators> {
        let take = |n: &str| self.header(n).filter(|v| v.len() <= 1_000).map(str::to_owned);
        let v = Validators { url: self.url.clone(), etag: take("etag"), modified: take("last-modified") };
        (v.etag.is_some() || v.modified.is_some()).then_some(v)
    }
}

/// Looks names up.
pub trait Lookup: Send + Sync + 'static {
    /// The addresses of a host.
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// Looks names up as this machine does.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        (host, port).to_socket_addrs().map(Iterator::collect)
    }
}

/// Gives the client only addresses that the guard lets through; the client connects to these and to nothing else.
struct Guarded {
    guard: Guard,
    lookup: Arc<dyn Lookup>,
}

impl std::fmt::Debug for Guarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guarded").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl Guarded {
    fn find(&self, uri: &Uri, limit: Duration) -> Result<Vec<SocketAddr>, Failure> {
        let bad = || Failure::new("bad-address", format!("{} has no host", shown(&uri.to_string())));
        let host = uri.host().ok_or_else(bad)?.trim_matches(['[', ']']).to_owned();
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let found = match host.parse() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => {
                // The system's way to look a name up knows no time limit: it is left behind where it takes too long.
                let (tell, told) = mpsc::sync_channel(1);
                let (lookup, name) = (Arc::clone(&self.lookup), host.clone());
                std::thread::spawn(move || tell.send(lookup.addresses(&name, port)).ok());
                match told.recv_timeout(limit) {
                    Ok(Ok(found)) => found,
                    Ok(Err(e)) => {
                        let note = format!("{host} was not found: {e}");
                        return Err(Failure::new("no-such-host", note)
                            .todo("look for a slip in the address, and at this machine's network"));
                    }
                    Err(_) => return Err(Failure::new("timeout", format!("{host} could not be looked up in time"))),
                }
            }
        };
        self.guard.reachable(&host, &found)
    }
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let limit = (*timeout.after).min(Duration::from_secs(60));
        let found = self.find(uri, limit).map_err(|e| Error::Other(Box::new(e)))?;
        let mut out = self.empty();
        for a in found.into_iter().take(MAX_ADDRESSES) {
            out.push(a);
        }
        Ok(out)
    }
}

/// What is known of one place (host and port).
#[derive(Default)]
struct Place {
    /// A request is under way.
    busy: bool,
    /// When the next may begin.
    free_at: i64,
    /// Until when the server asked us to stay away.
    away_until: i64,
    robots: Option<Known>,
}

/// What is known of a robots.txt.
#[derive(Clone)]
struct Known {
    /// When it was asked for.
    at: i64,
    /// Until when this is believed.
    until: i64,
    said: Result<Arc<Robots>, Failure>,
}

#[derive(Default)]
struct Places {
    table: Mutex<BTreeMap<String, Place>>,
    freed: Condvar,
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Place>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of one request at its place; ends when it is dropped.
struct Turn<'a> {
    client: &'a Client,
    place: String,
    delay: i64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let now = self.client.clock.millis();
        let mut table = self.client.places.lock();
        if let Some(p) = table.get_mut(&self.place) {
            p.busy = false;
            p.free_at = now.saturating_add(self.delay);
        }
        drop(table);
        self.client.places.freed.notify_all();
    }
}

/// Asks for addresses.
pub struct Client {
    agent: Agent,
    guard: Guard,
    settings: Settings,
    clock: Arc<dyn Clock>,
    places: Places,
    stop: Arc<AtomicBool>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).field("guard", &self.guard).finish_non_exhaustive()
    }
}

fn stopped() -> Failure {
    Failure::new("stopped", "the program was told to stop")
}

impl Client {
    /// A client that looks names up as `lookup` does. `stop` ends all waiting.
    pub fn new(
        settings: Settings,
        guard: Guard,
        lookup: Arc<dyn Lookup>,
        clock: Arc<dyn Clock>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        // A proxy of the environment would look names up itself, behind the guard's back; a connection that is kept would be one
        // that was judged at another time.
        let config = Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .max_response_header_size(64 << 10)
            .user_agent(settings.user_agent.clone())
            .accept_encoding("gzip")
            .timeout_connect(Some(settings.connect))
            .timeout_resolve(Some(settings.connect))
            .timeout_send_request(Some(settings.headers))
            .timeout_recv_response(Some(settings.headers))
            .build();
        let resolver = Guarded { guard: guard.clone(), lookup };
        let tls = Tls::new(&settings.roots, Arc::clone(&clock));
        let connector = TcpConnector::default().chain(tls).chain(Pace(settings.idle));
        let agent = Agent::with_parts(config, connector, resolver);
        Self { agent, guard, settings, clock, places: Places::default(), stop }
    }

    /// The clock that this client goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// True where all is to end.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The limits.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Ask for an address, go where it leads, give what answers in the end, whatever its status.
    pub fn get(&self, ask: &Ask) -> Result<Got, Failure> {
        let mut target = Target::parse(ask.url)?;
        let asked = target.url.to_string();
        let mut seen = BTreeSet::from([asked.clone()]);
        let mut left = ask.total.unwrap_or(self.settings.total);
        let (mut moved, mut for_good) = (None, true);
        loop {
            self.guard.port(&target, ask.named)?;
            if let Some(trail) = ask.trail {
                trail.borrow_mut().insert(target.place());
            }
            let mut turn = self.turn(&target.place())?;
            let mut site_delay = None;
            if ask.robots {
                let robots = self.robots(&target, ask.named)?;
                site_delay = robots.delay;
                turn.delay = turn.delay.max(site_delay.and_then(|d| i64::try_from(d).ok()).unwrap_or(0));
                robots.allows(&path_of(&target)).map_err(|rule| {
                    let note = format!(
                        "robots.txt of {} asks not to fetch {} (rule {rule:?})",
                        target.host,
                        shown(target.url.path())
                    );
                    Failure::new("robots", note)
                        .todo("ask the publisher for leave, then write robots = false at this source")
                })?;
            }
            let validators = ask.validators.filter(|v| v.url == target.url.as_str());
            let began = Instant::now();
            let answer = self.exchange(&target, ask, validators, left)?;
            left = left.saturating_sub(began.elapsed());
            drop(turn);
            let location = answer.header("location").filter(|_| matches!(answer.status, 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else {
                return Ok(Got { asked, moved, site_delay, ..answer });
            };
            if ask.post.is_some() {
                let note = format!("the server leads on to {}, and what was sent is for nobody else", shown(location));
                return Err(Failure::new("bad-redirect", note).todo("write down the address where it ends"));
            }
            let next = self.follow(&target, location)?;
            for_good &= matches!(answer.status, 301 | 308);
            if for_good {
                moved = Some(next.url.to_string());
            }
            if !seen.insert(next.url.to_string()) {
                let note = format!("the address leads in a circle, over {}", shown(next.url.as_str()));
                return Err(Failure::new("redirect-loop", note)
                    .todo("look at the address in a browser; it may ask for a cookie"));
            }
            if seen.len() > self.settings.max_hops + 1 {
                let note = format!("the address leads on more than {} times", self.settings.max_hops);
                return Err(Failure::new("too-many-redirects", note).todo("write down the address where it ends"));
            }
            target = next;
        }
    }

    /// Where a redirect leads.
    #[doc(hidden)]
    pub fn follow(&self, from: &Target, location: &str) -> Result<Target, Failure> {
        let joined = from.url.join(location).map_err(|e| {
            Failure::new("bad-redirect", format!("the server leads to {}, which is no address: {e}", shown(location)))
        })?;
        let next = Target::parse(joined.as_str()).map_err(|mut e| {
            e.note = format!("the server leads on: {}", e.note);
            e
        })?;
        if from.url.scheme() == "https" && next.url.scheme() == "http" {
            let note = format!(
                "the server leads from https to {}, which anybody on the way could change",
                shown(next.url.as_str())
            );
            return Err(Failure::new("downgrade", note).todo("look for an https address of this source"));
        }
        Ok(next)
    }

    /// Wait for the turn at a place.
    fn turn(&self, place: &str) -> Result<Turn<'_>, Failure> {
        let mut table = self.places.lock();
        let now = || self.clock.millis();
        if table.len() > MAX_PLACES {
            let t = now();
            let fresh = |p: &Place| p.robots.as_ref().is_some_and(|k| t < k.until);
            table.retain(|_, p| p.busy || p.free_at > t || p.away_until > t || fresh(p));
            if table.len() > MAX_PLACES {
                table.retain(|_, p| p.busy || p.free_at > t || p.away_until > t);
            }
        }
        loop {
            if self.is_stopped() {
                return Err(stopped());
            }
            let p = table.entry(place.to_owned()).or_default();
            if !p.busy {
                break;
            }
            let waited = self.places.freed.wait_timeout(table, SLICE);
            table = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let p = table.entry(place.to_owned()).or_default();
        let away = (p.away_until - now()).max(0);
        let wait = (p.free_at - now()).max(0);
        let patience = i64::try_from(self.settings.patience.as_millis()).unwrap_or(i64::MAX);
        if away > 0 || wait > patience {
            let seconds = u64::try_from(away.max(wait)).unwrap_or(0).div_ceil(1_000);
            let note = format!("{place} asked to be left alone for another {seconds} seconds");
            return Err(Failure::new("asked-to-wait", note).after(Some(seconds)));
        }
        p.busy = true;
        let free_at = p.free_at;
        drop(table);
        let delay = i64::try_from(self.settings.delay.as_millis()).unwrap_or(i64::MAX);
        let turn = Turn { client: self, place: place.to_owned(), delay };
        while let Ok(more) = u64::try_from(free_at - now()) {
            if self.is_stopped() {
                return Err(stopped());
            }
            if more == 0 {
                break;
            }
            self.clock.wait(Duration::from_millis(more).min(SLICE));
        }
        Ok(turn)
    }

    fn robots_age(&self) -> i64 {
        i64::try_from(self.settings.robots_age.as_millis()).unwrap_or(i64::MAX)
    }

    /// What the site asks of us. Asked for within the turn of the request it is for.
    fn robots(&self, target: &Target, named: Option<&Target>) -> Result<Arc<Robots>, Failure> {
        let place = target.place();
        let known = self.places.lock().get(&place).and_then(|p| p.robots.clone());
        let at = self.clock.millis();
        // A clock that was set back must not keep what it knows for ever.
        if let Some(k) = &known
            && at < k.until
            && at >= k.at
        {
            return k.said.clone();
        }
        let known = match self.ask_robots(target, named) {
            Ok(r) => Known { at, until: at.saturating_add(self.robots_age()), said: Ok(Arc::new(r)) },
            Err(e) => {
                let again = e.retry_after.and_then(|s| i64::try_from(s).ok()).unwrap_or(0).saturating_mul(1_000);
                let until = at.saturating_add(again.max(ROBOTS_AGAIN).min(self.robots_age()));
                match known.map(|k| k.said) {
                    // A file that cannot be had today is as it was yesterday (RFC 9309 2.4).
                    Some(Ok(old)) if !e.code.starts_with("refused") => Known { at, until, said: Ok(old) },
                    // A server that answers with trouble is left in peace; a connection that broke may be whole in a moment.
                    _ if e.code == "robots-unreachable" => Known { at, until, said: Err(e) },
                    _ => return Err(e),
                }
            }
        };
        let said = known.said.clone();
        if let Some(p) = self.places.lock().get_mut(&place) {
            p.robots = Some(known);
        }
        said
    }

    /// Believe what places said in robots.txt before this program was started, where nothing newer is known.
    pub fn recall(&self, robots: &BTreeMap<String, Asked>) {
        let mut table = self.places.lock();
        for (place, a) in robots.iter().take(MAX_PLACES) {
            let millis = |m: &Moment| m.seconds().saturating_mul(1_000);
            let p = table.entry(place.clone()).or_default();
            let (at, until) = (millis(&a.at), millis(&a.until).min(millis(&a.at).saturating_add(self.robots_age())));
            if p.robots.as_ref().is_none_or(|k| k.at < at) {
                let said = match &a.failure {
                    Some(f) => Err(f.clone()),
                    None => Ok(Arc::new(Robots::parse(a.rules.as_bytes(), TOKEN))),
                };
                p.robots = Some(Known { at, until, said });
            }
        }
    }

    /// What is known of the robots.txt of these places, to be remembered.
    pub fn said(&self, places: &BTreeSet<String>) -> BTreeMap<String, Asked> {
        let table = self.places.lock();
        let moment = |millis: i64| Moment::from_seconds(millis.div_euclid(1_000));
        let known = |place: &String| {
            let k = table.get(place)?.robots.clone()?;
            let (rules, failure) = match k.said {
                Ok(r) => (r.text(), None),
                Err(f) => (String::new(), Some(f)),
            };
            Some((place.clone(), Asked { at: moment(k.at)?, until: moment(k.until)?, rules, failure }))
        };
        places.iter().filter_map(known).collect()
    }

    fn ask_robots(&self, target: &Target, named: Option<&Target>) -> Result<Robots, Failure> {
        let mut at = target.clone();
        at.url.set_path("/robots.txt");
        at.url.set_query(None);
        let mut left = self.settings.total;
        for _ in 0..=ROBOTS_HOPS {
            self.guard.port(&at, named)?;
            let ask = Ask { accept: "text/plain, */*;q=0.1", max_bytes: Some(robots::MAX_BYTES), ..Ask::new("") };
            let began = Instant::now();
            let got = self.exchange(&at, &ask, None, left).map_err(|mut e| {
                e.note = format!("{} (when robots.txt was asked for)", e.note);
                e
            })?;
            left = left.saturating_sub(began.elapsed());
            match got.status {
                // Of a file that broke off nobody knows what else it asks; of one that is too large the beginning counts.
                200..=299 if got.truncated.as_ref().is_some_and(|t| t.code != "too-large") => {
                    let note =
                        format!("robots.txt of {} did not come whole, so nothing else may be asked for", at.host);
                    return Err(Failure::new("robots-unreachable", note));
                }
                200..=299 => return Ok(Robots::parse(&got.body, TOKEN)),
                300..=399 => match got.header("location") {
                    Some(l) => at = self.follow(&at, l)?,
                    None => return Ok(Robots::open()),
                },
                429 | 500.. => {
                    let wait = got.header("retry-after").and_then(|v| self.retry_after(v));
                    let note = format!(
                        "robots.txt of {} cannot be had (status {}), so nothing else may be asked for",
                        at.host, got.status
                    );
                    return Err(Failure::new("robots-unreachable", note).after(wait));
                }
                _ => return Ok(Robots::open()),
            }
        }
        Ok(Robots::open())
    }

    /// Seconds from a `Retry-After` header: a number or a date (RFC 9110 10.2.3).
    fn retry_after(&self, value: &str) -> Option<u64> {
        let value = value.trim();
        let seconds = value.parse().ok().or_else(|| {
            let z = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(value).ok()?;
            u64::try_from(z.timestamp().as_second() - self.clock.millis().div_euclid(1_000)).ok()
        });
        seconds.map(|s: u64| s.min(MAX_AWAY))
    }

    /// One request and its answer.
    fn exchange(
        &self,
        target: &Target,
        ask: &Ask,
        validators: Option<&Validators>,
        left: Duration,
    ) -> Result<Got, Failure> {
        if left.is_zero() {
            return Err(Failure::new("timeout", "there was no time left for the last redirect"));
        }
        let answer = if let Some((media_type, body)) = ask.post {
            let request = self.agent.post(target.url.as_str()).header("accept", ask.accept);
            request.header("content-type", media_type).config().timeout_global(Some(left)).build().send(body)
        } else {
            let mut request = self.agent.get(target.url.as_str()).header("accept", ask.accept);
            if let Some(v) = validators {
                if let Some(e) = &v.etag {
                    request = request.header("if-none-match", e);
                }
                if let Some(m) = &v.modified {
                    request = request.header("if-modified-since", m);
                }
            }
            request.config().timeout_global(Some(left)).build().call()
        };
        let response = answer.map_err(|e| failure_of(e, target))?;
        let at = self.clock.now();
        let status = response.status().as_u16();
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(k, v)| (k.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        let mut got = Got {
            asked: String::new(),
            url: target.url.to_string(),
            status,
            headers,
            body: Vec::new(),
            at,
            truncated: None,
            moved: None,
            site_delay: None,
            retry_after: None,
        };
        if matches!(status, 429 | 503)
            && let Some(seconds) = got.header("retry-after").and_then(|v| self.retry_after(v))
        {
            got.retry_after = Some(seconds);
            let until = i64::try_from(seconds).unwrap_or(0).saturating_mul(1_000);
            let until = self.clock.millis().saturating_add(until);
            if let Some(p) = self.places.lock().get_mut(&target.place()) {
                p.away_until = p.away_until.max(until);
            }
        }
        if matches!(status, 100..=199 | 204 | 205 | 304)
            || got.header("location").is_some() && (300..400).contains(&status)
        {
            return Ok(got);
        }
        let max = ask.max_bytes.unwrap_or(self.settings.max_bytes);
        let max = if status >= 400 { max.min(MAX_ERROR_PAGE) } else { max };
        let encoding = got.header("content-encoding").unwrap_or("").trim().to_ascii_lowercase();
        let (body, truncated) = read_body(response.into_body().into_reader(), &encoding, max, target)?;
        // Of a page that only says why there is nothing, a part is enough.
        got.truncated = truncated.filter(|_| status < 400);
        got.body = body;
        Ok(got)
    }
}

/// What robots.txt judges: the path with its query.
fn path_of(target: &Target) -> String {
    match target.url.query() {
        Some(q) => format!("{}?{q}", target.url.path()),
        None => target.url.path().to_owned(),
    }
}

/// Read and unpack an answer, no more than `max` bytes of it. What came before a fault is kept; nothing at all is a failure.
fn read_body(
    mut raw: impl Read,
    encoding: &str,
    max: usize,
    target: &Target,
) -> Result<(Vec<u8>, Option<Failure>), Failure> {
    let mut fault = None;
    let mut first = Vec::new();
    // Some servers say gzip and send it plain: the first bytes tell.
    if let Err(e) = raw.by_ref().take(2).read_to_end(&mut first) {
        fault = Some(e);
    }
    let packed = first == b"\x1F\x8B";
    let unpack = match encoding {
        "" | "identity" => false,
        "gzip" | "x-gzip" => packed,
        _ if packed && encoding == "gzip, gzip" => true,
        other => {
            let note = format!("the server packed its answer by {}, which was not asked for", shown(other));
            return Err(Failure::new("unknown-encoding", note));
        }
    };
    let mut body = Vec::new();
    if fault.is_none() {
        let raw = io::Cursor::new(first).chain(raw);
        let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
        // What came before an error stays in the buffer.
        let read = if unpack {
            MultiGzDecoder::new(raw).take(limit).read_to_end(&mut body)
        } else {
            raw.take(limit).read_to_end(&mut body)
        };
        fault = read.err();
    }
    if body.len() > max {
        body.truncate(max);
        let note = format!("the answer is larger than {max} bytes; what is beyond was not read");
        return Ok((
            body,
            Some(Failure::new("too-large", note).todo("raise max_bytes of this source, if it is as large as that")),
        ));
    }
    let Some(e) = fault else { return Ok((body, None)) };
    let mut why = body_failure(e, target, unpack);
    if body.is_empty() {
        return Err(why);
    }
    why.note = format!("{}; the first {} bytes were kept", why.note, body.len());
    Ok((body, Some(why)))
}

/// What happened while an answer was read.
fn body_failure(e: io::Error, target: &Target, unpacking: bool) -> Failure {
    let wrapped = e.get_ref().is_some_and(|inner| inner.is::<Error>());
    let kind = e.kind();
    if wrapped && let Some(inner) = e.into_inner().and_then(|i| i.downcast::<Error>().ok()) {
        return match *inner {
            Error::Io(io) => body_failure(io, target, unpacking),
            other => failure_of(other, target),
        };
    }
    match kind {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            Failure::new("short-body", format!("{} ended its answer before it was whole", target.host))
        }
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            Failure::new("timeout", format!("{} did not finish its answer in time", target.host))
        }
        _ if unpacking => Failure::new("bad-encoding", format!("the answer of {} cannot be unpacked", target.host)),
        _ => Failure::new("broken-connection", format!("the connection to {} broke", target.host)),
    }
}

/// A client's error in our words.
fn failure_of(e: Error, target: &Target) -> Failure {
    let host = &target.host;
    match e {
        Error::Other(inner) => match inner.downcast::<Failure>() {
            Ok(f) => *f,
            Err(other) => Failure::new("protocol", format!("{host}: {other}")),
        },
        Error::Timeout(t) => {
            let what = match t {
                Timeout::Resolve => "could not be looked up in time",
                Timeout::Connect => "could not be reached in time",
                Timeout::SendRequest | Timeout::RecvResponse => "did not answer in time",
                _ => "did not finish its answer in time",
            };
            Failure::new("timeout", format!("{host} {what}"))
        }
        Error::HostNotFound => {
            Failure::new("no-such-host", format!("{host} was not found")).todo("look for a slip in the address")
        }
        Error::LargeResponseHeader(..) => {
            Failure::new("headers-too-large", format!("the headers of {host} are larger than 64 KiB"))
        }
        Error::Io(io) => match io.kind() {
            io::ErrorKind::ConnectionRefused => {
                Failure::new("connect", format!("{host} refuses connections on port {}", target.port))
            }
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => {
                Failure::new("no-answer", format!("{host} closed the connection without an answer"))
            }
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                Failure::new("timeout", format!("{host} did not answer in time"))
            }
            io::ErrorKind::InvalidData if let Some(why) = io.get_ref().and_then(|e| e.downcast_ref()) => {
                tls::failure(host, why)
            }
            _ => Failure::new("connect", format!("{host} cannot be reached: {io}")),
        },
        Error::BadUri(_) | Error::Http(_) => {
            Failure::new("bad-address", format!("{} cannot be asked for: {e}", shown(target.url.as_str())))
        }
        other => Failure::new("protocol", format!("{host} does not speak HTTP as it should: {other}")),
    }
}
