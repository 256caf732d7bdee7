//! Every rule carries its own proof: each `match` of each rule file must fire its rule, each `miss` must not.

use know::Know;
use model::Report;
use read::Reader;

#[test]
fn every_example_of_every_rule_holds() {
    let reader = Reader::new(Know::bundled().unwrap()).unwrap();
    let mut wrong = Vec::new();
    let examples = reader.packs().examples();
    assert!(examples.len() > 60, "only {} examples were read", examples.len());
    for e in examples {
        let figure = e.text.find('[');
        let text: String = e.text.chars().filter(|c| !matches!(c, '[' | ']')).collect();
        let mut report = Report::from_text("example", &text);
        report.lang = Some(e.lang.clone());
        let reading = reader.read(&report);
        let hit = reading.claims.iter().any(|c| {
            let there = match (figure, c.at) {
                (Some(f), Some(at)) => at.start <= f && f < at.end,
                _ => true,
            };
            c.rule == e.rule && there
        });
        if hit != e.must {
            let got: Vec<String> = reading.claims.iter().map(|c| format!("{}={:?}", c.rule, c.value.text)).collect();
            wrong.push(format!(
                "{} {:?}: {} (got {got:?})",
                e.rule,
                e.text,
                if e.must { "did not fire" } else { "fired" }
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} examples fail:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}
