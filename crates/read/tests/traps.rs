//! Sentences that were misread once (`traps.toml`), with what must and must not be claimed of them.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // Tests read files.

use std::{fs, path::Path};

use know::Know;
use model::{Claim, Report, Stance};
use read::Reader;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    trap: Vec<Trap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trap {
    why: String,
    text: String,
    published: String,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    hasnt: Vec<String>,
    /// Claimed without a hedge.
    #[serde(default)]
    firm: Vec<String>,
}

/// "slot | value | speaker", as far as it is written.
fn is(claim: &Claim, written: &str) -> bool {
    let speaker = claim.speaker.name.as_deref().or(claim.speaker.text.as_deref());
    let told = [Some(claim.slot.as_str()), claim.value.text.as_deref(), speaker];
    written.split(" | ").zip(told).all(|(want, got)| got == Some(want))
}

#[test]
fn what_was_misread_once_is_read_right() {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traps.toml")).unwrap();
    let file: File = toml::from_str(&file).unwrap();
    let reader = Reader::new(Know::bundled().unwrap()).unwrap();
    let mut wrong = Vec::new();
    for trap in &file.trap {
        assert!(trap.has.len() + trap.hasnt.len() > 0, "{}", trap.why);
        let mut report = Report::from_text("r", &trap.text);
        report.published = Some(trap.published.parse().unwrap());
        let reading = reader.read(&report);
        let read = || {
            let each = |c: &Claim| format!("{} | {:?} | {:?}", c.slot, c.value.text, c.speaker.name);
            reading.claims.iter().map(each).collect::<Vec<_>>().join("\n    ")
        };
        for want in trap.has.iter().filter(|w| !reading.claims.iter().any(|c| is(c, w))) {
            wrong.push(format!("{}: no {want}\n    {}", trap.why, read()));
        }
        let firm = |c: &Claim| c.stance == Stance::Asserted;
        for want in trap.firm.iter().filter(|w| !reading.claims.iter().any(|c| is(c, w) && firm(c))) {
            wrong.push(format!("{}: {want} is hedged", trap.why));
        }
        for bad in trap.hasnt.iter().filter(|w| reading.claims.iter().any(|c| is(c, w))) {
            wrong.push(format!("{}: {bad}\n    {}", trap.why, read()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
