//! Sentences, paragraphs and tokens: cases by hand in nine languages, and the shipped crises as the yardstick.

use text::analyse;

fn sentences(text: &str, lang: &str) -> Vec<String> {
    let (doc, _) = analyse(text, Some(lang));
    doc.sentences.iter().map(|s| s.span.of(&doc.text).to_owned()).collect()
}

fn tokens(text: &str, lang: &str) -> String {
    let (doc, _) = analyse(text, Some(lang));
    (0..doc.tokens.len()).map(|i| doc.word(i)).collect::<Vec<_>>().join("|")
}

/// `cases` hold one text a line with ` || ` where a sentence ends.
fn check(lang: &str, cases: &[&str]) {
    for case in cases {
        let want: Vec<_> = case.split(" || ").map(str::to_owned).collect();
        assert_eq!(sentences(&want.join(" "), lang), want, "{lang}: {case}");
    }
}

#[test]
fn english_sentences() {
    check(
        "en",
        &[
            "DAMASCUS, Jan. 19 (Reuters) - Gen. Mazloum Abdi spoke in the U.S. on Monday. || He left at 5 p.m. || Nobody asked why.",
            "The U.S. Army left St. Paul on Jan. 3. || No. 4 on the list, Mr. J. R. Smith Jr., stayed in Washington, D.C. || The rest went home.",
            "\"It has ended.\" he said. || \"We stay,\" she said. || \"We have to.\" || They stayed.",
            "“The jail is ours.” || “It never was,” the other side said.",
            "\"Who opened the gates?\" he asked. || \"Nobody knows!\" Col. Haddad told reporters.",
            "The river rose 1.5 metres. || It fell by 0.4 m. later. || Losses reached $5.2m.",
            "It was closed (nobody said why). || It opened again.",
            "Prices rose at Acme Inc. and Foo Ltd. in May. || The firm said so.",
            "See https://example.org/a.b?c=d. || Write to desk@example.org. || Follow @desk.one!",
            "Some left... || Others stayed... and waited.",
            "What now? || Nobody knows! || So it goes.",
            "He was born in 1990. || 20 people came.",
            "The toll is 1,500. || \"That is wrong,\" said the ministry.",
            "KYIV. May 24. The office spoke. || It said no more.",
            "10:31. The mayor closed the bridge. || It stays closed.",
            "Approx. 300 of the 1,500 got out, e.g. Through the north gate.",
        ],
    );
}

#[test]
fn a_missing_space_after_the_stop_still_ends_the_sentence() {
    assert_eq!(sentences("The army said.The rest is not known.", "en"), ["The army said.", "The rest is not known."]);
    assert_eq!(sentences("See Example.com for more.", "en").len(), 1);
}

#[test]
fn sentences_of_other_languages() {
    check(
        "ar",
        &[
            "قالت الوزارة إن 120 سجينا فروا. || هل أعيدوا؟ || لا أحد يعرف!",
            "بلغ العدد 1.5 مليون. || وقال د. أحمد إن الأمر انتهى.",
        ],
    );
    check(
        "ru",
        &[
            "По данным МЧС, погибли 137 чел. || Об этом сообщил ген. Иванов.",
            "В 2023 г. было 1,5 млн руб. ущерба. || «Мы знаем», — сказал он.",
            "Это было на ул. Ленина. || А. С. Петров был там.",
        ],
    );
    check(
        "uk",
        &[
            "Греблю підірвали 6 червня 2023 р. о 2:50. || Про це повідомив М. Подоляк.",
            "Затоплено 30 населених пунктів. || Евакуювали 1,5 тис. людей.",
        ],
    );
    check(
        "tr",
        &[
            "Suriye'de 120 kişi kaçtı. || Bakanlık, 19. yüzyıldan kalma binayı boşalttı.",
            "Toplantı 19. Ocak günü yapıldı. || Dr. Yılmaz konuştu.",
        ],
    );
    check(
        "de",
        &[
            "Am 19. Januar flohen rund 120 Häftlinge. || Das sagte Gen. Müller.",
            "Es waren ca. 1,5 Mio. Euro. || Der 3. Versuch gelang.",
        ],
    );
    check(
        "es",
        &[
            "El Gral. Pérez habló en EE.UU. sobre el dique. || Murieron 1.500 personas.",
            "¿Quién abrió la puerta? || ¡Nadie lo sabe!",
        ],
    );
    check(
        "fr",
        &[
            "M. Dupont a parlé à 20 h. || L'armée n'a rien dit.",
            "« Nous restons », a-t-il dit. || Il y a 1 500 détenus.",
        ],
    );
    check("pt", &["O Sr. Silva falou às 10h. || Morreram 1.500 pessoas no dia 6 de junho."]);
    check("uk", &["«Росія підірвала греблю», – заявив В. Зеленський. || Москва це заперечує."]);
}

#[test]
fn a_newline_ends_a_sentence_unless_the_text_is_hard_wrapped() {
    assert_eq!(sentences("Toll rises to 137\nBy A Reporter\nRescue workers went on.", "en").len(), 3);
    let wrapped = "Rescue workers went on searching the ruins of the hall on\nSaturday, the ministry said, and the count of the dead rose to\n137 in the evening. Relatives waited outside until the early\nhours of the morning.\n\nA second paragraph begins here.";
    let (doc, _) = analyse(wrapped, Some("en"));
    assert_eq!(doc.sentences.len(), 3);
    assert_eq!(doc.sentences.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn english_tokens() {
    for (text, want) in [
        ("They don't, can't, won't; it cannot.", "They|do|n't|,|ca|n't|,|wo|n't|;|it|can|not|."),
        (
            "The prison's guards’ keys aren’t here, he’s sure.",
            "The|prison|'s|guards|’|keys|are|n’t|here|,|he|’s|sure|.",
        ),
        ("Kurdish-led SDF, U.S.-backed, al-Hawl, 30-year-old", "Kurdish-led|SDF|,|U.S.-backed|,|al-Hawl|,|30-year-old"),
        (
            "1,500 or 1.5m, 60km, $5m, €2bn, 14-point, 2022-2023, 300–500",
            "1,500|or|1.5|m|,|60|km|,|$|5|m|,|€|2|bn|,|14-point|,|2022-2023|,|300–500",
        ),
        ("at 10:30 a.m. on 19/01/2026, the 19th of the 1990s", "at|10:30|a.m.|on|19/01/2026|,|the|19th|of|the|1990s"),
        ("1\u{a0}500 men, 50% of them", "1\u{a0}500|men|,|50|%|of|them"),
        (
            "mail desk@example.org, see www.example.org/x. @desk #Shaddadi",
            "mail|desk@example.org|,|see|www.example.org/x|.|@desk|#Shaddadi",
        ),
        ("Gen. Abdi left the U.S. on Jan. 19.", "Gen.|Abdi|left|the|U.S.|on|Jan.|19|."),
        ("He said \"no\" (twice)...", "He|said|\"|no|\"|(|twice|)|..."),
        ("Ba'ath and Sana'a, O'Brien", "Ba'ath|and|Sana'a|,|O'Brien"),
        ("and/or, AT&T", "and|/|or|,|AT&T"),
        ("In 2024 300 people", "In|2024|300|people"),
    ] {
        assert_eq!(tokens(text, "en"), want, "{text}");
    }
}

#[test]
fn tokens_of_other_languages() {
    assert_eq!(tokens("L'armée d'Assad a tué 1 500 personnes.", "fr"), "L'|armée|d'|Assad|a|tué|1 500|personnes|.");
    assert_eq!(tokens("Suriye'de 120'si kaçtı", "tr"), "Suriye|'de|120|'si|kaçtı");
    assert_eq!(tokens("п'ять осіб, близько 1 500", "uk"), "п'ять|осіб|,|близько|1 500");
    assert_eq!(tokens("فرّ ١٢٠ سجينا، ثم أعيدوا", "ar"), "فرّ|١٢٠|سجينا|،|ثم|أعيدوا");
}

#[test]
fn norm_makes_quotes_dashes_and_marks_plain() {
    let norms = |text| analyse(text, None).0.tokens.into_iter().map(|t| t.norm).collect::<Vec<_>>();
    assert_eq!(norms("He’s “here” – with 300–500"), ["he", "'s", "\"", "here", "\"", "-", "with", "300-500"]);
    assert_eq!(norms("فرّ كتـــاب"), ["فر", "كتاب"]);
}

#[test]
fn names_fold_to_one_form() {
    for (a, b) in [
        ("Şeddadi", "seddadi"),
        ("al‑Ḥasaka", "al-hasaka"),
        ("الشّدّادي", "الشدادى"),
        ("أَحْمَد", "احمد"),
        ("القامشلي", "القامشلی"),
        ("Łódź", "lodz"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("Straße", "strasse"),
        ("  Tall \u{a0} Abyad ", "tall abyad"),
    ] {
        assert_eq!(text::fold(a), text::fold(b));
    }
    assert_ne!(text::fold("Raqqa"), text::fold("Raqa"));
}

#[test]
fn languages_are_told_apart() {
    for (text, want) in [
        ("The ministry said that 120 prisoners escaped from the jail.", "en"),
        ("قالت الوزارة إن السجناء فروا", "ar"),
        ("وزارت کشور گفت که زندانیان گریختند", "fa"),
        ("Около ста человек погибли, сообщил Следственный комитет", "ru"),
        ("Затоплено тридцять населених пунктів, повідомив голова", "uk"),
        ("Bakanlık, 120 kişinin kaçtığını ve 81 kişinin yakalandığını söyledi", "tr"),
        ("Das Ministerium teilte mit, dass rund 120 Häftlinge geflohen sind", "de"),
        ("El ministerio dijo que unas 120 personas escaparon de la cárcel", "es"),
        ("O ministério disse que cerca de 120 pessoas fugiram da prisão e não foram encontradas", "pt"),
        ("Le ministère a dit que 120 détenus se sont échappés de la prison", "fr"),
        ("Il ministero ha detto che circa 120 detenuti sono fuggiti dal carcere", "it"),
    ] {
        let (doc, issues) = analyse(text, None);
        assert_eq!(doc.lang, want, "{text}");
        assert!(issues.is_empty(), "{text}: {issues:?}");
    }
}

#[test]
fn a_declared_language_wins_unless_the_text_contradicts_it() {
    assert_eq!(analyse("120 escape", Some("en-GB")).0.lang, "en");
    let (doc, issues) = analyse("قالت الوزارة إن السجناء فروا", Some("en"));
    assert_eq!((doc.lang.as_str(), issues[0].code.as_str()), ("ar", "language-contradicted"));
    let (doc, issues) = analyse("Xyzzy qwrtp", None);
    assert_eq!((doc.lang.as_str(), issues[0].code.as_str()), ("und", "unknown-language"));
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
fn a_declared_language_yields_to_the_script() {
    assert_eq!(analyse("قالت الوزارة إن القوات دخلت المدينة", Some("en")).0.lang, "ar");
    assert_eq!(analyse("Міністерство повідомило про їхню втечу", None).0.lang, "uk");
    assert_eq!(analyse("Министерство сообщило, что объект был взорван", None).0.lang, "ru");
    assert_eq!(analyse("The ministry said that the guards had fled the prison on Monday.", None).0.lang, "en");
    let (doc, issues) = analyse("12 34", None);
    assert_eq!(doc.lang, "und");
    assert_eq!(issues[0].code, "unknown-language");
}

/// The labels of the shipped crises quote whole sentences: at least 99 of 100 must be exactly one of ours.
#[test]
fn evidence_in_the_shipped_crises_is_exactly_one_sentence() {
    let (mut all, mut exact, mut missed) = (0, 0, Vec::new());
    for crisis in testkit::crises() {
        for r in &crisis.reports {
            let (doc, _) = analyse(&r.text, r.lang.as_deref());
            for l in crisis.labels.iter().filter(|l| l.report == r.id && r.text.contains(&l.evidence)) {
                all += 1;
                if doc.sentences.iter().any(|s| s.span.of(&r.text) == l.evidence) {
                    exact += 1;
                } else {
                    missed.push(format!("{} {:?}", r.id, l.evidence));
                }
            }
        }
    }
    assert!(all > 900, "only {all} sentences were compared");
    assert!(exact * 1000 >= all * 995, "{exact} of {all}:\n{}", missed.join("\n"));
}
