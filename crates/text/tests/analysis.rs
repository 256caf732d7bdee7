//! Sentences and tokens: the evidence of the shipped crises, cases in nine languages, and what must hold for any string.

use proptest::prelude::*;
use text::{Tag, analyse};

fn sentences(text: &str, lang: &str) -> Vec<String> {
    let (doc, _) = analyse(text, Some(lang));
    doc.sentences.iter().map(|s| s.span.of(text).to_owned()).collect()
}

fn words(text: &str, lang: &str) -> Vec<String> {
    let (doc, _) = analyse(text, Some(lang));
    (0..doc.tokens.len()).map(|i| doc.word(i).to_owned()).collect()
}

#[test]
fn every_labelled_evidence_is_exactly_one_sentence() {
    let (mut all, mut exact, mut wrong) = (0, 0, Vec::new());
    for crisis in testkit::crises() {
        for r in &crisis.reports {
            let (doc, _) = analyse(&r.text, r.lang.as_deref());
            for l in crisis.labels.iter().filter(|l| l.report == r.id && r.text.contains(&l.evidence)) {
                all += 1;
                if doc.sentences.iter().any(|s| s.span.of(&r.text) == l.evidence) {
                    exact += 1;
                } else {
                    wrong.push(format!("{} {:?}", r.id, l.evidence));
                }
            }
        }
    }
    assert!(all > 900, "only {all} sentences were compared");
    assert!(exact * 100 >= all * 99, "{exact} of {all}:\n{}", wrong.join("\n"));
}

#[test]
fn abbreviations_do_not_end_a_sentence() {
    for (lang, text) in [
        ("en", "U.S. officials told Gen. Ali that 1,500 men got out on Jan. 19."),
        ("en", "It ended at 3 p.m. on Monday, Mr. Smith said."),
        ("en", "He left the U.S. National Guard in 2019."),
        ("de", "Laut Dr. Weber sind es ca. 120 Menschen."),
        ("fr", "Selon M. Durand, il y a env. 120 morts."),
        ("es", "El Sr. Gómez habló con la Dra. Ruiz."),
        ("pt", "O Sr. Costa falou com a Dra. Lima."),
        ("ru", "В 2022 г. погибли 15 тыс. человек."),
        ("uk", "У 2022 р. загинули 15 тис. людей."),
        ("tr", "Prof. Kaya, Dr. Demir ile konuştu."),
    ] {
        assert_eq!(sentences(text, lang), [text], "{lang}");
    }
}

#[test]
fn sentences_are_parted_in_nine_languages() {
    for (lang, text) in [
        ("en", "The army left. It gave no number."),
        ("en", "\"We lost it.\" The guards fled."),
        ("ar", "غادر الجيش المدينة. ولم يذكر عدداً."),
        ("fr", "L'armée est partie. Elle n'a rien dit."),
        ("es", "El ejército se fue. ¿Cuántos escaparon?"),
        ("ru", "Армия ушла. Число не названо."),
        ("uk", "Армія пішла. Кількість не названо."),
        ("tr", "Ordu gitti. Sayı verilmedi."),
        ("de", "Die Armee ging. Zahlen nannte sie nicht."),
        ("pt", "O exército saiu. Não deu números."),
    ] {
        assert_eq!(sentences(text, lang).len(), 2, "{lang}: {:?}", sentences(text, lang));
    }
}

#[test]
fn a_closing_quotation_mark_stays_with_its_sentence() {
    let s = sentences("He said: \"They are gone.\" Nobody answered.", "en");
    assert_eq!(s, ["He said: \"They are gone.\"", "Nobody answered."]);
    assert_eq!(sentences("“Who?” he asked.", "en").len(), 1);
}

#[test]
fn a_dateline_belongs_to_the_sentence_it_opens() {
    assert_eq!(sentences("DAMASCUS, Jan 20 (Reuters) - About 120 men fled.", "en").len(), 1);
    assert_eq!(sentences("BISHKEK. March 27. The toll rose.", "en").len(), 1);
    assert_eq!(sentences("13:49. The mayor closed the schools.", "en").len(), 1);
}

#[test]
fn tokens_keep_what_reading_needs_together() {
    assert_eq!(
        words("The Kurdish-led force's 1,500 men didn't go 60km.", "en"),
        ["The", "Kurdish-led", "force", "'s", "1,500", "men", "did", "n't", "go", "60", "km", "."]
    );
    assert_eq!(
        words("U.S. aid worth $5m, see https://a.example/x?y=1.", "en"),
        ["U.S.", "aid", "worth", "$", "5", "m", ",", "see", "https://a.example/x?y=1", "."]
    );
}

#[test]
fn a_declared_language_yields_to_the_script() {
    assert_eq!(analyse("قالت الوزارة إن القوات دخلت المدينة", Some("en")).0.lang, "ar");
    assert_eq!(analyse("Міністерство повідомило про їхню втечу", None).0.lang, "uk");
    assert_eq!(analyse("Министерство сообщило, что объект был взорван", None).0.lang, "ru");
    assert_eq!(analyse("The ministry said that the guards had fled the prison on Monday.", None).0.lang, "en");
    let (doc, issues) = analyse("12 34", None);
    assert_eq!(doc.lang, "und");
    assert_eq!(issues[0].code, "unknown-language");
}

#[test]
fn a_text_of_any_size_is_read_within_limits() {
    let long = "word ".repeat(700_000);
    let (doc, issues) = analyse(&long, Some("en"));
    assert!(doc.sentences.iter().all(|s| s.tokens.len() <= text::MAX_SENTENCE));
    assert!(issues.iter().any(|i| i.code == "text-truncated"));
}

proptest! {
    #[test]
    fn any_string_gives_ordered_spans_that_cover_every_letter_once(s in "\\PC{0,200}|[a-zA-Z .,!?\"'\\n0-9-]{0,300}") {
        let (doc, _) = analyse(&s, None);
        let mut last = 0;
        for t in &doc.tokens {
            prop_assert!(t.span.start >= last && t.span.end > t.span.start);
            prop_assert!(s.get(t.span.start..t.span.end).is_some());
            last = t.span.end;
        }
        let mut next = 0;
        for x in &doc.sentences {
            prop_assert_eq!(x.tokens.start, next);
            next = x.tokens.end;
            for t in &doc.tokens[x.tokens.clone()] {
                prop_assert!(x.span.contains(t.span));
            }
        }
        prop_assert_eq!(next, doc.tokens.len());
        for (i, c) in s.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            prop_assert!(doc.tokens.iter().any(|t| t.span.start <= i && i < t.span.end), "{c:?} at {i} is in no token");
        }
        prop_assert!(doc.tokens.iter().all(|t| t.tag != Tag::Punct || !doc.text[t.span.start..t.span.end].contains(char::is_alphanumeric)));
    }
}
