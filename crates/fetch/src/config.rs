//! `sources.toml`: what is looked at, how often, and what for.
//!
//! Key decision: strict. A name that is not known, a time without a unit, an address that could never be reached is an error with its
//! line, since a source that is silently not looked at is worse than a program that does not start.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Read},
    net::SocketAddr,
    path::Path,
    time::Duration,
};

use serde::Deserialize;
use toml::Spanned;

use crate::{Failure, Guard, Roots, Settings, Target};

/// The least time in seconds between two requests for the same page of a list.
const LEAST_REVISIT: u64 = 600;

/// What a source is expected to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Whatever comes is read; a page with a riddle or a login is a failure.
    #[default]
    Auto,
    /// RSS, Atom, JSON Feed; an HTML page in its place is a failure.
    Feed,
    /// One page that changes.
    Page,
    /// A list of addresses.
    Sitemap,
}

impl Kind {
    /// Its name in `sources.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Feed => "feed",
            Self::Page => "page",
            Self::Sitemap => "sitemap",
        }
    }
}

/// Something to look at again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name, by which its state is kept.
    pub name: String,
    /// Its address.
    pub target: Target,
    /// What it should be.
    pub kind: Kind,
    /// How often.
    pub every: Duration,
    /// Name of the outlet for all reports of it, in place of what they say.
    pub outlet: Option<String>,
    /// Fetch the pages that it links to, each once.
    pub follow: bool,
    /// New pages fetched at one look; a quarter as many are asked for again all the same where some are due.
    pub follow_limit: usize,
    /// Links to pages older than this are not followed.
    pub max_age: Duration,
    /// How often pages that were followed are asked for again; `None` never.
    pub revisit: Option<Duration>,
    /// For how long after they were first read.
    pub revisit_for: Duration,
    /// Nothing new for longer than this is stale; `None` never is.
    pub stale_after: Option<Duration>,
    /// Time for one request.
    pub timeout: Duration,
    /// Bytes of one answer.
    pub max_bytes: usize,
    /// Heed robots.txt.
    pub robots: bool,
}

impl Source {
    /// A source with the usual settings.
    pub fn new(name: &str, url: &str) -> Result<Self, Failure> {
        Ok(Self {
            name: name.to_owned(),
            target: Target::parse(url)?,
            kind: Kind::Auto,
            every: Duration::from_secs(900),
            outlet: None,
            follow: false,
            follow_limit: 20,
            max_age: Duration::from_secs(7 * 86_400),
            revisit: None,
            revisit_for: Duration::from_secs(3 * 86_400),
            stale_after: None,
            timeout: Duration::from_secs(60),
            max_bytes: 32 << 20,
            robots: true,
        })
    }
}

/// All of `sources.toml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// Sources, in the order in which they stand.
    pub sources: Vec<Source>,
    /// How requests are made.
    pub settings: Settings,
    /// What may be reached.
    pub guard: Guard,
    /// Sources looked at side by side.
    pub parallel: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    defaults: RawDefaults,
    #[serde(default)]
    guard: RawGuard,
    #[serde(default)]
    tls: RawTls,
    #[serde(default)]
    source: Vec<Spanned<RawSource>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDefaults {
    contact: Spanned<String>,
    user_agent: Option<Spanned<String>>,
    every: Option<Spanned<String>>,
    timeout: Option<Spanned<String>>,
    idle: Option<Spanned<String>>,
    max_bytes: Option<Spanned<Size>>,
    delay: Option<Spanned<String>>,
    parallel: Option<Spanned<i64>>,
    follow_limit: Option<Spanned<i64>>,
    max_age: Option<Spanned<String>>,
    revisit: Option<Spanned<String>>,
    revisit_for: Option<Spanned<String>>,
    stale_after: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGuard {
    #[serde(default)]
    allow: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTls {
    #[serde(default)]
    roots: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    name: Spanned<String>,
    url: Spanned<String>,
    #[serde(default)]
    kind: Kind,
    every: Option<Spanned<String>>,
    outlet: Option<String>,
    #[serde(default)]
    follow: bool,
    follow_limit: Option<Spanned<i64>>,
    max_age: Option<Spanned<String>>,
    revisit: Option<Spanned<String>>,
    revisit_for: Option<Spanned<String>>,
    stale_after: Option<Spanned<String>>,
    timeout: Option<Spanned<String>>,
    max_bytes: Option<Spanned<Size>>,
    robots: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Size {
    Number(i64),
    Text(String),
}

/// A stretch of time such as `90s`, `15m`, `2h`, `1d`, `1w`.
fn duration(s: &str) -> Option<Duration> {
    let s = s.trim();
    let at = s.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = s.get(..at)?.parse().ok()?;
    let unit = match s.get(at..)?.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    number.checked_mul(unit).filter(|t| *t <= 366 * 86_400).map(Duration::from_secs)
}

/// A size such as `500 KB`, `16 MiB` or a number of bytes.
fn size(s: &Size) -> Option<usize> {
    let bytes = match s {
        Size::Number(n) => u64::try_from(*n).ok()?,
        Size::Text(s) => {
            let s = s.trim();
            let at = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
            let number: u64 = s.get(..at)?.parse().ok()?;
            let unit = match s.get(at..)?.trim().to_ascii_lowercase().as_str() {
                "" | "b" => 1,
                "k" | "kb" | "kib" => 1 << 10,
                "m" | "mb" | "mib" => 1 << 20,
                _ => return None,
            };
            number.checked_mul(unit)?
        }
    };
    usize::try_from(bytes).ok().filter(|b| (1_024..=512 << 20).contains(b))
}

/// Where in the file a complaint is about.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn of(&self, at: usize) -> usize {
        self.0.bytes().take(at).filter(|b| *b == b'\n').count() + 1
    }

    fn bad<T>(&self, s: &Spanned<T>, note: &str, todo: &str) -> Failure {
        Failure::new("sources", format!("line {}: {note}", self.of(s.span().start))).todo(todo)
    }

    fn time(&self, s: Option<&Spanned<String>>, least: u64, or: Duration) -> Result<Duration, Failure> {
        let Some(s) = s else { return Ok(or) };
        match duration(s.get_ref()) {
            Some(d) if d.as_secs() >= least => Ok(d),
            Some(_) => Err(self.bad(s, &format!("{:?} is too short", s.get_ref()), &format!("write {least}s or more"))),
            None => Err(self.bad(
                s,
                &format!("{:?} is no stretch of time", s.get_ref()),
                "write a number and a unit: \"90s\", \"15m\", \"2h\", \"1d\"",
            )),
        }
    }

    /// A time that may be `"never"`.
    fn time_or_never(
        &self,
        s: Option<&Spanned<String>>,
        least: u64,
        or: Option<Duration>,
    ) -> Result<Option<Duration>, Failure> {
        match s {
            None => Ok(or),
            Some(s) if s.get_ref().trim() == "never" => Ok(None),
            Some(s) => self.time(Some(s), least, Duration::ZERO).map(Some),
        }
    }

    fn size(&self, s: Option<&Spanned<Size>>, or: usize) -> Result<usize, Failure> {
        let Some(s) = s else { return Ok(or) };
        size(s.get_ref()).ok_or_else(|| {
            self.bad(s, "this is no size that can be read", "write 1 KiB to 512 MiB, such as \"16 MiB\"")
        })
    }

    fn number(&self, s: Option<&Spanned<i64>>, most: usize, or: usize) -> Result<usize, Failure> {
        let Some(s) = s else { return Ok(or) };
        let n = usize::try_from(*s.get_ref()).ok().filter(|n| (1..=most).contains(n));
        n.ok_or_else(|| self.bad(s, &format!("{} is out of bounds", s.get_ref()), &format!("write 1 to {most}")))
    }
}

impl Config {
    /// Read the text of `sources.toml`. The error names the line and what to do. Files that it names are looked for beside it, in this
    /// folder.
    pub fn read(text: &str, folder: &Path) -> Result<Self, Failure> {
        Self::parse_with(text, &|name| {
            let mut bytes = Vec::new();
            File::open(folder.join(name))?.take(Roots::MAX_BYTES + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        })
    }

    /// The same of a text that has no folder: the files that it names are not there.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        Self::parse_with(text, &|_| Err(io::ErrorKind::NotFound.into()))
    }

    fn parse_with(text: &str, file: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Result<Self, Failure> {
        let lines = Lines(text);
        let raw: Raw = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let message = e.message();
            let todo = if message.contains("missing field `contact`") || message.contains("missing field `defaults`") {
                "write [defaults] with contact = \"mailto:you@your.house\": a site's keeper must be able to reach you"
            } else {
                "docs/watching.md lists what may stand in sources.toml"
            };
            Failure::new("sources", format!("line {}: {}", lines.of(at), message.trim())).todo(todo)
        })?;
        let d = &raw.defaults;
        let mut settings = settings(d, &lines)?;
        for name in &raw.tls.roots {
            roots(&mut settings, name, file, &lines)?;
        }
        let mut allow = Vec::new();
        for a in &raw.guard.allow {
            let parsed: SocketAddr = a.get_ref().trim().parse().map_err(|_| {
                lines.bad(
                    a,
                    &format!("{:?} is no exact address with a port", a.get_ref()),
                    "write it as \"10.1.2.3:8080\" or \"[fd00::1]:8080\"; names and ranges are not excepted",
                )
            })?;
            Guard::new([parsed]).map_err(|e| lines.bad(a, &e.note, &e.todo))?;
            allow.push(parsed);
        }
        let guard = Guard::new(allow)?;
        let usual = Source::new("", "http://x.invalid/").map_err(|e| Failure { code: "sources".to_owned(), ..e })?;
        let usual = Source {
            every: lines.time(d.every.as_ref(), 60, usual.every)?,
            follow_limit: lines.number(d.follow_limit.as_ref(), 1_000, usual.follow_limit)?,
            max_age: lines.time(d.max_age.as_ref(), 60, usual.max_age)?,
            revisit: lines.time_or_never(d.revisit.as_ref(), LEAST_REVISIT, None)?,
            revisit_for: lines.time(d.revisit_for.as_ref(), LEAST_REVISIT, usual.revisit_for)?,
            stale_after: d.stale_after.as_ref().map(|s| lines.time(Some(s), 60, usual.every)).transpose()?,
            timeout: settings.total,
            max_bytes: settings.max_bytes,
            ..usual
        };
        let mut sources = Vec::new();
        let (mut names, mut urls) = (BTreeSet::new(), BTreeMap::new());
        for s in &raw.source {
            let source = self::source(s.get_ref(), &usual, &guard, &lines)?;
            if !names.insert(source.name.clone()) {
                let note = format!("the name {:?} stands twice", source.name);
                return Err(lines.bad(
                    &s.get_ref().name,
                    &note,
                    "give each source a name of its own: its state is kept by it",
                ));
            }
            if let Some(other) = urls.insert(source.target.url.to_string(), source.name.clone()) {
                let note = format!("the same address as source {other:?}");
                return Err(lines.bad(&s.get_ref().url, &note, "take one of the two out: a site is asked once"));
            }
            sources.push(source);
        }
        if sources.is_empty() {
            return Err(Failure::new("sources", "there is no [[source]]")
                .todo("write [[source]] with name and url; docs/watching.md has an example"));
        }
        let parallel = lines.number(d.parallel.as_ref(), 64, 4)?;
        Ok(Self { sources, settings, guard, parallel })
    }
}

fn settings(d: &RawDefaults, lines: &Lines) -> Result<Settings, Failure> {
    let contact = d.contact.get_ref().trim();
    let plain = |s: &str| s.len() <= 200 && s.bytes().all(|b| (0x20..0x7F).contains(&b)) && !s.contains(['(', ')']);
    let reach = contact.strip_prefix("mailto:").is_some_and(|m| m.contains('@')) || contact.starts_with("https://");
    if !reach || !plain(contact) || contact.contains(' ') {
        let todo = "write contact = \"mailto:you@your.house\" or \"https://your.house/about-our-robot\"";
        return Err(lines.bad(&d.contact, "contact is neither a mail address nor a page", todo));
    }
    let mut settings = Settings::new(contact);
    if let Some(ua) = &d.user_agent {
        let name = ua.get_ref().trim();
        if name.is_empty() || !plain(name) {
            return Err(lines.bad(
                ua,
                "user_agent may hold plain letters only, without brackets",
                "write user_agent = \"DeskBot/1.0\"; the contact is added",
            ));
        }
        settings.user_agent = format!("{name} (+{contact})");
    }
    settings.total = lines.time(d.timeout.as_ref(), 1, settings.total)?;
    settings.idle = lines.time(d.idle.as_ref(), 1, settings.idle)?;
    settings.max_bytes = lines.size(d.max_bytes.as_ref(), settings.max_bytes)?;
    settings.delay = lines.time(d.delay.as_ref(), 1, settings.delay)?;
    Ok(settings)
}

/// Believe those who stand in a file too.
fn roots(
    settings: &mut Settings,
    name: &Spanned<String>,
    file: &dyn Fn(&str) -> io::Result<Vec<u8>>,
    lines: &Lines,
) -> Result<(), Failure> {
    let bad = |what: &str, todo: &str| lines.bad(name, &format!("{:?} {what}", name.get_ref()), todo);
    let pem = file(name.get_ref()).map_err(|e| {
        bad(
            &format!("could not be read: {e}"),
            "name a file of certificates in PEM form, seen from the folder of sources.toml",
        )
    })?;
    if pem.len() as u64 > Roots::MAX_BYTES {
        return Err(bad("is larger than 4 MiB", "name a file that holds only the certificates of your house"));
    }
    let todo = "write -----BEGIN CERTIFICATE----- blocks into it; openssl x509 -inform der -in FILE -out FILE.pem makes one of a DER file";
    settings.roots.add(&pem).map_err(|what| bad(&what, todo))
}

fn source(raw: &RawSource, usual: &Source, guard: &Guard, lines: &Lines) -> Result<Source, Failure> {
    let name = raw.name.get_ref().trim();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(lines.bad(&raw.name, "a name has 1 to 80 letters", "give the source a short name"));
    }
    let target = Target::parse(raw.url.get_ref()).map_err(|e| lines.bad(&raw.url, &e.note, &e.todo))?;
    if let Ok(ip) = target.host.trim_matches(['[', ']']).parse() {
        guard.check(SocketAddr::new(ip, target.port)).map_err(|e| lines.bad(&raw.url, &e.note, &e.todo))?;
    }
    if raw.follow && raw.kind == Kind::Page {
        return Err(lines.bad(
            &raw.name,
            "follow is for feeds and sitemaps",
            "take follow out, or write kind = \"feed\"",
        ));
    }
    if let Some(r) = raw.revisit.as_ref().filter(|r| !raw.follow && r.get_ref().trim() != "never") {
        return Err(lines.bad(
            r,
            "revisit is for the pages that follow fetches",
            "write follow = true, or take revisit out: every says how often the address itself is asked for",
        ));
    }
    let stale_after = match &raw.stale_after {
        Some(s) => Some(lines.time(Some(s), 60, usual.every)?),
        None => usual.stale_after,
    };
    Ok(Source {
        name: name.to_owned(),
        target,
        kind: raw.kind,
        every: lines.time(raw.every.as_ref(), 60, usual.every)?,
        outlet: raw.outlet.as_deref().map(str::trim).filter(|o| !o.is_empty()).map(str::to_owned),
        follow: raw.follow,
        follow_limit: lines.number(raw.follow_limit.as_ref(), 1_000, usual.follow_limit)?,
        max_age: lines.time(raw.max_age.as_ref(), 60, usual.max_age)?,
        revisit: lines.time_or_never(raw.revisit.as_ref(), LEAST_REVISIT, usual.revisit.filter(|_| raw.follow))?,
        revisit_for: lines.time(raw.revisit_for.as_ref(), LEAST_REVISIT, usual.revisit_for)?,
        stale_after,
        timeout: lines.time(raw.timeout.as_ref(), 1, usual.timeout)?,
        max_bytes: lines.size(raw.max_bytes.as_ref(), usual.max_bytes)?,
        robots: raw.robots.unwrap_or(true),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Config, Kind};

    const HEAD: &str = "[defaults]\ncontact = \"mailto:desk@house.example\"\n";

    #[test]
    fn a_file_is_read_with_its_defaults() {
        let c = Config::parse(
            "[defaults]\ncontact = \"https://house.example/robot\"\nuser_agent = \"DeskBot/2\"\nevery = \"30m\"\ntimeout = \"20s\"\nidle = \"5s\"\nmax_bytes = \"2 MiB\"\n\
             stale_after = \"2d\"\nrevisit = \"6h\"\nparallel = 2\n[guard]\nallow = [\"127.0.0.1:8080\"]\n[[source]]\nname = \"Wire\"\nurl = \"https://wire.example/rss\"\nkind = \"feed\"\n\
             follow = true\nevery = \"5m\"\n[[source]]\nname = \"Own\"\nurl = \"http://127.0.0.1:8080/x\"\nmax_bytes = 4096\nrobots = false\noutlet = \" Our own \"\n",
        )
        .unwrap();
        assert_eq!(c.settings.user_agent, "DeskBot/2 (+https://house.example/robot)");
        assert_eq!((c.parallel, c.sources.len()), (2, 2));
        assert_eq!(c.settings.idle, Duration::from_secs(5));
        let (wire, own) = (&c.sources[0], &c.sources[1]);
        assert_eq!((wire.kind, wire.every, wire.follow), (Kind::Feed, Duration::from_secs(300), true));
        assert_eq!((wire.timeout, wire.max_bytes), (Duration::from_secs(20), 2 << 20));
        assert_eq!(
            (wire.revisit, own.revisit),
            (Some(Duration::from_secs(21_600)), None),
            "of pages that are followed"
        );
        assert_eq!(wire.revisit_for, Duration::from_secs(259_200));
        assert_eq!(wire.stale_after, Some(Duration::from_secs(172_800)));
        assert_eq!((own.every, own.max_bytes, own.robots), (Duration::from_secs(1_800), 4_096, false));
        assert_eq!(own.outlet.as_deref(), Some("Our own"));
    }

    #[test]
    fn a_source_may_be_left_out_of_what_is_asked_for_again() {
        let text = "[defaults]\ncontact = \"mailto:desk@house.example\"\nrevisit = \"1h\"\n[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n\
                    follow = true\nrevisit = \"never\"\n[[source]]\nname = \"b\"\nurl = \"https://b.example/\"\nfollow = true\nrevisit_for = \"1d\"\n";
        let c = Config::parse(text).unwrap();
        assert_eq!((c.sources[0].revisit, c.sources[1].revisit), (None, Some(Duration::from_secs(3_600))));
        assert_eq!(c.sources[1].revisit_for, Duration::from_secs(86_400));
    }

    #[test]
    fn every_slip_names_its_line_and_what_to_do() {
        let s = |rest: &str| format!("{HEAD}[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n{rest}");
        for (text, line, part) in [
            ("".to_owned(), "line 1", "defaults"),
            ("[defaults]\nevery = \"1h\"\n".to_owned(), "line", "contact"),
            ("[defaults]\ncontact = \"me\"\n".to_owned(), "line 2", "contact"),
            (HEAD.to_owned(), "", "no [[source]]"),
            (s("evry = \"15m\"\n"), "line 6", "evry"),
            (s("every = \"15\"\n"), "line 6", "no stretch of time"),
            (s("every = \"1s\"\n"), "line 6", "too short"),
            (s("kind = \"rss\"\n"), "line 6", "rss"),
            (s("max_bytes = \"1 GB\"\n"), "line 6", "no size"),
            (s("follow_limit = 0\n"), "line 6", "out of bounds"),
            (s("revisit = \"6h\"\n"), "line 6", "follow"),
            (s("follow = true\nrevisit = \"60s\"\n"), "line 7", "too short"),
            (s("follow = true\nrevisit_for = \"never\"\n"), "line 7", "no stretch"),
            (s("kind = \"page\"\nfollow = true\n"), "line 4", "follow"),
            (s("[[source]]\nname = \"a\"\nurl = \"https://b.example/\"\n"), "line 7", "twice"),
            (s("[[source]]\nname = \"b\"\nurl = \"https://A.example\"\n"), "line 8", "same address"),
            (s("[[source]]\nname = \"b\"\nurl = \"ftp://b.example/\"\n"), "line 8", "http"),
            (s("[[source]]\nname = \"b\"\nurl = \"http://me:pw@b.example/\"\n"), "line 8", "password"),
            (s("[[source]]\nname = \"b\"\nurl = \"http://2130706433/\"\n"), "line 8", "loopback"),
            (s("[guard]\nallow = [\"10.0.0.0/8\"]\n"), "line 7", "exact"),
            (s("[guard]\nallow = [\"169.254.169.254:80\"]\n"), "line 7", "never"),
            (s("name = \"again\"\n"), "line 6", "duplicate"),
            (s("[tls]\nroots = [\n  \"no-such.pem\",\n]\n"), "line 8", "could not be read"),
            (s("[tls]\nroot = [\"desk-ca.pem\"]\n"), "line 7", "root"),
        ] {
            let e = Config::parse(&text).unwrap_err();
            assert_eq!(e.code, "sources");
            assert!(e.note.contains(line) && e.note.contains(part), "{text}\n-> {}", e.note);
            assert!(!e.todo.is_empty());
        }
    }
}
