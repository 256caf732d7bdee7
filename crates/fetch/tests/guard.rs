//! The guard: cases that people can read, and what must hold for every address of every range in every form.

#![allow(clippy::unwrap_used)]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use fetch::{
    Failure, Guard, Target,
    guard::{embedded_forms, judge, ranges},
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    address: String,
    #[serde(default)]
    at: Vec<IpAddr>,
    says: String,
    host: Option<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// All that stands between an address and a connection: form, port, name, address.
fn pass(guard: &Guard, address: &str, at: &[IpAddr]) -> Result<Target, Failure> {
    let target = Target::parse(address)?;
    guard.port(&target, None)?;
    let found: Vec<SocketAddr> = match target.host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) => vec![SocketAddr::new(ip, target.port)],
        Err(_) => at.iter().map(|ip| SocketAddr::new(*ip, target.port)).collect(),
    };
    let reachable = guard.reachable(&target.host, &found)?;
    assert!(reachable.iter().all(|a| judge(a.ip()).is_none()), "{address}");
    Ok(target)
}

#[test]
fn cases_are_judged_as_they_say() {
    let cases: Cases = toml::from_str(include_str!("guard.toml")).unwrap();
    assert!(cases.case.len() > 60);
    for c in cases.case {
        let said = pass(&Guard::default(), &c.address, &c.at);
        let word = said.as_ref().map_or_else(|e| e.code.clone(), |_| "passes".to_owned());
        assert_eq!(word, c.says, "{}: {said:?}", c.address);
        if let Some(host) = c.host {
            assert_eq!(Target::parse(&c.address).unwrap().host, host, "{}", c.address);
        }
    }
}

/// An IPv4 address in the spellings that some program or other understands.
fn spellings(ip: Ipv4Addr) -> Vec<String> {
    let [a, b, c, d] = ip.octets();
    let n = ip.to_bits();
    let tail = n & 0xFF_FFFF;
    let wide: String = ip
        .to_string()
        .chars()
        .map(|c| if c == '.' { '。' } else { char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap() })
        .collect();
    let percent: String = ip.to_string().bytes().map(|b| format!("%{b:02x}")).collect();
    vec![
        ip.to_string(),
        format!("{ip}."),
        format!("{n}"),
        format!("{n:#x}"),
        format!("0{n:o}"),
        format!("{a:#x}.{b:#X}.{c}.0{d:o}").replace("0X", "0x"),
        format!("{a}.{tail}"),
        format!("{a}.{b}.{}", u32::from(c) << 8 | u32::from(d)),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("000000{a:o}.{b}.{c}.{d}"),
        wide,
        percent,
    ]
}

fn inside(r: &fetch::guard::Range, noise: u128) -> IpAddr {
    match r.first {
        IpAddr::V4(a) => {
            let free = 32 - u32::from(r.bits);
            let mask = u32::MAX.checked_shr(32 - free).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(a.to_bits() | noise as u32 & mask))
        }
        IpAddr::V6(a) => {
            let free = 128 - u32::from(r.bits);
            let mask = u128::MAX.checked_shr(128 - free).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(a.to_bits() | noise & mask))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_inside_a_range_passes_in_any_form(noise: u128, which in 0..ranges().len()) {
        let r = &ranges()[which];
        let ip = inside(r, noise);
        prop_assert!(r.holds(ip));
        let guard = Guard::default();
        let mut hosts = Vec::new();
        let mut found = vec![ip];
        match ip {
            IpAddr::V4(v4) => {
                hosts.extend(spellings(v4));
                for v6 in embedded_forms(v4) {
                    hosts.push(format!("[{v6}]"));
                    found.push(IpAddr::V6(v6));
                }
            }
            IpAddr::V6(v6) => {
                let full: Vec<String> = v6.segments().iter().map(|s| format!("{s:04X}")).collect();
                hosts.extend([format!("[{v6}]"), format!("[{}]", full.join(":"))]);
            }
        }
        for h in hosts {
            for address in [format!("http://{h}/"), format!("https://{h}:443/a?b#c")] {
                prop_assert!(pass(&guard, &address, &[]).is_err(), "{}", address);
            }
        }
        for f in found {
            prop_assert!(pass(&guard, "http://name.example/", &[f]).is_err(), "{}", f);
            let open = Guard::new([SocketAddr::new(ip, 80)]);
            // An exception opens the very address and port, never a form of it.
            if let (Ok(open), true) = (open, f != ip) {
                prop_assert!(open.check(SocketAddr::new(f, 80)).is_err());
            }
        }
    }

    #[test]
    fn what_passes_is_public(bits: u128, v4: bool) {
        let ip = if v4 { IpAddr::V4(Ipv4Addr::from_bits(bits as u32)) } else { IpAddr::V6(Ipv6Addr::from_bits(bits)) };
        if judge(ip).is_none() {
            prop_assert!(ranges().iter().all(|r| !r.holds(ip)));
            // The standard library's own list, as far as it goes.
            match ip {
                IpAddr::V4(a) => prop_assert!(!(a.is_private() || a.is_loopback() || a.is_link_local() || a.is_multicast() || a.is_broadcast()
                    || a.is_documentation() || a.is_unspecified())),
                IpAddr::V6(a) => prop_assert!(!(a.is_loopback() || a.is_multicast() || a.is_unspecified() || a.is_unique_local()
                    || a.is_unicast_link_local()) && a.to_ipv4().is_none()),
            }
        }
    }

    #[test]
    fn any_text_is_judged_without_harm(s in "\\PC{0,60}") {
        for text in [s.clone(), format!("http://{s}/"), format!("https://x.example/{s}")] {
            if let Ok(t) = Target::parse(&text) {
                prop_assert!(matches!(t.url.scheme(), "http" | "https"));
                prop_assert_eq!(Target::parse(t.url.as_str()).unwrap(), t);
            }
        }
    }
}
