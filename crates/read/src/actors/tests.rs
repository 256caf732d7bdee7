use super::*;
use proptest::prelude::*;

fn read(text: &str, lang: &str) -> Vec<(String, String)> {
    let know = Know::bundled().unwrap();
    let doc = Doc { text: text.to_owned(), lang: lang.to_owned(), ..Doc::default() };
    find(&doc, &know).into_iter().map(|m| (m.text, m.id.or(m.name).unwrap_or(m.kind))).collect()
}

/// Each text with all its actors, as `words = id or name`.
#[test]
fn actors_are_found_under_all_their_names() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "The Syrian Democratic Forces (SDF) said the SDF had left.",
            "en",
            &["Syrian Democratic Forces = sdf", "SDF = sdf", "SDF = sdf"],
        ),
        ("Syria's Interior Ministry said so.", "en", &["Syria's Interior Ministry = sy-moi"]),
        ("Syria's Ministry of Interior said so.", "en", &["Syria's Ministry of Interior = sy-moi"]),
        ("In Syria, the Interior Ministry gave no figure.", "en", &["Interior Ministry = sy-moi"]),
        ("In Iraq, the Interior Ministry gave no figure.", "en", &["Interior Ministry = iq-moi"]),
        ("The Defence Ministry of Syria denied it.", "en", &["Defence Ministry of Syria = sy-mod"]),
        (
            "The Jordanian Health Ministry denied it.",
            "en",
            &["Jordanian Health Ministry = Ministry of Health (Jordan)"],
        ),
        (
            "Farhad Shami, an SDF spokesman, spoke. Shami gave no figure.",
            "en",
            &["Farhad Shami = farhad-shami", "SDF = sdf", "Shami = farhad-shami"],
        ),
        (
            "Col. Arlen Vostrikov spoke to reporters. Vostrikov gave no figure.",
            "en",
            &["Arlen Vostrikov = Arlen Vostrikov", "Vostrikov = Arlen Vostrikov"],
        ),
        (
            "The Northern River Commission (NRC) met. The NRC will meet again.",
            "en",
            &[
                "Northern River Commission = Northern River Commission",
                "NRC = Northern River Commission",
                "NRC = Northern River Commission",
            ],
        ),
        ("Damascus said it had agreed.", "en", &["Damascus = sy-gov"]),
        ("They drove to Damascus on Monday.", "en", &[]),
        ("The ambassador is a doctor.", "en", &[]),
        ("It is what it is.", "en", &[]),
        ("Russia denied it.", "en", &["Russia = ru-gov"]),
        ("قالت وزارة الداخلية السورية إن قسد انسحبت", "ar", &["وزارة الداخلية السورية = sy-moi", "قسد = sdf"]),
        ("Suriye Demokratik Güçleri (SDG) açıkladı.", "tr", &["Suriye Demokratik Güçleri = sdf", "SDG = sdf"]),
        (
            "The Syrian army entered the town. The army gave no date.",
            "en",
            &["Syrian army = sy-army", "army = sy-army"],
        ),
    ];
    for (text, lang, wanted) in cases {
        let got: Vec<String> = read(text, lang).into_iter().map(|(t, n)| format!("{t} = {n}")).collect();
        assert_eq!(&got, wanted, "{text}");
    }
}

#[test]
fn a_surname_of_a_relative_is_not_the_president() {
    let got = read("Rifaat Assad lived in Paris. The ambassador met Assad there.", "en");
    assert!(got.iter().all(|g| g.0 != "ambassador"), "{got:?}");
    assert!(!got.iter().any(|g| g.0 == "Assad" && g.1 == "bashar-al-assad"), "{got:?}");
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,200}") {
        for m in read(&text, "en") { prop_assert!(text.contains(&m.0)); }
    }

    #[test]
    fn any_newslike_text_can_be_read(words in proptest::collection::vec(prop_oneof![
        Just("Ministry"), Just("of"), Just("the"), Just("Interior"), Just("Syria's"), Just("(SDF)"), Just("Assad"), Just("Gen."), Just("said"),
        Just("Kherson"), Just("governor"), Just(","), Just("."), Just("al-"), Just("وبال"), Just("В"), Just("Херсоне"), Just("'s"), Just("army"),
    ], 0..40)) {
        let text = words.join(" ");
        let know = Know::bundled().unwrap();
        let doc = Doc { text: text.clone(), lang: "en".to_owned(), ..Doc::default() };
        for m in find(&doc, &know) { prop_assert_eq!(text.get(m.start..m.end), Some(m.text.as_str())); }
    }
}
