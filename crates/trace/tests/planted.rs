//! Copies planted among the reports of the shipped crises: cut, given a new lead, lifted into another report, with a figure changed,
//! wrapped in page furniture, with and without credit and date. What was planted must be found, and must point to what it was made from.

mod common;

use common::{CRISES, Owned, crisis, docs, labelled};
use trace::copies;

/// English reports that are no part of a labelled copy pair and long enough to cut.
fn bases(name: &str, reports: &[Owned]) -> Vec<Owned> {
    let gold = labelled(name);
    let related = |id: &str| gold.keys().any(|(a, b)| a == id || b == id) || id.starts_with("A25");
    reports
        .iter()
        .filter(|r| !related(&r.id) && r.text.is_ascii() && r.published.is_some() && paragraphs(&r.text).len() >= 5)
        .take(8)
        .cloned()
        .collect()
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n").map(str::trim).filter(|p| p.split_whitespace().count() >= 8).collect()
}

/// Later by some hours, under another name.
fn page(base: &Owned, how: &str, text: String) -> Owned {
    let later = base.published.as_ref().and_then(|m| model::Moment::from_seconds(m.seconds() + 5 * 3600));
    Owned {
        id: format!("plant-{}", base.id),
        title: Some(format!("What we know: {how}")),
        text,
        published: later,
        url: Some(format!("https://copycat.example/{how}/{}", base.id)),
        outlet: Some(format!("Copycat {}", base.id)),
        ..Owned::default()
    }
}

/// Plants one page for each base in turn; says how many were found, and how many of these point to their base.
fn plant(make: impl Fn(&Owned, &[Owned]) -> Owned) -> (usize, usize, usize) {
    let (mut planted, mut found, mut right) = (0, 0, 0);
    for name in CRISES {
        let reports = crisis(name);
        let bases = bases(name, &reports);
        let mut all = reports.clone();
        all.extend(bases.iter().map(|b| make(b, &reports)));
        let edges = copies(&docs(&all));
        for b in &bases {
            let id = format!("plant-{}", b.id);
            planted += 1;
            let forward = edges.iter().any(|c| c.report == id && c.of == b.id);
            let backward = edges.iter().any(|c| c.of == id && c.report == b.id);
            found += usize::from(forward || backward);
            right += usize::from(forward);
        }
    }
    (planted, found, right)
}

fn assert_floor(how: &str, (planted, found, right): (usize, usize, usize), least: f64) {
    assert!(planted >= 12, "{how}: only {planted} planted");
    assert!(found as f64 >= least * planted as f64, "{how}: found {found} of {planted}");
    assert!(right as f64 >= 0.95 * found as f64, "{how}: {right} of {found} point the right way");
}

#[test]
fn cut_after_half() {
    let cut = |b: &Owned| {
        let p = paragraphs(&b.text);
        p[..p.len().div_ceil(2)].join("\n\n")
    };
    assert_floor("cut", plant(|b, _| page(b, "cut", cut(b))), 0.95);
    // No date on the copy: its length tells.
    let undated = plant(|b, _| Owned { published: None, ..page(b, "cut", cut(b)) });
    assert_floor("cut, undated", undated, 0.95);
}

#[test]
fn a_new_lead() {
    let made = plant(|b, _| {
        let p = paragraphs(&b.text);
        page(
            b,
            "lead",
            format!(
                "It was a day that few in the region will forget, and the questions are piling up.\n\n{}",
                p[1..].join("\n\n")
            ),
        )
    });
    assert_floor("lead", made, 0.9);
}

#[test]
fn a_passage_lifted_into_another_report() {
    let made = plant(|b, reports| {
        let p = paragraphs(&b.text);
        let host = "Markets were calm on the day.\n\nTraders in the capital said that prices of flour and fuel had not moved since the \
                    weekend, while banks opened as usual and the currency held steady against the dollar for a third week.";
        assert!(!reports.is_empty());
        page(b, "lifted", format!("{host}\n\n{}", p[1..p.len().min(4)].join("\n\n")))
    });
    assert_floor("lifted", made, 0.9);
}

#[test]
fn wrapped_in_furniture_with_credit_before_the_clock() {
    let wrap = |b: &Owned| {
        let text = paragraphs(&b.text).join("\n\n");
        format!(
            "World | 3 min read\n\n{text}\n\nYou may also like: 9 gardens to see | Weather for the week\n\nRead the full {} article at:\n{}",
            b.outlet.as_deref().unwrap_or(""),
            b.url.as_deref().unwrap_or("")
        )
    };
    assert_floor("wrapped", plant(|b, _| page(b, "wrapped", wrap(b))), 0.95);
    // A clock that runs days slow on the copy does not turn the link: it says itself where it has its text from.
    let slow = plant(|b, _| {
        let early = b.published.as_ref().and_then(|m| model::Moment::from_seconds(m.seconds() - 40 * 3600));
        Owned { published: early, ..page(b, "slow", wrap(b)) }
    });
    assert_floor("slow clock", slow, 0.95);
}

#[test]
fn a_changed_figure_is_told() {
    let mut told = 0;
    let mut asked = 0;
    for name in CRISES {
        let reports = crisis(name);
        for b in bases(name, &reports) {
            // The first free-standing figure of two or three digits that the text holds once.
            let figure = b.text.split(|c: char| !c.is_ascii_alphanumeric()).find(|w| {
                (2..=3).contains(&w.len()) && w.bytes().all(|c| c.is_ascii_digit()) && b.text.matches(*w).count() == 1
            });
            let Some(figure) = figure else { continue };
            let mut all = reports.clone();
            all.push(page(&b, "figure", b.text.replace(figure, "777")));
            let edges = copies(&docs(&all));
            let Some(c) = edges.iter().find(|c| c.report == format!("plant-{}", b.id)) else { continue };
            asked += 1;
            told += usize::from(c.changed.iter().any(|x| x.what == "number" && x.to.contains("777")));
        }
    }
    assert!(asked >= 8 && told * 10 >= asked * 8, "told {told} of {asked}");
}

#[test]
fn two_reports_that_quote_one_statement_are_no_copies() {
    let quote = "\"We opened every gate that we could open, and we called every family that we could reach before the water came down the valley on the town,\"";
    let a = Owned::new(
        "a",
        &format!(
            "RIVER TOWN - Engineers at the upper works defended their conduct after Sunday's flood. {quote} the chief engineer said. Eleven houses were lost on the east bank, where crews kept pumping through the night, and a school gym took in the homeless."
        ),
    );
    let b = Owned::new(
        "b",
        &format!(
            "The mayor visited the shelter this morning and promised money for repairs. {quote} the utility's chief told reporters in the capital. Insurance firms expect many claims, and parliament wants to hear witnesses next month about old warnings."
        ),
    );
    assert_eq!(copies(&docs(&[a, b])), []);
}
