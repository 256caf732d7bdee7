//! What a site asks robots not to fetch: robots.txt by RFC 9309, and Crawl-delay, which is in no standard and in many files.
//!
//! Key decision: own parser, since the standard is a page long and what is at stake is that we keep our word. Matching costs no more
//! than the length of the path for each rule, whatever stands in the rule.

/// Bytes of a file that are read; the standard asks for at least this many (RFC 9309 2.5).
pub const MAX_BYTES: usize = 500 << 10;

/// Seconds between requests that are believed; more is a slip or a way to say no.
const MAX_DELAY: f64 = 3_600.0;

/// What a site asks of one robot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// Everything is closed: the file could not be had.
    closed: bool,
    /// Milliseconds between two requests that the site wants.
    pub delay: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    /// As it stands in the file.
    written: String,
    /// In the form in which it is compared, for a path and for what may stand in a query.
    path: String,
    query: String,
}

impl Robots {
    /// Nothing is asked: there is no file (RFC 9309 2.3.1.3).
    pub fn open() -> Self {
        Self::default()
    }

    /// Nothing may be fetched: the site could not say what it wants (RFC 9309 2.3.1.4).
    pub fn closed() -> Self {
        Self { closed: true, ..Self::default() }
    }

    /// The same as a file that says no more than this, by which it is known again later: read for any name, it gives these rules.
    pub fn text(&self) -> String {
        let mut out = "user-agent: *\n".to_owned();
        for r in &self.rules {
            out.push_str(&format!("{}: {}\n", if r.allow { "allow" } else { "disallow" }, r.written));
        }
        if let Some(d) = self.delay {
            out.push_str(&format!("crawl-delay: {}.{:03}\n", d / 1_000, d % 1_000));
        }
        out
    }

    /// Read a file for a robot of this name (a product token such as `firsthand`).
    pub fn parse(bytes: &[u8], token: &str) -> Self {
        let bytes = bytes.get(..MAX_BYTES).unwrap_or(bytes);
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes);
        let mut own = Group::default();
        let mut any = Group::default();
        // Whom the lines that follow are for, and whether a rule ended the list of names.
        let (mut for_own, mut for_any, mut ruled) = (false, false, true);
        for line in text.split(['\r', '\n']) {
            let line = line.split_once('#').map_or(line, |(l, _)| l);
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if ruled {
                        (for_own, for_any, ruled) = (false, false, false);
                    }
                    let end =
                        value.find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_').unwrap_or(value.len());
                    let name = value.get(..end).unwrap_or("");
                    if value.starts_with('*') {
                        for_any = true;
                    } else if name.eq_ignore_ascii_case(token) {
                        for_own = true;
                        own.named = true;
                    }
                }
                "allow" | "disallow" | "crawl-delay" => {
                    ruled = true;
                    for group in [(&mut own, for_own), (&mut any, for_any)].into_iter().filter(|g| g.1).map(|g| g.0) {
                        group.take(&key, value);
                    }
                }
                _ => {}
            }
        }
        let group = if own.named { own } else { any };
        Self { rules: group.rules, closed: false, delay: group.delay }
    }

    /// Whether a path with its query may be fetched; where not, the rule that says so.
    pub fn allows(&self, path: &str) -> Result<(), String> {
        if path == "/robots.txt" {
            return Ok(());
        }
        if self.closed {
            return Err("/".to_owned());
        }
        let (as_path, as_query) = (standard(path, false, true), standard(path, true, true));
        let fits = |r: &&Rule| matches(&r.path, &as_path) || matches(&r.query, &as_query);
        // The longest rule counts, and of two as long the one that allows (RFC 9309 2.2.2).
        match self.rules.iter().filter(fits).max_by_key(|r| (r.path.len(), r.allow)) {
            Some(r) if !r.allow => Err(r.written.chars().take(200).collect()),
            _ => Ok(()),
        }
    }
}

#[derive(Default)]
struct Group {
    named: bool,
    rules: Vec<Rule>,
    delay: Option<u64>,
}

impl Group {
    fn take(&mut self, key: &str, value: &str) {
        if key == "crawl-delay" {
            let seconds: Option<f64> = value.parse().ok();
            if let Some(s) = seconds.filter(|s| s.is_finite() && *s >= 0.0) {
                let millis = std::time::Duration::from_secs_f64(s.min(MAX_DELAY)).as_millis();
                self.delay = u64::try_from(millis).ok();
            }
            return;
        }
        // An empty rule says nothing, and a path begins with a slash; a star may stand for it.
        if !value.starts_with(['/', '*']) {
            return;
        }
        self.rules.push(Rule {
            allow: key == "allow",
            written: value.to_owned(),
            path: standard(value, false, false),
            query: standard(value, true, false),
        });
    }
}

/// The form in which rules and paths are compared (RFC 9309 2.2.2): what needs no percent sign has none, all else has it, in capital
/// letters. In the second form the marks of an address inside a query are written with percent signs too, as the standard's own example
/// does. `literal`: a star or dollar sign is one, and no pattern.
fn standard(s: &str, query: bool, literal: bool) -> String {
    fn put(out: &mut String, b: u8) {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        out.push('%');
        out.push(char::from(HEX[usize::from(b >> 4)]));
        out.push(char::from(HEX[usize::from(b & 15)]));
    }
    let mut out = String::with_capacity(s.len());
    let bytes = s.as_bytes();
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let (mut i, mut in_query) = (0, false);
    while let Some(&b) = bytes.get(i) {
        i += 1;
        match b {
            b'%' => match (hex(bytes.get(i)), hex(bytes.get(i + 1))) {
                (Some(h), Some(l)) => {
                    i += 2;
                    let b = h << 4 | l;
                    if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
                        out.push(char::from(b));
                    } else {
                        put(&mut out, b);
                    }
                }
                _ => put(&mut out, b),
            },
            b'*' | b'$' if literal => put(&mut out, b),
            b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' if query && in_query => put(&mut out, b),
            0x21..=0x7E => {
                in_query |= b == b'?';
                out.push(char::from(b));
            }
            _ => put(&mut out, b),
        }
    }
    out
}

/// Match a rule: from the beginning, `*` is anything, `$` at the end is the end.
fn matches(rule: &str, path: &str) -> bool {
    let (rule, to_end) = rule.strip_suffix('$').map_or((rule, false), |r| (r, true));
    let mut parts = rule.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        // Each piece is taken at the first place it fits; only the last may have to stand at the end.
        if let Some(piece) = last.replace(part) {
            match rest.split_once(piece) {
                Some((_, r)) => rest = r,
                None => return false,
            }
        }
    }
    match (last, to_end) {
        (None, true) => rest.is_empty(),
        (None, false) => true,
        (Some(piece), true) => rest.ends_with(piece),
        (Some(piece), false) => rest.contains(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, Robots, matches};

    fn allowed(file: &str, path: &str) -> bool {
        Robots::parse(file.as_bytes(), "firsthand").allows(path).is_ok()
    }

    #[test]
    fn groups_are_chosen_by_name_joined_and_else_the_star() {
        let file = "disallow: /lost\nUser-agent: other\nDisallow: /\n\nUser-Agent: *\nDisallow: /star\n\n\
                    user-agent: FirstHand/2.0 # us\nuser-agent: third\nSitemap: https://x.example/s\nDisallow: /a\n\
                    User-agent: firsthand\nDisallow: /b\nCrawl-delay: 2.5\n";
        for (path, good) in [("/lost", true), ("/star", true), ("/a", false), ("/b", false), ("/c", true)] {
            assert_eq!(allowed(file, path), good, "{path}");
        }
        let r = Robots::parse(file.as_bytes(), "firsthand");
        assert_eq!(r.delay, Some(2_500));
        assert_eq!(r.allows("/a/1").unwrap_err(), "/a");
        let star = Robots::parse(file.as_bytes(), "unheard-of");
        assert!(star.allows("/star").is_err() && star.allows("/a").is_ok());
        assert!(allowed("User-agent: firsthander\nDisallow: /", "/"), "another name that begins like ours");
        assert!(!allowed("User-agent: *\nuser-agent: x\n\n\nDisallow: /", "/"), "blank lines end nothing");
        assert!(
            allowed("User-agent: firsthand\nDisallow:\nUser-agent: *\nDisallow: /", "/"),
            "an empty rule is a group too"
        );
    }

    #[test]
    fn the_longest_rule_counts_and_a_tie_allows() {
        for (file, path, good) in [
            ("user-agent: *\nallow: /example/page/\ndisallow: /example/page/disallowed.gif", "/example/page/", true),
            (
                "user-agent: *\nallow: /example/page/\ndisallow: /example/page/disallowed.gif",
                "/example/page/disallowed.gif",
                false,
            ),
            ("user-agent: *\nallow: /p\ndisallow: /", "/page", true),
            ("user-agent: *\nallow: /folder\ndisallow: /folder", "/folder/page", true),
            ("user-agent: *\nallow: /page\ndisallow: /*.htm", "/page.htm", false),
            ("user-agent: *\nallow: /$\ndisallow: /", "/", true),
            ("user-agent: *\nallow: /$\ndisallow: /", "/page.htm", false),
            ("user-agent: *\ndisallow: *.gif$", "/a.gif", false),
            ("user-agent: *\ndisallow: *.gif$", "/a.gif?x", true),
            ("user-agent: *\ndisallow: /publications/", "/publications", true),
            ("user-agent: *\ndisallow: /", "/robots.txt", true),
            ("user-agent: *\ndisallow: nowhere", "/nowhere", true),
        ] {
            assert_eq!(allowed(file, path), good, "{file} {path}");
        }
    }

    #[test]
    fn paths_are_compared_in_one_form_as_the_standard_s_table_has_it() {
        for (rule, path) in [
            ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
            ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"),
            ("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar"),
            ("/foo/bar/ツ", "/foo/bar/%E3%83%84"),
            ("/foo/bar/%e3%83%84", "/foo/bar/ツ"),
            ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
            ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"),
            ("/path/foo-%24", "/path/foo-$"),
            ("/*https://", "/go?to=https://a.example"),
            ("/100%", "/100%25"),
        ] {
            assert!(!allowed(&format!("user-agent: *\ndisallow: {rule}"), path), "{rule} {path}");
        }
        assert!(allowed("user-agent: *\ndisallow: /path/file-with-a-%2A.html", "/path/file-with-a-x.html"));
        assert!(allowed("user-agent: *\ndisallow: /a%2Fb", "/a/b"), "an escaped slash is another octet");
    }

    #[test]
    fn what_is_kept_of_a_file_gives_the_same_rules() {
        let long = format!("user-agent: *\ndisallow: /{}\n", "long/".repeat(200));
        for file in [
            "",
            "user-agent: *\ndisallow:\n",
            "user-agent: other\ndisallow: /\n",
            "user-agent: firsthand\nallow: /a*b$\ndisallow: /%e3%83%84?x=https://a # why\n disallow : *.gif$\ncrawl-delay: 2.5\n",
            "user-agent: *\ncrawl-delay: 0.001\ndisallow: /\u{FFFD}x y\t z",
            "user-agent: *\ncrawl-delay: 1e9",
            &long,
        ] {
            let r = Robots::parse(file.as_bytes(), "firsthand");
            assert_eq!(Robots::parse(r.text().as_bytes(), "firsthand"), r, "{file}");
        }
        assert_eq!(
            Robots::parse(long.as_bytes(), "x").allows(&format!("/{}", "long/".repeat(300))).unwrap_err().len(),
            200
        );
    }

    #[test]
    fn stars_and_ends() {
        for (rule, path, fits) in [
            ("/fish*.php", "/fishheads/catfish.php?p=1", true),
            ("/*.php$", "/a.php/b.php", true),
            ("/*.php$", "/a.php5", false),
            ("/a*b*c", "/a--b--c--", true),
            ("/a*b*c$", "/a--c--b", false),
            ("/***$", "/", true),
            ("/*a*a$", "/a", false),
            ("/$x", "/$x", true),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("*", "/", true),
        ] {
            assert_eq!(matches(rule, path), fits, "{rule} {path}");
        }
    }

    #[test]
    fn no_file_is_too_large_or_too_odd() {
        let mut file = b"\xEF\xBB\xBFuser-agent: *\rdisallow: /early\r".to_vec();
        file.extend(b"# \xFF\xFE long\n".repeat(60_000));
        file.extend(b"\ndisallow: /late\n");
        assert!(file.len() > MAX_BYTES);
        let r = Robots::parse(&file, "firsthand");
        assert!(r.allows("/early").is_err() && r.allows("/late").is_ok());
        let many = format!("user-agent: *\n{}", "disallow: /*a*a*a*a*a*a*a*b\n".repeat(15_000));
        assert!(allowed(&many, &"/a".repeat(1_000)), "stars cost no more than the path's length");
        assert_eq!(Robots::parse(b"user-agent: *\ncrawl-delay: 1e9\n", "x").delay, Some(3_600_000));
        assert_eq!(Robots::parse(b"user-agent: *\ncrawl-delay: nan\n", "x").delay, None);
        assert!(Robots::closed().allows("/").is_err() && Robots::open().allows("/").is_ok());
    }
}
