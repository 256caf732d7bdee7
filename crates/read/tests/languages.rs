//! Sentences with known answers in the languages that are read without a parse: `languages/README.md` says how a case is written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use model::{Claim, Op, Reading, Report, Span, SpeakerKind, Stance, ValueKind};
use read::Reader;

/// One case: its text and its lines, `(key, value)` in order.
#[derive(Debug, Default)]
struct Case {
    line: usize,
    published: Option<String>,
    text: Vec<String>,
    want: Vec<(String, String)>,
}

impl Case {
    fn get(&self, key: &str) -> Option<&str> {
        self.want.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
    fn list(&self, key: &str) -> Vec<&str> {
        self.get(key).map(|v| v.split(';').map(str::trim).filter(|x| !x.is_empty()).collect()).unwrap_or_default()
    }
}

const KEYS: [&str; 14] = [
    "figures",
    "by",
    "stance",
    "claims",
    "no claims",
    "times",
    "no times",
    "places",
    "no places",
    "actors",
    "numbers",
    "sentences",
    "title",
    "known",
];

fn cases(source: &str) -> Result<Vec<Case>, String> {
    let mut out: Vec<Case> = Vec::new();
    let mut published = None;
    let mut open = false;
    for (n, raw) in source.lines().enumerate() {
        let line = raw.trim();
        if line.is_empty() {
            open = false;
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        if let Some(t) = line.strip_prefix('>') {
            if !open || out.last().is_none_or(|c| !c.want.is_empty()) {
                out.push(Case { line: n + 1, published: published.clone(), ..Case::default() });
                open = true;
            }
            out.last_mut().expect("just pushed").text.push(t.trim().to_owned());
            continue;
        }
        let (key, value) = line.split_once(':').ok_or_else(|| format!("line {}: no key in {line:?}", n + 1))?;
        if key == "published" {
            published = Some(format!("{}T12:00:00Z", value.trim()));
            continue;
        }
        let case = out.last_mut().filter(|_| open).ok_or_else(|| format!("line {}: {key} without a text", n + 1))?;
        if !KEYS.contains(&key) {
            return Err(format!("line {}: unknown key {key:?}", n + 1));
        }
        case.want.push((key.to_owned(), value.trim().to_owned()));
    }
    Ok(out)
}

/// `>=12`, `20-99`, `?` ... as operator, low and high.
fn value(s: &str) -> Result<(Op, Option<f64>, Option<f64>), String> {
    let number = |t: &str| t.parse::<f64>().map_err(|e| format!("{s:?}: {e}"));
    let one = |op, t: &str| number(t).map(|x| (op, x));
    if s == "?" {
        return Ok((Op::None, None, None));
    }
    let (op, x) = if let Some(t) = s.strip_prefix(">=") {
        one(Op::AtLeast, t)?
    } else if let Some(t) = s.strip_prefix("<=") {
        one(Op::UpTo, t)?
    } else if let Some(t) = s.strip_prefix('>') {
        one(Op::MoreThan, t)?
    } else if let Some(t) = s.strip_prefix('<') {
        one(Op::LessThan, t)?
    } else if let Some(t) = s.strip_prefix('~') {
        one(Op::About, t)?
    } else if let Some((a, b)) = s.split_once('-') {
        return Ok((Op::None, Some(number(a)?), Some(number(b)?)));
    } else {
        one(Op::Exact, s)?
    };
    Ok(match op {
        Op::AtLeast | Op::MoreThan => (op, Some(x), None),
        Op::UpTo | Op::LessThan => (op, None, Some(x)),
        _ => (op, Some(x), Some(x)),
    })
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(1.0),
        (None, None) => true,
        _ => false,
    }
}

/// Words without case, articles and quotation marks around them.
fn plain(s: &str) -> String {
    const ARTICLES: [&str; 22] = [
        "le ", "la ", "les ", "l'", "un ", "une ", "des ", "du ", "el ", "los ", "las ", "una ", "unos ", "unas ",
        "o ", "a ", "os ", "as ", "um ", "uma ", "der ", "die ",
    ];
    let s = s.to_lowercase().replace('’', "'");
    let s = s.trim_matches(|c: char| c.is_whitespace() || ",.\"«»“”".contains(c));
    ARTICLES.iter().find_map(|a| s.strip_prefix(a)).unwrap_or(s).to_owned()
}

fn show_value(op: Op, lo: Option<f64>, hi: Option<f64>) -> String {
    let n = |x: Option<f64>| x.map_or("-".to_owned(), |x| x.to_string());
    match op {
        Op::Exact => n(lo),
        Op::About => format!("~{}", n(lo)),
        Op::AtLeast => format!(">={}", n(lo)),
        Op::MoreThan => format!(">{}", n(lo)),
        Op::UpTo => format!("<={}", n(hi)),
        Op::LessThan => format!("<{}", n(hi)),
        Op::None => format!("{}-{}", n(lo), n(hi)),
    }
}

fn kind(words: &str) -> Option<(SpeakerKind, &str)> {
    let (k, rest) = words.split_once(' ').unwrap_or((words, ""));
    Some((k.parse().ok()?, rest.trim()))
}

/// What a figure must be.
struct Figure {
    slot: String,
    value: (Op, Option<f64>, Option<f64>),
    increase: bool,
    thing: String,
    kind: SpeakerKind,
    speaker: String,
    stance: Stance,
    source: String,
}

fn figure(case: &Case, item: &str) -> Result<Figure, String> {
    let stance = case.get("stance").unwrap_or("asserted").parse::<Stance>()?;
    let (k, s) = match case.get("by") {
        Some(by) => kind(by).ok_or_else(|| format!("by: {by:?} names no kind"))?,
        None => (SpeakerKind::None, ""),
    };
    let mut f = Figure {
        slot: String::new(),
        value: (Op::None, None, None),
        increase: false,
        thing: String::new(),
        kind: k,
        speaker: s.to_owned(),
        stance,
        source: item.to_owned(),
    };
    let mut rest = item.to_owned();
    while let Some((before, after)) = rest.clone().split_once('[') {
        let (inside, after) = after.split_once(']').ok_or_else(|| format!("{item:?}: no closing bracket"))?;
        if let Ok(s) = inside.parse::<Stance>() {
            f.stance = s;
        } else {
            let (k, s) = kind(inside).ok_or_else(|| format!("{item:?}: {inside:?} is no stance and no speaker"))?;
            (f.kind, f.speaker) = (k, s.to_owned());
        }
        rest = format!("{} {}", before.trim(), after.trim());
    }
    let mut words = rest.split_whitespace();
    f.slot = words.next().ok_or("an empty figure")?.to_owned();
    let v = words.next().ok_or_else(|| format!("{item:?}: no value"))?;
    f.increase = v.starts_with('+');
    f.value = value(v.trim_start_matches('+'))?;
    f.thing = words.collect::<Vec<_>>().join(" ");
    Ok(f)
}

impl Figure {
    /// What of it a claim gets wrong; empty when all is right.
    fn wrong(&self, c: &Claim, reading: &Reading) -> Vec<String> {
        let mut out = Vec::new();
        let v = &c.value;
        if !(close(self.value.1, v.lo) && close(self.value.2, v.hi))
            || (v.kind == ValueKind::Number && v.op != self.value.0)
        {
            out.push(format!("value {}", show_value(v.op, v.lo, v.hi)));
        }
        if c.slot.as_str() != self.slot {
            out.push(format!("slot {}", c.slot));
        }
        if self.increase != (c.scope.as_deref() == Some("increase")) {
            out.push(format!("scope {:?}", c.scope));
        }
        if !self.thing.is_empty() {
            let q = c.at.and_then(|at| reading.quantities.iter().find(|q| q.span() == at));
            let got = q.and_then(|q| q.counted.as_deref()).unwrap_or("");
            if plain(got) != plain(&self.thing) {
                out.push(format!("counted {got:?}"));
            }
        }
        let text = c.speaker.text.as_deref().unwrap_or("");
        if c.speaker.kind != self.kind || plain(text) != plain(&self.speaker) {
            out.push(format!("speaker {} {text:?}", c.speaker.kind));
        }
        if c.stance != self.stance {
            out.push(format!("stance {}", c.stance));
        }
        out
    }
}

fn numeric(c: &Claim) -> bool {
    c.value.is_numeric() || (c.value.kind == ValueKind::Vague && !c.rule.is_empty())
}

fn check(case: &Case, lang: &str, reading: &Reading, text: &str) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    if reading.lang != lang {
        wrong.push(format!("language {}", reading.lang));
    }
    // figures
    let got: Vec<&Claim> = reading.claims.iter().filter(|c| numeric(c)).collect();
    let want: Vec<Figure> = if case.get("figures") == Some("any") {
        Vec::new()
    } else {
        case.list("figures").into_iter().map(|i| figure(case, i)).collect::<Result<_, _>>()?
    };
    let mut used = vec![false; got.len()];
    for f in &want {
        let free = (0..got.len()).filter(|&i| !used[i]);
        let best = free.map(|i| (f.wrong(got[i], reading), i)).min_by_key(|(w, i)| {
            let other = w.iter().any(|x| x.starts_with("value")) || w.iter().any(|x| x.starts_with("slot"));
            (other, w.len(), *i)
        });
        match best {
            Some((w, i)) if !(w.iter().any(|x| x.starts_with("value")) && w.iter().any(|x| x.starts_with("slot"))) => {
                used[i] = true;
                wrong.extend(w.into_iter().map(|w| format!("figure {:?}: {w}", f.source)));
            }
            _ => wrong.push(format!("figure {:?}: missing", f.source)),
        }
    }
    if case.get("figures") != Some("any") {
        for (i, c) in got.iter().enumerate().filter(|(i, _)| !used[*i]) {
            let _ = i;
            let v = show_value(c.value.op, c.value.lo, c.value.hi);
            wrong.push(format!("figure too much: {} {v} {:?} by {}", c.slot, c.value.text, c.rule));
        }
    }
    // somebody speaking
    if want.is_empty()
        && let Some(by) = case.get("by")
    {
        let (k, words) = kind(by).ok_or_else(|| format!("by: {by:?} names no kind"))?;
        let spoken = |s: Option<Span>| s.map_or(String::new(), |s| plain(s.of(text)));
        if !reading.attributions.iter().any(|a| a.speaker_kind == k && spoken(a.source) == plain(words)) {
            let got: Vec<_> =
                reading.attributions.iter().map(|a| format!("{} {:?}", a.speaker_kind, spoken(a.source))).collect();
            wrong.push(format!("speaker {by:?}: got {got:?}"));
        }
    }
    for slot in case.list("claims") {
        if !reading.claims.iter().any(|c| c.slot.as_str() == slot) {
            wrong.push(format!("no claim {slot}"));
        }
    }
    for slot in case.list("no claims") {
        if reading.claims.iter().any(|c| c.slot.as_str() == slot) {
            wrong.push(format!("a claim {slot}"));
        }
    }
    for t in case.list("times") {
        let (words, v) = t.split_once('=').ok_or_else(|| format!("times: {t:?} has no value"))?;
        let (words, v) = (plain(words), v.trim());
        let at = |t: &str| t.contains(&words) || words.contains(t);
        if !reading.times.iter().any(|t| t.value == v && at(&plain(&t.text))) {
            let got: Vec<_> = reading.times.iter().map(|t| format!("{} = {}", t.text, t.value)).collect();
            wrong.push(format!("time {t:?}: got {got:?}"));
        }
    }
    for words in case.list("no times") {
        if let Some(t) = reading.times.iter().find(|t| t.text.contains(words)) {
            wrong.push(format!("a time {:?} = {}", t.text, t.value));
        }
    }
    for p in case.list("places") {
        let (words, country) = p.rsplit_once(' ').ok_or_else(|| format!("places: {p:?} has no country"))?;
        let country = Some(country).filter(|c| *c != "-");
        if !reading.places.iter().any(|p| plain(&p.text) == plain(words) && p.country.as_deref() == country) {
            let got: Vec<_> =
                reading.places.iter().map(|p| format!("{} {}", p.text, p.country.as_deref().unwrap_or("-"))).collect();
            wrong.push(format!("place {p:?}: got {got:?}"));
        }
    }
    for words in case.list("no places") {
        if let Some(p) = reading.places.iter().find(|p| plain(&p.text) == plain(words)) {
            wrong.push(format!("a place {:?} {:?}", p.text, p.country));
        }
    }
    for words in case.list("actors") {
        if !reading.actors.iter().any(|a| plain(&a.text) == plain(words)) {
            let got: Vec<_> = reading.actors.iter().map(|a| a.text.as_str()).collect();
            wrong.push(format!("actor {words:?}: got {got:?}"));
        }
    }
    if case.get("numbers").is_some() {
        wrong.extend(numbers(case, reading)?);
    }
    if let Some(n) = case.get("sentences")
        && n != reading.sentences.len().to_string()
    {
        wrong.push(format!("{} sentences", reading.sentences.len()));
    }
    Ok(wrong)
}

fn numbers(case: &Case, reading: &Reading) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    let want: Vec<&str> = case.list("numbers").into_iter().filter(|x| *x != "none").collect();
    let got = &reading.quantities;
    for (i, w) in want.iter().enumerate() {
        let (head, thing) = w.split_once('|').map_or((*w, None), |(h, t)| (h, Some(t.trim())));
        let mut words = head.split_whitespace();
        let v = value(words.next().unwrap_or("").trim_start_matches('+'))?;
        let unit = words.collect::<Vec<_>>().join(" ");
        let Some(q) = got.get(i) else { break };
        if q.op != v.0 || !close(q.lo, v.1) || !close(q.hi, v.2) || q.unit.as_deref().unwrap_or("") != unit {
            wrong.push(format!("number {w:?}: got {} {:?} {:?}", show_value(q.op, q.lo, q.hi), q.unit, q.text));
        }
        if let Some(t) = thing
            && plain(q.counted.as_deref().unwrap_or("")) != plain(t)
        {
            wrong.push(format!("number {w:?}: counted {:?}", q.counted));
        }
    }
    if got.len() != want.len() {
        let all: Vec<_> = got.iter().map(|q| format!("{} {:?}", show_value(q.op, q.lo, q.hi), q.text)).collect();
        wrong.push(format!("{} numbers, {} wanted: {all:?}", got.len(), want.len()));
    }
    Ok(wrong)
}

fn files(lang: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(lang)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    out.sort();
    out
}

#[test]
fn every_sentence_is_read_as_a_careful_reader_would() {
    let reader = Reader::new(know::Know::bundled().unwrap()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages");
    let mut langs: Vec<PathBuf> =
        std::fs::read_dir(&root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    langs.sort();
    assert!(!langs.is_empty());
    let (mut report, mut table, mut bad) = (String::new(), String::new(), 0);
    for dir in &langs {
        let lang = dir.file_name().unwrap().to_str().unwrap();
        let (mut right, mut known, mut all) = (0, 0, 0);
        for file in files(dir) {
            let source = std::fs::read_to_string(&file).unwrap();
            let name = file.file_name().unwrap().to_str().unwrap();
            for case in cases(&source).unwrap_or_else(|e| panic!("{lang}/{name}: {e}")) {
                all += 1;
                let text = case.text.join("\n");
                let mut r = Report::from_text("case", &text);
                r.published = case.published.as_deref().map(|p| p.parse().expect("a date"));
                r.title = case.get("title").map(str::to_owned);
                let reading = reader.read(&r);
                let wrong =
                    check(&case, lang, &reading, &text).unwrap_or_else(|e| panic!("{lang}/{name}:{}: {e}", case.line));
                match (case.get("known"), wrong.is_empty()) {
                    (None, true) => right += 1,
                    (Some(_), false) => known += 1,
                    (None, false) => {
                        bad += 1;
                        writeln!(report, "{lang}/{name}:{}: {text}\n    {}", case.line, wrong.join("\n    ")).unwrap();
                    }
                    (Some(why), true) => {
                        bad += 1;
                        writeln!(
                            report,
                            "{lang}/{name}:{}: {text}\n    can be read now: take `known: {why}` away",
                            case.line
                        )
                        .unwrap();
                    }
                }
            }
        }
        writeln!(table, "{lang}: {right} of {all} right, {known} known not to be").unwrap();
    }
    assert!(bad == 0, "{report}\n{table}{bad} cases are not as they should be");
    #[allow(clippy::print_stdout)]
    {
        print!("{table}");
    }
}
