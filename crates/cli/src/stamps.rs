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
/// A calendar's answer in which a promise is kept. It stands beside the promise, which is never changed.
const BLOCK: &str = "opentimestamps-block";
/// Promises that are asked about at one run.
const MOST_PROMISES: usize = 50;

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
    #[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "nobody is asked without a network"))]
    pub(crate) allow: &'a [std::net::SocketAddr],
    /// Files of root certificates that are believed besides Mozilla's.
    #[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "nobody is asked without a network"))]
    pub(crate) roots: &'a [std::path::PathBuf],
    /// Where whoever runs a service can reach us.
    #[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "nobody is asked without a network"))]
    pub(crate) contact: &'a str,
}

/// Queue today's head with the services that are named, and ask all that have not answered yet.
pub(crate) fn run(db: &Path, wanted: &Wanted<'_>, global: &Global) -> Result<()> {
    let mut store = evidence::open(db)?;
    // What is wrong with what was asked for is told before anything is queued.
    let client = client(wanted)?;
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
    let all = store.stamps()?;
    let open = promised(&all);
    let waiting: Vec<(u64, Stamp)> =
        (1_u64..).zip(all).filter(|(_, (s, r))| r.is_none() && s.kind != BLOCK).map(|(n, (s, _))| (n, s)).collect();
    if waiting.is_empty() && open.is_empty() {
        let hint = "name a service: --tsa URL (RFC 3161) or --calendar URL (OpenTimestamps)";
        return Err(Failure::new("nothing-to-stamp", "no time stamp is wanted that has not come", hint));
    }
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
                        "{}: {} [{}]{}\nit is kept; run `firsthand evidence stamp --db {}` again when there is a network",
                        publish::clean_line(&s.service),
                        publish::clean_line(&why.what),
                        why.code,
                        if why.hint.is_empty() { String::new() } else { format!("\nhint: {}", why.hint) },
                        db.display()
                    );
                }
            }
        }
    }
    for (s, proof) in open.into_iter().take(MOST_PROMISES) {
        let line = format!("head of {} lines, {CALENDAR} by {}", s.head.size, publish::clean_line(&s.service));
        let Some(bytes) = ask_later(&client, &s, &proof) else {
            let _ = writeln!(out, "promised: {line}: not in a block yet");
            continue;
        };
        let stamp = Stamp { kind: BLOCK.to_owned(), wanted: crate::clock::now()?, ..s };
        let said = said(&stamp, &bytes)?;
        let number = store.want_stamp(&stamp)?;
        store.put_receipt(number, &Receipt { at: crate::clock::now()?, bytes })?;
        let _ = writeln!(out, "stamped: {line}: {said}");
    }
    output::write(None, out.as_bytes())
}

/// Answers of calendars that are promises so far.
fn promised(all: &[(Stamp, Option<Receipt>)]) -> Vec<(Stamp, Vec<u8>)> {
    let kept = |s: &Stamp| {
        let same = |k: &Stamp| k.kind == BLOCK && (&k.head, &k.service) == (&s.head, &s.service);
        all.iter().any(|(k, r)| r.is_some() && same(k))
    };
    let in_block =
        |proof: &[u8]| stamp::witnesses(proof).is_ok_and(|w| w.iter().any(|w| matches!(w, Witness::Bitcoin(_))));
    all.iter()
        .filter_map(|(s, r)| Some((s, &r.as_ref()?.bytes)))
        .filter(|(s, proof)| s.kind == CALENDAR && !in_block(proof) && !kept(s))
        .map(|(s, proof)| (s.clone(), proof.clone()))
        .collect()
}

/// The proof with the promises in it that are kept by now; `None` where none is.
#[cfg(feature = "watch")]
fn ask_later(client: &fetch::Client, s: &Stamp, proof: &[u8]) -> Option<Vec<u8>> {
    let sha256 = imprint(&s.head);
    // An operator named the service, port included; the calendars that it speaks of are anybody's.
    let named = fetch::Target::parse(&s.service).ok()?;
    let mut whole = proof.to_vec();
    let mut came = false;
    for promise in stamp::promises(proof, &sha256).ok()? {
        let value: String = promise.value.iter().map(|b| format!("{b:02x}")).collect();
        let url = format!("{}/timestamp/{value}", promise.calendar.trim_end_matches('/'));
        let accept = "application/vnd.opentimestamps.v1";
        let ask = fetch::Ask { named: Some(&named), robots: false, accept, ..fetch::Ask::new(&url) };
        // A calendar that is not there today, or not ready, is asked again at the next run.
        let Ok(got) = client.get(&ask) else { continue };
        if got.status != 200 || got.truncated.is_some() {
            continue;
        }
        // Where another promise was kept before, this one has another place.
        let same = |p: &stamp::Promise| (&p.calendar, &p.value) == (&promise.calendar, &promise.value);
        let here = stamp::promises(&whole, &sha256).ok()?.into_iter().find(same);
        if let Some(next) = here.and_then(|p| stamp::kept(&whole, &p, &got.body).ok()) {
            (whole, came) = (next, true);
        }
    }
    came.then_some(whole)
}

#[cfg(not(feature = "watch"))]
fn ask_later(_: &NoNetwork, _: &Stamp, _: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(feature = "watch")]
fn client(wanted: &Wanted<'_>) -> Result<fetch::Client> {
    use std::sync::Arc;
    let failed = |e: fetch::Failure| Failure::new(&e.code, e.note, e.todo);
    let guard = fetch::Guard::new(wanted.allow.iter().copied()).map_err(failed)?;
    let mut settings = fetch::Settings::new(wanted.contact);
    settings.max_bytes = 256 << 10;
    for file in wanted.roots {
        settings.roots.add_file(file).map_err(|what| {
            let hint =
                "name a file of certificates in PEM form, that of your house's network inspection or of the service";
            Failure::new("bad-roots", format!("{} {what}", file.display()), hint)
        })?;
    }
    let clock: Arc<dyn fetch::Clock> = Arc::new(fetch::SystemClock);
    Ok(fetch::Client::new(settings, guard, Arc::new(fetch::SystemLookup), clock, Arc::default()))
}

/// Stands for the client in a program that has none.
#[cfg(not(feature = "watch"))]
struct NoNetwork;

#[cfg(not(feature = "watch"))]
fn client(_: &Wanted<'_>) -> Result<NoNetwork> {
    Ok(NoNetwork)
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
fn ask(_: &NoNetwork, _: &Stamp) -> Result<Vec<u8>> {
    Err(Failure::new("no-network", "this program was built without a network", "use a build with the feature watch"))
}

/// What an answer says, in words; an error where it is not to what was asked.
fn said(s: &Stamp, answer: &[u8]) -> Result<String> {
    if s.kind != AUTHORITY {
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
            if s.kind == BLOCK {
                continue;
            }
            let _ = writeln!(out, "{line}: waiting since {}", s.wanted);
            continue;
        };
        let _ = writeln!(out, "{line}: {}", said(s, &r.bytes)?);
        let Some(folder) = to else { continue };
        let head = format!("head-{}.json", s.head.size);
        output::write(Some(&folder.join(&head)), evidence::pretty(&s.head).as_bytes())?;
        let (name, bytes, check) = if s.kind != AUTHORITY {
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
