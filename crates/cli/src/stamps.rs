//! `evidence stamp` and `evidence receipts`: the time of a head, said by somebody else.
//!
//! Key decision: a stamp that is wanted is kept before anybody is asked, so that a desk without a network queues it and the next run
//! with one asks. An answer is kept only when it is to what was asked.

use std::{fmt::Write as _, io::Write as _, path::Path};

use ::evidence::{
    Head,
    stamp::{self, Witness},
};
use sha2::{Digest, Sha256};
use store::{Receipt, SqliteStore, Stamp, Store};

use crate::{
    args::Global,
    error::{Failure, Result},
    evidence, output,
};

const AUTHORITY: &str = "rfc3161";
const CALENDAR: &str = "opentimestamps";

/// The SHA-256 of the file that `firsthand evidence head` writes: what is stamped.
fn imprint(head: &Head) -> [u8; 32] {
    Sha256::digest(evidence::pretty(head).as_bytes()).into()
}

/// Whom to ask, and how.
pub(crate) struct Wanted<'a> {
    /// Authorities of RFC 3161.
    pub(crate) authorities: &'a [String],
    /// Calendars of OpenTimestamps.
    pub(crate) calendars: &'a [String],
    /// Exceptions from the guard.
    pub(crate) allow: &'a [std::net::SocketAddr],
    /// Where whoever runs a service can reach us.
    pub(crate) contact: &'a str,
}

/// Queue today's head with the services that are named, and ask all that have not answered yet.
pub(crate) fn run(db: &Path, wanted: &Wanted<'_>, global: &Global) -> Result<()> {
    let mut store = evidence::open(db)?;
    let head = evidence::head(&store)?;
    let services =
        wanted.authorities.iter().map(|s| (AUTHORITY, s)).chain(wanted.calendars.iter().map(|s| (CALENDAR, s)));
    for (kind, service) in services {
        if head.size == 0 {
            let hint = "take reports in first: `firsthand import REPORTS --db FILE`";
            return Err(Failure::new("nothing-to-stamp", "the log has no lines yet", hint));
        }
        let stamp =
            Stamp { head: head.clone(), kind: kind.to_owned(), service: service.clone(), wanted: crate::clock::now()? };
        store.want_stamp(&stamp)?;
    }
    let waiting: Vec<(u64, Stamp)> =
        (1_u64..).zip(store.stamps()?).filter(|(_, (_, r))| r.is_none()).map(|(n, (s, _))| (n, s)).collect();
    if waiting.is_empty() {
        let hint = "name a service: --tsa URL (RFC 3161) or --calendar URL (OpenTimestamps)";
        return Err(Failure::new("nothing-to-stamp", "no time stamp is wanted that has not come", hint));
    }
    let client = client(wanted)?;
    let mut out = String::new();
    for (number, s) in waiting {
        let line = format!("head of {} lines, {} by {}", s.head.size, s.kind, publish::clean_line(&s.service));
        match ask(&client, &s) {
            Ok(bytes) => {
                let said = said(&s, &bytes)?;
                store.put_receipt(number, &Receipt { at: crate::clock::now()?, bytes })?;
                let _ = writeln!(out, "stamped: {line}: {said}");
            }
            Err(why) => {
                let _ = writeln!(out, "waiting: {line}");
                if !global.quiet {
                    // nothing is left to be done when standard error itself is gone
                    let _ = writeln!(
                        std::io::stderr(),
                        "{}: {} [{}]\nit is kept; run `firsthand evidence stamp --db {}` again when there is a network",
                        publish::clean_line(&s.service),
                        publish::clean_line(&why.what),
                        why.code,
                        db.display()
                    );
                }
            }
        }
    }
    output::write(None, out.as_bytes())
}

#[cfg(feature = "watch")]
fn client(wanted: &Wanted<'_>) -> Result<fetch::Client> {
    use std::sync::Arc;
    let failed = |e: fetch::Failure| Failure::new(&e.code, e.note, e.todo);
    let guard = fetch::Guard::new(wanted.allow.iter().copied()).map_err(failed)?;
    let mut settings = fetch::Settings::new(wanted.contact);
    settings.max_bytes = 256 << 10;
    let clock: Arc<dyn fetch::Clock> = Arc::new(fetch::SystemClock);
    Ok(fetch::Client::new(settings, guard, Arc::new(fetch::SystemLookup), clock, Arc::default()))
}

#[cfg(not(feature = "watch"))]
fn client(_: &Wanted<'_>) -> Result<()> {
    Ok(())
}

/// The answer to what is asked, where it is one.
#[cfg(feature = "watch")]
fn ask(client: &fetch::Client, s: &Stamp) -> Result<Vec<u8>> {
    let failed = |e: fetch::Failure| Failure::new(&e.code, e.note, e.todo);
    let sha256 = imprint(&s.head);
    let question = stamp::request(&sha256);
    let calendar = format!("{}/digest", s.service.trim_end_matches('/'));
    let (url, accept, post) = if s.kind == CALENDAR {
        let sent = ("application/x-www-form-urlencoded", sha256.as_slice());
        (calendar.as_str(), "application/vnd.opentimestamps.v1", sent)
    } else {
        (s.service.as_str(), "application/timestamp-reply", ("application/timestamp-query", question.as_slice()))
    };
    // An operator names the service, port included; robots are not what posts a question by hand.
    let named = fetch::Target::parse(url).map_err(failed)?;
    let ask = fetch::Ask { named: Some(&named), robots: false, accept, post: Some(post), ..fetch::Ask::new(url) };
    let got = client.get(&ask).map_err(failed)?;
    if got.status != 200 || got.truncated.is_some() {
        let hint = "look at the address in the service's own documentation";
        return Err(Failure::new("no-stamp", format!("the service answered with status {}", got.status), hint));
    }
    said(s, &got.body)?;
    Ok(got.body)
}

#[cfg(not(feature = "watch"))]
fn ask(_: &(), _: &Stamp) -> Result<Vec<u8>> {
    Err(Failure::new("no-network", "this program was built without a network", "use a build with the feature watch"))
}

/// What an answer says, in words; an error where it is not to what was asked.
fn said(s: &Stamp, answer: &[u8]) -> Result<String> {
    if s.kind == CALENDAR {
        let who: Vec<String> = stamp::witnesses(answer)?
            .into_iter()
            .map(|w| match w {
                Witness::Calendar(url) => format!("promised by {}", publish::clean_line(&url)),
                Witness::Bitcoin(block) => format!("in Bitcoin block {block}"),
                Witness::Other => "by a witness that is not known here".to_owned(),
            })
            .collect();
        Ok(who.join(", "))
    } else {
        let got = stamp::answer(answer, &imprint(&s.head))?;
        Ok(format!("at {}, number {}", got.time, got.serial))
    }
}

/// List what was wanted and what came; with a folder, write the files that others check.
pub(crate) fn receipts(db: &Path, to: Option<&Path>) -> Result<()> {
    let store: SqliteStore = evidence::open(db)?;
    let stamps = store.stamps()?;
    let mut out = String::new();
    if stamps.is_empty() {
        out.push_str("No time stamp was ever wanted. `firsthand evidence stamp --help` tells how.\n");
    }
    for (n, (s, receipt)) in (1_u64..).zip(&stamps) {
        let line = format!("{n:>4}  head of {} lines, {} by {}", s.head.size, s.kind, publish::clean_line(&s.service));
        let Some(r) = receipt else {
            let _ = writeln!(out, "{line}: waiting since {}", s.wanted);
            continue;
        };
        let _ = writeln!(out, "{line}: {}", said(s, &r.bytes)?);
        let Some(folder) = to else { continue };
        let head = format!("head-{}.json", s.head.size);
        output::write(Some(&folder.join(&head)), evidence::pretty(&s.head).as_bytes())?;
        let (name, bytes, check) = if s.kind == CALENDAR {
            let name = format!("{head}.{n}.ots");
            let check = format!("ots verify -f {head} {name}");
            (name, stamp::ots_file(&imprint(&s.head), &r.bytes)?, check)
        } else {
            let name = format!("{head}.{n}.tsr");
            let check = format!("openssl ts -verify -data {head} -in {name} -CAfile AUTHORITY.pem");
            (name, r.bytes.clone(), check)
        };
        output::write(Some(&folder.join(&name)), &bytes)?;
        let _ = writeln!(out, "      {check}");
    }
    output::write(None, out.as_bytes())
}
