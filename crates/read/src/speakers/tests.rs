use super::*;

fn know() -> std::sync::Arc<Know> {
    Know::bundled().expect("the bundled image opens")
}

#[derive(serde::Deserialize)]
struct Example {
    text: String,
    source: Option<String>,
    cue: Option<String>,
    content: Option<String>,
}

#[test]
fn examples_of_the_verb_file_read_as_stated() {
    let file: toml::Table = toml::from_str(include_str!("../../../../data/speakers/verbs-en.toml")).expect("readable");
    let know = know();
    let mut bad = Vec::new();
    for e in file["example"].as_array().expect("examples") {
        let e: Example = e.clone().try_into().expect("an example");
        let (doc, _) = text::analyse(&e.text, Some("en"));
        let all = find(&doc, &know, &[]);
        let got = all
            .first()
            .map(|a| (a.source.map(|s| s.of(&e.text)), a.cue.map(|s| s.of(&e.text)), Some(a.content.of(&e.text))));
        let want = e.content.as_deref().map(|c| (e.source.as_deref(), e.cue.as_deref(), Some(c)));
        if got != want {
            bad.push(format!("{}\n  want {want:?}\n  got  {got:?}", e.text));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
