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
    let file: toml::Table =
        toml::from_str(include_str!("../../../../data/languages/en/speakers.toml")).expect("readable");
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

#[derive(serde::Deserialize)]
struct Case {
    text: String,
    at: String,
    kind: model::SpeakerKind,
    name: Option<String>,
    relay: Option<String>,
    stance: model::Stance,
}

#[test]
fn cases_read_as_stated() {
    let cases = text::language_files!("examples.toml").into_iter().flat_map(|(lang, file)| {
        let file: toml::Table = toml::from_str(file).expect("examples.toml is readable");
        let cases = file.get("speaker").and_then(|s| s.as_array()).cloned().unwrap_or_default();
        cases.into_iter().map(move |case| (lang, case))
    });
    let know = know();
    let mut bad = Vec::new();
    for (lang, c) in cases {
        let c: Case = c.try_into().expect("a case");
        let (doc, _) = text::analyse(&c.text, Some(lang));
        let start = c.text.rfind(&c.at).expect("the words stand in the text");
        let at = Span::new(start, start + c.at.len());
        let all = find(&doc, &know, &[]);
        let a = speaker_for(&doc, &all, at);
        let kind = a.map_or(SpeakerKind::None, |a| a.speaker_kind);
        let (stance, _) = crate::stance::of(&doc, doc.sentence_at(start).unwrap_or(0), at, a);
        let name = a.and_then(|a| a.name.clone()).unwrap_or_default();
        let relays = a.map(|a| a.relays.clone()).unwrap_or_default();
        let ok = kind == c.kind
            && stance == c.stance
            && c.name.as_ref().is_none_or(|n| name.contains(n.as_str()))
            && c.relay.as_ref().is_none_or(|r| relays.contains(r));
        if !ok {
            bad.push(format!("{}\n  {:?}: {kind} {name:?} {relays:?} {stance}", c.text, c.at));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn agencies_credited_for_the_whole_report() {
    let cases: &[(&str, &[&str])] = &[
        ("PARIS, May 3 (Reuters) - A bridge fell.", &["Reuters"]),
        ("LYON (AFP) — Un pont.", &["AFP"]),
        ("A bridge fell.\n\nReuters contributed to this report.", &["Reuters"]),
        ("بيروت - رويترز\n\nسقط جسر.", &["Reuters"]),
        ("A bridge (built in 1900) - the oldest - fell.", &[]),
        ("Reuters reported that a bridge fell.", &[]),
    ];
    for (text, want) in cases {
        let (doc, _) = text::analyse(text, None);
        assert_eq!(dateline_agencies(&doc), *want, "{text}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever the text, nothing panics and every span lies in it, on character boundaries.
    #[test]
    fn any_text_gives_spans_inside_it(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "the", "army", "said", "that", ",", ".", "\"", "“", "”", "(", ")", "which", "who", "denied", "it", "told", "Reuters", "according",
                "to", "quoted", "as", "saying", "and", ";", ":", "—", "-", "of", "Mara", "Lind", "40", "citing", "put", "at", "was", "by", "on",
                "Monday", "could", "not", "be", "verified", "\n\n", "قال", "إن", "сообщил", "что", "dijo", "selon", "''", "é", "spoke", "toll", "its",
            ]),
            0..40,
        ),
        lang in proptest::sample::select(vec!["en", "fr", "es", "pt", "de", "ru", "uk", "tr", "ar"]),
        at in 0usize..200,
    ) {
        let text = words.join(" ");
        let (doc, _) = text::analyse(&text, Some(lang));
        let all = find(&doc, &know(), &[]);
        for a in &all {
            for s in [Some(a.content), a.source, a.cue].into_iter().flatten() {
                proptest::prop_assert!(text.get(s.start..s.end).is_some(), "{:?} in {:?}", s, text);
            }
        }
        let at = Span::new(at, at + 3);
        let a = speaker_for(&doc, &all, at);
        crate::stance::of(&doc, doc.sentence_at(at.start).unwrap_or(0), at, a);
        crate::events::find(&doc, &all);
        dateline_agencies(&doc);
    }
}
