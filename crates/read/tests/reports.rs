//! Whole reports with their claims: how well the room reads kinds of crisis that no rule was made for.
//!
//! `reports/*.md` are made-up reports, labelled before the program saw them. A line of the body is a sentence; the lines below it that
//! begin with `=` are its claims: `= SLOT [VALUE] [increase]; SPEAKER-KIND: SPEAKER; STANCE`. `>=`, `>`, `<=`, `<` and `~` before a figure
//! are its operator, `20..30` is a range, a word ("dozens", "most") a vague value; no value is a statement. The stance is left out where it
//! is `asserted`. Slots are paired within a report, first with what stands in the same sentence.

#![allow(clippy::unwrap_used)]

use std::{fmt::Write, fs, path::Path};

use know::Know;
use model::{Claim, EvidencePart, Op, Report, Slot, SpeakerKind, Stance, ValueKind};
use read::Reader;

/// A label.
#[derive(Debug)]
struct Label {
    sentence: (usize, usize),
    slot: Slot,
    value: Option<Figure>,
    kind: SpeakerKind,
    speaker: String,
    stance: Stance,
    line: String,
}

#[derive(Debug, PartialEq)]
enum Figure {
    Number(Op, f64),
    Range(f64, f64),
    Vague(String),
}

fn figure(words: &str) -> Figure {
    let number = |s: &str| s.parse::<f64>().ok();
    if let Some((a, b)) = words.split_once("..") {
        return Figure::Range(number(a).unwrap(), number(b).unwrap());
    }
    for (sign, op) in [
        (">=", Op::AtLeast),
        ("<=", Op::UpTo),
        (">", Op::MoreThan),
        ("<", Op::LessThan),
        ("~", Op::About),
        ("", Op::Exact),
    ] {
        if let Some(n) = words.strip_prefix(sign).and_then(number) {
            return Figure::Number(op, n);
        }
    }
    Figure::Vague(words.to_owned())
}

fn label(line: &str, sentence: (usize, usize)) -> Label {
    let mut parts = line.split(';').map(str::trim);
    let what: Vec<&str> = parts.next().unwrap().split_whitespace().collect();
    let who = parts.next().unwrap_or("none");
    let (kind, speaker) = who.split_once(": ").unwrap_or((who, ""));
    let kind = match kind {
        "none" => SpeakerKind::None,
        "media" => SpeakerKind::Media,
        "institution" => SpeakerKind::Institution,
        "named" => SpeakerKind::NamedOfficial,
        "anon" => SpeakerKind::Anonymous,
        other => panic!("speaker kind {other:?} in {line:?}"),
    };
    let stance = parts.next().map_or(Stance::Asserted, |s| s.parse().unwrap());
    Label {
        sentence,
        slot: what[0].parse().unwrap_or_else(|e| panic!("{line:?}: {e}")),
        value: what.get(1).filter(|w| **w != "none_given").map(|w| figure(w)),
        kind,
        speaker: speaker.to_owned(),
        stance,
        line: line.to_owned(),
    }
}

fn load(path: &Path) -> (Report, Vec<Label>) {
    let text = fs::read_to_string(path).unwrap();
    let mut parts = text.splitn(3, "+++\n").skip(1);
    let head: toml::Table = parts.next().unwrap().parse().unwrap();
    let mut body = String::new();
    let mut labels = Vec::new();
    let mut at = (0, 0);
    for line in parts.next().unwrap().lines() {
        if let Some(l) = line.strip_prefix("= ") {
            labels.push(label(l, at));
        } else if line.trim().is_empty() {
            body.push_str("\n\n");
        } else {
            if !body.is_empty() && !body.ends_with('\n') {
                body.push(' ');
            }
            at = (body.len(), body.len() + line.len());
            body.push_str(line);
        }
    }
    let mut r = Report::from_text(path.file_stem().unwrap().to_str().unwrap(), &body);
    r.lang = Some("en".to_owned());
    r.title = head.get("title").and_then(|t| t.as_str()).map(str::to_owned);
    r.published = head.get("published").and_then(|t| t.as_str()).map(|t| t.parse().unwrap());
    (r, labels)
}

fn same_value(l: &Label, c: &Claim) -> bool {
    let v = &c.value;
    match &l.value {
        None => !v.is_numeric(),
        Some(Figure::Range(a, b)) => v.lo == Some(*a) && v.hi == Some(*b),
        Some(Figure::Number(_, n)) => {
            v.kind == ValueKind::Number
                && [v.lo, v.hi].into_iter().flatten().all(|x| x == *n)
                && (v.lo.or(v.hi).is_some())
        }
        Some(Figure::Vague(w)) => {
            v.kind == ValueKind::Vague && v.text.as_deref().is_some_and(|t| t.to_lowercase().contains(w.as_str()))
        }
    }
}

fn words(s: &str) -> Vec<String> {
    let small = ["the", "a", "an", "of", "for", "and", "s", "in", "on", "to", "his", "her", "its"];
    let lower = s.to_lowercase().replace("'s", "");
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !small.contains(w))
        .map(str::to_owned)
        .collect()
}

fn same_speaker(l: &Label, c: &Claim) -> bool {
    if l.kind == SpeakerKind::None {
        return c.speaker.kind == SpeakerKind::None;
    }
    let said = format!("{} {}", c.speaker.text.as_deref().unwrap_or(""), c.speaker.name.as_deref().unwrap_or(""));
    let said = words(&said);
    words(&l.speaker).iter().any(|w| said.contains(w))
}

/// Right ones out of all.
#[derive(Debug, Default, Clone, Copy)]
struct Share(usize, usize);

impl Share {
    fn add(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }
    fn of(self) -> f64 {
        self.0 as f64 / self.1.max(1) as f64
    }
}

#[derive(Debug, Default)]
struct Score {
    found: Share,
    right: Share,
    statements: Share,
    statements_right: Share,
    operator: Share,
    speaker: Share,
    kind: Share,
    stance: Share,
    notes: String,
}

fn show(c: &Claim) -> String {
    format!(
        "{} {} {:?} ({:?}: {:?} = {:?}; {}) [{}] {}",
        c.slot,
        c.value.text.as_deref().unwrap_or(""),
        c.value.op,
        c.speaker.kind,
        c.speaker.text.as_deref().unwrap_or(""),
        c.speaker.name.as_deref().unwrap_or(""),
        c.stance,
        c.rule,
        c.evidence.text
    )
}

fn score(reader: &Reader, path: &Path, s: &mut Score) {
    let (report, labels) = load(path);
    let reading = reader.read(&report);
    let claims: Vec<&Claim> = reading.claims.iter().collect();
    let mut used = vec![false; claims.len()];
    let inside = |l: &Label, c: &Claim| {
        c.evidence.part == EvidencePart::Body && c.evidence.start < l.sentence.1 && l.sentence.0 < c.evidence.end
    };
    let once = |s: Slot| matches!(s, Slot::Place | Slot::Date);
    let _ = writeln!(s.notes, "# {}", report.id);
    for l in &labels {
        let numeric = l.value.is_some();
        let hit = (0..claims.len())
            .filter(|&i| !used[i] && claims[i].slot == l.slot && same_value(l, claims[i]))
            .filter(|&i| numeric || once(l.slot) || inside(l, claims[i]))
            .max_by_key(|&i| (inside(l, claims[i]), same_speaker(l, claims[i]), std::cmp::Reverse(i)));
        let share = if numeric { &mut s.found } else { &mut s.statements };
        share.add(hit.is_some());
        let Some(i) = hit else {
            let _ = writeln!(s.notes, "MISSED {} | {}", l.line, &report.text[l.sentence.0..l.sentence.1]);
            continue;
        };
        used[i] = true;
        let c = claims[i];
        if let Some(Figure::Number(op, _)) = &l.value {
            s.operator.add(c.value.op == *op);
            if c.value.op != *op {
                let _ = writeln!(s.notes, "OP     {} | {}", l.line, show(c));
            }
        }
        s.speaker.add(same_speaker(l, c));
        s.kind.add(c.speaker.kind == l.kind);
        s.stance.add(c.stance == l.stance);
        if !same_speaker(l, c) || c.speaker.kind != l.kind {
            let _ = writeln!(s.notes, "SPEAKER {} | {}", l.line, show(c));
        }
        if c.stance != l.stance {
            let _ = writeln!(s.notes, "STANCE {} | {}", l.line, show(c));
        }
    }
    for (i, c) in claims.iter().enumerate() {
        if c.value.is_numeric() {
            if c.slot != Slot::OtherCount || used[i] {
                s.right.add(used[i]);
            }
        } else if !once(c.slot) || used[i] {
            s.statements_right.add(used[i]);
        }
        if !used[i] && c.slot != Slot::OtherCount && !once(c.slot) {
            let _ = writeln!(s.notes, "EXTRA  {}", show(c));
        }
    }
}

#[test]
fn reports_of_many_kinds_are_read_well() {
    let reader = Reader::new(Know::bundled().unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let mut s = Score::default();
    for p in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        score(&reader, p, &mut s);
    }
    let f1 = |p: Share, r: Share| 2.0 * p.of() * r.of() / (p.of() + r.of()).max(0.001);
    println!("{}", s.notes);
    println!(
        "figures     p {:.3} r {:.3} f1 {:.3} ({} labels)",
        s.right.of(),
        s.found.of(),
        f1(s.right, s.found),
        s.found.1
    );
    println!(
        "statements  p {:.3} r {:.3} f1 {:.3} ({} labels)",
        s.statements_right.of(),
        s.statements.of(),
        f1(s.statements_right, s.statements),
        s.statements.1
    );
    println!("operator    {:.3}", s.operator.of());
    println!("speaker     {:.3}", s.speaker.of());
    println!("kind        {:.3}", s.kind.of());
    println!("stance      {:.3}", s.stance.of());
}
