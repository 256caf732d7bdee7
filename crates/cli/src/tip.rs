//! Tips: in quarantine beside the desk's file, out of it by a person alone.
//!
//! What for: what somebody sends in confidence is not a public report. It is kept apart, shown without what leads to a person, and enters the
//! desk's file only as what a person has read and released, marked as a tip.
//!
//! Key decisions: the desk's file never holds a byte of what was not released, nor the hash of what came. A file's name, its times and its
//! own word on who published it are not kept: they lead to whoever sent it. What a person releases goes through the same redaction
//! as what came, so that nothing gets in by way of an edit.

use std::{
    fmt::Write as _,
    fs,
    io::{self, BufRead, IsTerminal, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use know::Know;
use model::{Issue, Moment, Report, sha256_hex};
use serde_json::{Value, json};
use store::{Judgement, NewTip, Quarantine, SqliteStore, State, Store, Tip};
use tips::{Redacted, Removed};

use crate::{
    args::Global,
    clock::now,
    error::{Failure, Result},
    output,
};

/// The decision of the desk's log by which a tip became a report.
const RELEASE: &str = "release-tip";

#[derive(Debug, Subcommand)]
pub(crate) enum TipCommand {
    /// Take tips in: files, folders, standard input
    Add(Add),
    /// Take in every file of a folder, once
    Drop(Drop),
    /// List tips: when, from whom, what was taken out, what was done; nothing of what they say
    List {
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
        /// Text for people or JSON for scripts
        #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
        format: String,
    },
    /// Show a tip without what leads to a person
    Show {
        /// The tip
        #[arg(value_name = "ID")]
        id: String,
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
        /// Show it as it came, with names and numbers
        #[arg(long)]
        original: bool,
    },
    /// Make a tip a report of the desk, after a person has read it
    Release(Release),
    /// Decide not to use a tip
    Reject(Decision),
    /// Wipe what a tip says, for somebody's safety; that there was one stays
    Forget(Decision),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Files and folders; - is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The desk's file; tips go into the file of tips beside it
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// Who sent it: never kept, only told apart
    #[arg(long, value_name = "SENDER")]
    from: Option<String>,
    /// Where: kept as a large town, a province or a country
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Drop {
    /// The folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The desk's file; tips go into the file of tips beside it
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// Who sent all of them: never kept, only told apart
    #[arg(long, value_name = "SENDER")]
    from: Option<String>,
    /// Remove each file once it is in quarantine
    #[arg(long)]
    remove: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Release {
    /// The tip
    #[arg(value_name = "ID")]
    id: String,
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// Who has read it and releases it
    #[arg(long, value_name = "NAME")]
    who: String,
    /// The reason
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// More words to take out, wherever they stand
    #[arg(long, value_name = "WORDS", num_args = 1..)]
    redact: Vec<String>,
    /// Release this text, written by a person from the tip, instead; it is redacted too
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// A person has read what `tip show` shows; do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Decision {
    /// The tip
    #[arg(value_name = "ID")]
    id: String,
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    who: String,
    /// The reason
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub(crate) fn run(command: &TipCommand, global: &Global) -> Result<()> {
    match command {
        TipCommand::Add(a) => add(a, global),
        TipCommand::Drop(a) => from_folder(a, global),
        TipCommand::List { db, format } => list(db, format),
        TipCommand::Show { id, db, original } => show(id, db, *original),
        TipCommand::Release(a) => release(a, global),
        TipCommand::Reject(a) => decide(a, State::Rejected, global),
        TipCommand::Forget(a) => decide(a, State::Forgotten, global),
    }
}

fn say(global: &Global, what: &str) {
    if !global.quiet {
        aloud(what);
    }
}

/// Said also to those who asked for silence.
fn aloud(what: &str) {
    // nothing is left to be done when standard error itself is gone
    let _ = writeln!(io::stderr(), "{what}");
}

fn know(global: &Global) -> Result<std::sync::Arc<Know>> {
    Ok(match &global.know {
        Some(path) => Know::open(path)?,
        None => Know::bundled()?,
    })
}

/// The file of tips of a desk, which must be there.
fn quarantine(db: &Path) -> Result<Quarantine> {
    let path = Quarantine::beside(db);
    if !path.exists() {
        let hint = "take tips in with `firsthand tip add FILE --db DESK`";
        return Err(Failure::new("store-open", format!("there is no file {}", path.display()), hint));
    }
    Ok(Quarantine::open(&path)?)
}

/// Takes tips in and tells their ids.
struct Intake<'a> {
    quarantine: Quarantine,
    know: &'a Know,
    options: intake::Options,
    day: String,
    sender: Option<String>,
    place: Option<String>,
    out: String,
    kept: usize,
}

impl<'a> Intake<'a> {
    fn new(db: &Path, from: Option<&str>, place: Option<&str>, know: &'a Know, global: &Global) -> Result<Self> {
        let sender = from.map(tips::plain_sender).filter(|s| !s.is_empty());
        let coarse = place.and_then(|p| tips::coarse_place(p, know));
        if place.is_some() && coarse.is_none() {
            aloud("the place is not one whose region is known; it was not kept");
        }
        Ok(Self {
            quarantine: Quarantine::open(&Quarantine::beside(db))?,
            know,
            options: intake::Options { note_missing_dates: false, ..crate::pipeline::options(global) },
            // the day alone: an hour can tell who sent it
            day: now()?.date().to_string(),
            sender,
            place: coarse,
            out: String::new(),
            kept: 0,
        })
    }

    /// Everything of one source; true when it gave tips and nothing of it was left out.
    fn take(&mut self, source: intake::Source) -> Result<bool> {
        let (mut tips, mut whole) = (0, true);
        for item in intake::stream(vec![source], &self.options) {
            match item {
                intake::Item::Report(r) if r.text.trim().is_empty() && r.title.is_none() => {
                    whole = false;
                    aloud("a file holds no text; look at it by eye [no-text]");
                }
                intake::Item::Report(r) => {
                    whole &= !r.issues.iter().any(|i| i.code == "too-large");
                    self.keep(&r)?;
                    tips += 1;
                }
                // of a tip the words are kept, and no more
                intake::Item::Bytes(_) => {}
                intake::Item::Issue(i) => {
                    whole = false;
                    let note = publish::clean_line(&i.note);
                    aloud(&format!("{note} [{}]", i.code));
                }
            }
        }
        Ok(whole && tips > 0)
    }

    fn keep(&mut self, r: &Report) -> Result<()> {
        let original = match &r.title {
            Some(t) if !t.trim().is_empty() && !r.text.starts_with(t.as_str()) => format!("{t}\n\n{}", r.text),
            _ => r.text.clone(),
        };
        let redacted = tips::redact(&original, r.lang.as_deref(), self.know);
        let mut issues: Vec<&Issue> = redacted.issues.iter().collect();
        // how a sender's machine writes is nobody's business; what was cut or hidden is
        issues.extend(
            r.issues
                .iter()
                .filter(|i| ["too-large", "bidi-control", "control-characters", "masked"].contains(&i.code.as_str())),
        );
        let issues: Vec<Value> = issues.iter().map(|i| json!({ "code": i.code, "note": i.note })).collect();
        let (id, new) = self.quarantine.put(&NewTip {
            day: &self.day,
            sender: self.sender.as_deref(),
            place: self.place.as_deref(),
            lang: r.lang.as_deref(),
            sha256: &r.sha256,
            original: &original,
            redacted: &redacted.text,
            removed: &as_json(&redacted.removed),
            issues: &as_json(&issues),
        })?;
        self.kept += 1;
        let state = if new { "new" } else { "known" };
        let _ = writeln!(self.out, "{id}  {state}  {}", counts(&redacted.removed));
        Ok(())
    }

    fn done(self, global: &Global) -> Result<()> {
        self.quarantine.settle()?;
        output::write(None, self.out.as_bytes())?;
        if self.kept == 0 {
            let hint = "give files that hold text; docs/formats.md tells which are read";
            return Err(Failure { exit: 1, ..Failure::new("nothing-read", "no tip could be read", hint) });
        }
        say(global, "in quarantine; `firsthand tip show ID` shows one without names and numbers");
        Ok(())
    }
}

fn as_json<T: serde::Serialize>(v: &T) -> String {
    serde_json::to_string(v).expect("these have only string keys")
}

fn counts(removed: &[Removed]) -> String {
    if removed.is_empty() {
        return "nothing was taken out".to_owned();
    }
    removed.iter().map(|r| format!("{} {}", r.kind, r.count)).collect::<Vec<_>>().join(", ")
}

fn add(a: &Add, global: &Global) -> Result<()> {
    let know = know(global)?;
    let mut intake = Intake::new(&a.db, a.from.as_deref(), a.place.as_deref(), &know, global)?;
    for path in &a.paths {
        intake.take(intake::Source::path(path))?;
    }
    intake.done(global)
}

fn from_folder(a: &Drop, global: &Global) -> Result<()> {
    let know = know(global)?;
    let mut files = Vec::new();
    walk(&a.dir, 0, &mut files)?;
    let mut intake = Intake::new(&a.db, a.from.as_deref(), None, &know, global)?;
    for file in files {
        if intake.take(intake::Source::path(&file))? && a.remove {
            fs::remove_file(&file).map_err(|e| Failure::output(&file.display().to_string(), &e))?;
        }
    }
    intake.done(global)
}

/// Plain files below a folder, in order of name. Others may write to a folder for tips: a link in it could lead to any file of this machine.
fn walk(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    const DEEPEST: usize = 8;
    let bad = |e: io::Error| Failure {
        exit: 1,
        ..Failure::new(
            "unreadable",
            format!("{} could not be read: {e}", dir.display()),
            "check that it is a folder and that you may read it",
        )
    };
    let mut inside: Vec<PathBuf> =
        fs::read_dir(dir).map_err(bad)?.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>().map_err(bad)?;
    inside.sort();
    for path in inside {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        match fs::symlink_metadata(&path) {
            _ if hidden => {}
            Ok(m) if m.is_file() => files.push(path),
            Ok(m) if m.is_dir() && depth < DEEPEST => {
                if walk(&path, depth + 1, files).is_err() {
                    aloud(&format!(
                        "{} could not be read [unreadable]",
                        publish::clean_line(&path.display().to_string())
                    ));
                }
            }
            _ => aloud(&format!(
                "{} is no plain file and was left alone [unreadable]",
                publish::clean_line(&path.display().to_string())
            )),
        }
    }
    Ok(())
}

/// What the log of a tip says of the last that was done.
fn last(t: &Tip) -> String {
    match t.steps.last() {
        Some(s) if s.state != State::Received => format!(
            "{} by {} on {}: {}",
            s.state.as_str(),
            publish::clean_line(&s.who),
            s.at.get(..10).unwrap_or(&s.at),
            publish::clean_line(&s.why)
        ),
        _ => "waits for a person".to_owned(),
    }
}

fn removed(json: &str) -> Vec<Removed> {
    serde_json::from_str(json).unwrap_or_default()
}

fn notes(json: &str) -> Vec<(String, String)> {
    let values: Vec<Value> = serde_json::from_str(json).unwrap_or_default();
    let part = |v: &Value, k: &str| v.get(k).and_then(Value::as_str).unwrap_or_default().to_owned();
    values.iter().map(|v| (part(v, "code"), part(v, "note"))).collect()
}

/// What is shown of a sender.
fn sender(full: Option<&str>) -> String {
    full.map_or_else(|| "sender not given".to_owned(), |s| format!("sender {}", s.get(..8).unwrap_or(s)))
}

fn list(db: &Path, format: &str) -> Result<()> {
    // A desk that never had a tip has no file of them, and that is no error.
    let tips = if db.exists() && !Quarantine::beside(db).exists() { Vec::new() } else { quarantine(db)?.tips()? };
    let data = if format == "json" {
        let rows: Vec<Value> = tips.iter().map(as_value).collect();
        let mut s = serde_json::to_string_pretty(&rows).expect("these have only string keys");
        s.push('\n');
        s
    } else {
        let mut s = String::new();
        for t in &tips {
            let (who, place, gone) = match &t.content {
                Some(c) => {
                    (sender(c.sender.as_deref()), c.place.clone().unwrap_or_default(), counts(&removed(&c.removed)))
                }
                None => ("forgotten".to_owned(), String::new(), String::new()),
            };
            let parts = [t.day.clone(), who, publish::clean_line(&place), gone, last(t)];
            let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
            let _ = writeln!(s, "{}  {}", t.id, parts.join(" | "));
        }
        if tips.is_empty() {
            s.push_str("There are no tips.\n");
        }
        s
    };
    output::write(None, data.as_bytes())
}

/// A tip for scripts: everything but what it says.
fn as_value(t: &Tip) -> Value {
    let steps: Vec<Value> =
        t.steps.iter().map(|s| json!({ "state": s.state.as_str(), "who": s.who, "why": s.why, "at": s.at })).collect();
    let c = t.content.as_ref();
    json!({
        "id": t.id,
        "day": t.day,
        "state": t.state().as_str(),
        "sender": c.and_then(|c| c.sender.as_deref()).map(|s| s.get(..8).unwrap_or(s)),
        "place": c.and_then(|c| c.place.clone()),
        "lang": c.and_then(|c| c.lang.clone()),
        "removed": c.map(|c| removed(&c.removed)),
        "issues": c.map(|c| notes(&c.issues).into_iter().map(|(code, note)| json!({ "code": code, "note": note })).collect::<Vec<_>>()),
        "steps": steps,
    })
}

fn show(id: &str, db: &Path, original: bool) -> Result<()> {
    let t = quarantine(db)?.tip(id)?;
    let Some(c) = &t.content else {
        return Err(forgotten(&t));
    };
    let mut s = format!("{}  received {}  {}", t.id, t.day, sender(c.sender.as_deref()));
    if let Some(p) = &c.place {
        let _ = write!(s, "  {}", publish::clean_line(p));
    }
    let _ = writeln!(s, "\n{}\ntaken out: {}", last(&t), counts(&removed(&c.removed)));
    for (code, note) in notes(&c.issues) {
        let _ = writeln!(s, "[{}] {}", publish::clean_line(&code), publish::clean_line(&note));
    }
    if original {
        aloud("WARNING: this is the tip as it came, with what leads to people. Do not copy, print or send it.");
        let _ = writeln!(s, "SHA-256 of what came: {}", c.sha256);
    }
    let text = if original { &c.original } else { &c.redacted };
    let _ = writeln!(s, "\n{}", publish::clean(text).text);
    output::write(None, s.as_bytes())
}

fn forgotten(t: &Tip) -> Failure {
    Failure::new("tip-forgotten", format!("what {} says was wiped: {}", t.id, last(t)), "nothing is left of it here")
}

fn person(who: &str, why: &str) -> Result<()> {
    if who.trim().is_empty() || why.trim().is_empty() {
        let hint = "--who NAME --why TEXT: both are kept in the log";
        return Err(Failure::new("needs-person", "a name and a reason are needed", hint));
    }
    Ok(())
}

fn decide(a: &Decision, state: State, global: &Global) -> Result<()> {
    person(&a.who, &a.why)?;
    let mut q = quarantine(&a.db)?;
    let t = q.tip(&a.id)?;
    if t.content.is_none() && state != State::Forgotten {
        return Err(forgotten(&t));
    }
    if state == State::Forgotten {
        q.forget(&a.id, &a.who, &a.why, &now()?)?;
        say(global, &format!("{}: what it says was wiped; that there was a tip stays", a.id));
        if t.was_released() {
            aloud("it was released before: the report of it stays in the desk's file, since evidence is never removed");
        }
    } else {
        q.step(&a.id, state, &a.who, &a.why, &now()?)?;
        say(global, &format!("{}: {}", a.id, state.as_str()));
    }
    Ok(())
}

/// What will be published: the redacted text, less the words that were named, or a person's own text after the same redaction.
fn publishable(a: &Release, t: &Tip, global: &Global) -> Result<(Redacted, Vec<Removed>)> {
    let c = t.content.as_ref().ok_or_else(|| forgotten(t))?;
    let mut gone = removed(&c.removed);
    let base = match &a.text {
        None => c.redacted.clone(),
        Some(path) => {
            let bad = |e: &dyn std::fmt::Display| {
                Failure::new(
                    "unreadable",
                    format!("{} could not be read: {e}", path.display()),
                    "give a file of plain text in UTF-8",
                )
            };
            let text = String::from_utf8(fs::read(path).map_err(|e| bad(&e))?).map_err(|e| bad(&e))?;
            let again = tips::redact(&publish::clean(&text).text, c.lang.as_deref(), &*know(global)?);
            if !again.removed.is_empty() {
                aloud(&format!("taken out of the text that was given: {}", counts(&again.removed)));
            }
            gone = again.removed;
            again.text
        }
    };
    let less = tips::withhold(&base, &a.redact);
    gone.extend(less.removed.iter().copied());
    Ok((less, gone))
}

fn release(a: &Release, global: &Global) -> Result<()> {
    person(&a.who, &a.why)?;
    let mut q = quarantine(&a.db)?;
    let t = q.tip(&a.id)?;
    if t.was_released() {
        let hint = "a report is never changed; write what is new as a tip of its own";
        return Err(Failure::new("tip-released", format!("{} {}", t.id, last(&t)), hint));
    }
    let (text, gone) = publishable(a, &t, global)?;
    let c = t.content.as_ref().ok_or_else(|| forgotten(&t))?;
    if text.text.trim().is_empty() {
        return Err(Failure::new("tip-empty", "nothing would be left to release", "give a text with --text FILE"));
    }
    if !a.yes {
        aloud(&format!("This will become a report of {}, for everybody who has that file:\n", a.db.display()));
        aloud(&publish::clean(&text.text).text);
        aloud(&format!("\ntaken out: {}", counts(&gone)));
        for (code, note) in notes(&c.issues) {
            aloud(&format!("[{}] {}", publish::clean_line(&code), publish::clean_line(&note)));
        }
        ask(&a.id)?;
    }
    let outlet = format!("Tip ({})", sender(c.sender.as_deref()));
    let captured = t.day.parse::<Moment>().ok();
    let note = format!(
        "this is a tip and no published report: it came to the desk on {}, its sender is not named, and nobody outside the desk can check it; \
         released by {} (taken out: {}){}",
        t.day,
        publish::clean_line(&a.who),
        counts(&gone),
        c.place.as_ref().map(|p| format!("; place as given: {}", publish::clean_line(p))).unwrap_or_default()
    );
    let undated = "when it was written is not said; the day is that of its coming in";
    let report = Report {
        id: t.id.clone(),
        outlet: Some(outlet),
        captured,
        lang: c.lang.clone(),
        sha256: sha256_hex(text.text.as_bytes()),
        text: text.text,
        issues: vec![Issue::new("tip", note).in_report(&t.id), Issue::new("no-date", undated).in_report(&t.id)],
        ..Report::default()
    };
    let when = now()?;
    let mut desk = SqliteStore::open(&a.db)?;
    let put = desk.put_report(&report)?;
    // a run that was broken off after the report was put is made whole here, once
    if !desk.judgements(Some(&put.id))?.iter().any(|j| j.decision == RELEASE) {
        desk.judge(&Judgement {
            claim: put.id.clone(),
            decision: RELEASE.to_owned(),
            why: a.why.clone(),
            who: a.who.clone(),
            when: when.clone(),
        })?;
    }
    q.step(&t.id, State::Released, &a.who, &a.why, &when)?;
    q.settle()?;
    say(global, &format!("{} is a report of {} now", put.id, a.db.display()));
    Ok(())
}

/// A person at a terminal says yes by writing the id.
fn ask(id: &str) -> Result<()> {
    let refused = |what: &str| {
        let hint = "run it at a terminal, or give --yes after reading what `firsthand tip show` shows";
        Failure::new("needs-person", what, hint)
    };
    if !io::stdin().is_terminal() {
        return Err(refused("a tip is released by a person, and there is none at this input"));
    }
    aloud(&format!("\nWrite {id} to release it, anything else to leave it:"));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|e| Failure::output("the answer", &e))?;
    if answer.trim() == id { Ok(()) } else { Err(refused("it was not released")) }
}
