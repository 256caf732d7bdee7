//! Which addresses may be reached.
//!
//! What for: sources are written by people and feeds by strangers; neither may make this program knock at the doors of the network it
//! runs in (a router's page, a database, the metadata service that hands out a cloud's keys).
//!
//! Key decision: what is judged is the address that is then connected to, after all names are looked up, and nothing else. How an
//! address is spelled in a link, and what a name server says on another day, cannot matter. Names and spellings are only put in their
//! standard form here (by the rules that browsers follow), so that what is judged, looked up and asked for is one and the same.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::LazyLock,
};

use url::{Host, Url};

use crate::Failure;

/// The ranges, as they stand in the data file.
const TABLE: &str = include_str!("../data/addresses.tsv");

/// Ports that may be asked without being named by a source.
const PORTS: [u16; 2] = [80, 443];

/// Bytes of an address; what is longer is no address of a page.
const MAX_URL: usize = 4_096;

/// A range of addresses that no request may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first address.
    pub first: IpAddr,
    /// How many bits all addresses of the range share.
    pub bits: u8,
    /// One address and port of it may be excepted by the operator.
    pub may_except: bool,
    /// What it is, for people.
    pub what: String,
    /// Where that is written.
    pub source: String,
}

impl Range {
    /// True where the address lies in the range.
    pub fn holds(&self, ip: IpAddr) -> bool {
        let (a, b, width) = match (self.first, ip) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(a.to_bits()), u128::from(b.to_bits()), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
            _ => return false,
        };
        let free = width - u32::from(self.bits).min(width);
        a.checked_shr(free).unwrap_or(0) == b.checked_shr(free).unwrap_or(0)
    }
}

fn parse(table: &str) -> Option<Vec<Range>> {
    let lines = table.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines
        .map(|l| {
            let mut cells = l.split('\t');
            let (first, bits) = cells.next()?.split_once('/')?;
            let may_except = match cells.next()? {
                "may" => true,
                "never" => false,
                _ => return None,
            };
            let (what, source) = (cells.next()?.to_owned(), cells.next()?.to_owned());
            Some(Range { first: first.parse().ok()?, bits: bits.parse().ok()?, may_except, what, source })
        })
        .collect()
}

/// All ranges that are refused.
pub fn ranges() -> &'static [Range] {
    static RANGES: LazyLock<Vec<Range>> = LazyLock::new(|| parse(TABLE).expect("the table in the program is sound"));
    &RANGES
}

/// Why an address may not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is.
    pub what: &'static str,
    /// The operator may except it.
    pub may_except: bool,
}

/// Judge an address; `None` where it may be reached.
pub fn judge(ip: IpAddr) -> Option<Refused> {
    let longest = ranges().iter().filter(|r| r.holds(ip)).max_by_key(|r| r.bits);
    if let Some(r) = longest {
        return Some(Refused { what: &r.what, may_except: r.may_except });
    }
    let IpAddr::V6(v6) = ip else { return None };
    if v6.segments()[0] >> 13 != 1 {
        return Some(Refused { what: "no global unicast address", may_except: false });
    }
    // ISATAP (RFC 5214 6.1) hides an IPv4 address behind any prefix.
    if matches!(v6.segments(), [_, _, _, _, 0 | 0x200, 0x5efe, _, _]) {
        return Some(Refused { what: "an IPv4 address in IPv6 (ISATAP)", may_except: false });
    }
    None
}

/// An address of a page in its standard form, with what is needed to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The address, without its fragment.
    pub url: Url,
    /// Host in small letters, IPv6 in brackets, names in their ASCII form.
    pub host: String,
    /// Port, also where the address does not state it.
    pub port: u16,
}

impl Target {
    /// Put an address in its standard form and refuse what no source of news is. No name is looked up.
    pub fn parse(address: &str) -> Result<Self, Failure> {
        let bad = |why: &str| {
            Failure::new("bad-address", format!("{} is no address that can be fetched: {why}", shown(address)))
                .todo("write it as https://host/path")
        };
        if address.len() > MAX_URL {
            return Err(bad("it is too long"));
        }
        let mut url = Url::parse(address.trim()).map_err(|e| bad(&e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            let note = format!("{} is neither http nor https", shown(address));
            return Err(Failure::new("refused-scheme", note).todo("only http and https are fetched"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            let note = "the address holds a name or password, which would be kept and shown with every report";
            return Err(
                Failure::new("refused-credentials", note).todo("take what stands before the @ out of the address")
            );
        }
        url.set_fragment(None);
        let host = match url.host() {
            Some(Host::Domain(d)) => {
                let d = d.trim_end_matches('.');
                if d.is_empty() || d.len() > 253 || d.split('.').any(|l| l.is_empty() || l.len() > 63) {
                    return Err(bad("the host is no name"));
                }
                d.to_owned()
            }
            Some(Host::Ipv4(v4)) => v4.to_string(),
            Some(Host::Ipv6(v6)) => format!("[{v6}]"),
            None => return Err(bad("there is no host")),
        };
        // One host has one name: with and without the dot at its end it would be two for politeness.
        if url.host_str() != Some(host.as_str()) {
            url.set_host(Some(&host)).map_err(|e| bad(&e.to_string()))?;
        }
        let port = url.port_or_known_default().ok_or_else(|| bad("there is no port"))?;
        if port == 0 {
            return Err(bad("port 0 cannot be reached"));
        }
        Ok(Self { url, host, port })
    }

    /// Host and port: what is asked politely, one request at a time.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// An address as it may be shown: on one line, not endless.
pub(crate) fn shown(address: &str) -> String {
    let clean: String = address.chars().take(200).map(|c| if c.is_control() { '?' } else { c }).collect();
    if address.chars().nth(200).is_some() { format!("{clean}...") } else { clean }
}

/// Lets requests out, or not.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    exceptions: BTreeSet<SocketAddr>,
}

impl Guard {
    /// A guard with exceptions that the operator made: exact addresses with their ports, such as `10.1.2.3:8080`. None may be a
    /// metadata service, link-local or an IPv4 address in IPv6.
    pub fn new(exceptions: impl IntoIterator<Item = SocketAddr>) -> Result<Self, Failure> {
        let exceptions: BTreeSet<SocketAddr> = exceptions.into_iter().collect();
        for e in &exceptions {
            let bad = match judge(e.ip()) {
                Some(r) if !r.may_except => Some(r.what),
                _ if matches!(e, SocketAddr::V6(v6) if v6.scope_id() != 0) => Some("an address of one interface"),
                _ if e.port() == 0 => Some("port 0"),
                _ => None,
            };
            if let Some(what) = bad {
                let note = format!("{e} ({what}) can never be excepted");
                return Err(Failure::new("refused-exception", note).todo("take it out of allow in [guard]"));
            }
        }
        Ok(Self { exceptions })
    }

    /// Judge an address that is about to be connected to.
    pub fn check(&self, to: SocketAddr) -> Result<(), Failure> {
        match judge(to.ip()) {
            Some(_) if self.exceptions.contains(&to) => Ok(()),
            Some(r) => {
                let todo = if r.may_except {
                    format!("if this is a source of your own network, write allow = [\"{to}\"] under [guard]")
                } else {
                    "no source can be there; look at where the address or the redirect comes from".to_owned()
                };
                Err(Failure::new("refused-address", format!("{} is not reached: {}", to.ip(), r.what)).todo(todo))
            }
            None => Ok(()),
        }
    }

    /// The addresses among these that may be reached; an error where there is none.
    pub fn reachable(&self, host: &str, found: &[SocketAddr]) -> Result<Vec<SocketAddr>, Failure> {
        let mut why = None;
        let mut good = Vec::new();
        for a in found {
            match self.check(*a) {
                Ok(()) => good.push(*a),
                Err(e) => why = why.or(Some(e)),
            }
        }
        match why {
            Some(mut e) if good.is_empty() => {
                e.note = format!("{host}: {}", e.note);
                Err(e)
            }
            _ if good.is_empty() => {
                Err(Failure::new("no-such-host", format!("{host} has no address"))
                    .todo("look for a slip in the address"))
            }
            _ => Ok(good),
        }
    }

    /// Judge a port: the usual ones, those of exceptions, and that of the source's own host and port.
    pub fn port(&self, target: &Target, named: Option<&Target>) -> Result<(), Failure> {
        let own = named.is_some_and(|n| n.host == target.host && n.port == target.port);
        let ip = target.host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        let excepted = ip.is_some_and(|ip| self.exceptions.contains(&SocketAddr::new(ip, target.port)));
        if own || excepted || PORTS.contains(&target.port) {
            return Ok(());
        }
        let note = format!("{} asks for port {}", target.host, target.port);
        Err(Failure::new("refused-port", note).todo("only ports 80, 443 and the one that a source names are asked"))
    }
}

/// An IPv4 address in every form in which IPv6 can hold it; for tests and fuzzing.
#[doc(hidden)]
pub fn embedded_forms(v4: std::net::Ipv4Addr) -> Vec<Ipv6Addr> {
    let [a, b, c, d] = v4.octets();
    let (hi, lo) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    vec![
        Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, hi, lo),
        Ipv6Addr::new(0, 0, 0, 0, 0, 0, hi, lo),
        Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, hi, lo),
        Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, hi, lo),
        Ipv6Addr::new(0x64, 0xff9b, 1, hi, lo >> 8, lo << 8, 0, 0),
        Ipv6Addr::new(0x2002, hi, lo, 0, 0, 0, 0, 1),
        Ipv6Addr::new(0x2001, 0, hi, lo, 0, 0, !hi, !lo),
        Ipv6Addr::new(0x2a00, 0x1450, 0, 0, 0, 0x5efe, hi, lo),
        Ipv6Addr::new(0x2a00, 0x1450, 0, 0, 0x200, 0x5efe, hi, lo),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Guard, Target, judge, parse, ranges};

    #[test]
    fn every_range_begins_where_its_bits_say_and_is_refused_at_both_ends() {
        for r in ranges() {
            assert!(r.holds(r.first) && judge(r.first).is_some(), "{r:?}");
            let (base, width) = match r.first {
                std::net::IpAddr::V4(a) => (u128::from(a.to_bits()), 32),
                std::net::IpAddr::V6(a) => (a.to_bits(), 128),
            };
            let free = width - u32::from(r.bits);
            let mask = 1_u128.checked_shl(free).map_or(u128::MAX, |m| m - 1);
            assert_eq!(base & mask, 0, "{r:?}");
        }
        assert!(parse("10.0.0.0/8\tperhaps\tx\ty").is_none());
    }

    #[test]
    fn names_are_put_in_one_form() {
        for (a, host, port) in [
            ("http://News.Example./a", "news.example", 80),
            ("https://news.example:8443/", "news.example", 8443),
            ("http://0x7f.1/", "127.0.0.1", 80),
            ("http://[::FFFF:7F00:1]/", "[::ffff:127.0.0.1]", 80),
            ("http://①②⑦.0.0.1/", "127.0.0.1", 80),
            ("https://bücher.example/", "xn--bcher-kva.example", 443),
        ] {
            let t = Target::parse(a).unwrap();
            assert_eq!((t.host.as_str(), t.port), (host, port), "{a}");
            assert!(Target::parse(t.url.as_str()).unwrap() == t, "{a}: the form stays");
        }
    }

    #[test]
    fn exceptions_are_exact_and_never_metadata() {
        let g = Guard::new(["127.0.0.1:8080".parse().unwrap()]).unwrap();
        assert!(g.check("127.0.0.1:8080".parse().unwrap()).is_ok());
        for refused in ["127.0.0.1:8081", "127.0.0.2:8080", "[::1]:8080", "[::ffff:127.0.0.1]:8080", "10.0.0.1:8080"] {
            assert_eq!(g.check(refused.parse().unwrap()).unwrap_err().code, "refused-address", "{refused}");
        }
        for never in
            ["169.254.169.254:80", "[fd00:ec2::254]:80", "[::ffff:10.0.0.1]:80", "100.100.100.200:80", "0.0.0.0:80"]
        {
            assert!(Guard::new([never.parse().unwrap()]).is_err(), "{never}");
        }
    }

    #[test]
    fn ports_are_the_usual_ones_or_the_source_s_own() {
        let g = Guard::new(["10.0.0.1:9000".parse().unwrap()]).unwrap();
        let t = |a: &str| Target::parse(a).unwrap();
        let own = t("https://news.example:8443/feed");
        assert!(g.port(&t("https://news.example/"), None).is_ok());
        assert!(g.port(&t("https://news.example:8443/x"), Some(&own)).is_ok());
        assert!(g.port(&t("https://other.example:8443/x"), Some(&own)).is_err());
        assert!(g.port(&t("https://news.example:22/"), Some(&own)).is_err());
        assert!(g.port(&t("http://10.0.0.1:9000/"), None).is_ok());
    }
}
