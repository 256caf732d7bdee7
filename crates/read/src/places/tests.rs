use super::*;
use proptest::prelude::*;

fn read(text: &str, lang: &str) -> Vec<PlaceMention> {
    let know = Know::bundled().unwrap();
    let doc = Doc { text: text.to_owned(), lang: lang.to_owned(), ..Doc::default() };
    let actors = crate::actors::find(&doc, &know);
    find(&doc, &know, &actors, Hints::default())
}

fn shown(p: &PlaceMention) -> String {
    let kind = match p.kind {
        PlaceKind::Literal => "",
        PlaceKind::Metonymic => " metonymic",
        PlaceKind::Demonym => " demonym",
        PlaceKind::Modifier => " modifier",
    };
    format!("{} = {}{kind}", p.text, p.key.as_deref().or(p.feature.as_deref()).unwrap_or("?"))
}

/// Each text with all its places.
#[test]
fn places_are_found_and_told_apart() {
    let cases: &[(&str, &str, &[&str])] = &[
        // Containment.
        ("He lives in Toledo, Ohio.", "en", &["Toledo = gn:5174035", "Ohio = adm:US.OH"]),
        ("He lives in Toledo, Spain.", "en", &["Toledo = gn:2510409", "Spain = iso:ES"]),
        ("A fire in Reading, Pa., killed two.", "en", &["Reading = gn:5207728", "Pa. = adm:US.PA"]),
        ("The Iraqi city of Mosul was quiet.", "en", &["Iraqi = iso:IQ modifier", "Mosul = gn:99072"]),
        ("The dam near Derna in eastern Libya burst.", "en", &["Derna = gn:87205", "Libya = iso:LY"]),
        (
            "The governor of Kherson region spoke in Kherson.",
            "en",
            &["Kherson region = adm:UA.08", "Kherson = gn:706448"],
        ),
        (
            "Police in Rapides Parish, Louisiana, and in Alexandria searched homes.",
            "en",
            &["Rapides Parish = adm2:US.LA.Rapides Parish", "Louisiana = adm:US.LA", "Alexandria = gn:4314550"],
        ),
        (
            "Egypt's second city, Alexandria, and Cairo were calm.",
            "en",
            &["Egypt = iso:EG", "Alexandria = gn:361058", "Cairo = gn:360630"],
        ),
        // Sites and spellings.
        (
            "Inmates fled Shaddadi prison, south of al-Hasakah.",
            "en",
            &["Shaddadi prison = site:shaddadi-prison", "al-Hasakah = gn:173811"],
        ),
        (
            "In Syria, fighters reached Hassakeh and el-Shaddadeh.",
            "en",
            &["Syria = iso:SY", "Hassakeh = gn:173811", "el-Shaddadeh = gn:172837"],
        ),
        // Use.
        ("Damascus said Kurds had left Damascus.", "en", &["Damascus = gn:170654 metonymic", "Damascus = gn:170654"]),
        ("Syrians fled the Syrian army.", "en", &["Syrians = iso:SY demonym", "Syrian = iso:SY modifier"]),
        // Not places.
        ("Reading books in March is of use. Police said so.", "en", &[]),
        ("Paris Hilton met Austin Powers.", "en", &[]),
        ("Denzel Washington and Governor Jackson spoke.", "en", &[]),
        (
            "It happened on Washington Street, by the Zzyzx River.",
            "en",
            &["Washington Street = road", "Zzyzx River = feature"],
        ),
        ("The New York Times and the Los Angeles Times reported it.", "en", &[]),
        ("Give us a polish, said the Mobile phone user.", "en", &[]),
        // Other languages.
        (
            "قالت وزارة الداخلية إن سجناء فروا من سجن الشدادي في محافظة الحسكة",
            "ar",
            &["سجن الشدادي = site:shaddadi-prison", "محافظة الحسكة = adm:SY.01"],
        ),
        ("Взрыв произошёл в Херсоне, сообщили в Киеве.", "ru", &["Херсоне = gn:706448", "Киеве = gn:703448"]),
        ("У Харкові пролунали вибухи, повідомили в Києві.", "uk", &["Харкові = gn:706483", "Києві = gn:703448"]),
        (
            "Şam'da açıklama yapıldı, Haseke'de sokağa çıkma yasağı ilan edildi.",
            "tr",
            &["Şam = gn:170654", "Haseke = gn:173811"],
        ),
        (
            "قالت وكالات إن بيان الوزارة صدر في مدينة تدمر وإن هاربين وصلوا إلى القرم",
            "ar",
            &["تدمر = gn:163808", "القرم = adm:UA.11"],
        ),
        (
            "Каховську греблю підірвали, повідомив Київ. Коли це сталося?",
            "uk",
            &["Каховську греблю = site:kakhovka-dam", "Київ = gn:703448"],
        ),
        (
            "Die Armee Syriens und Truppen Russlands verließen Damaskus.",
            "de",
            &["Syrien = iso:SY", "Russland = iso:RU", "Damaskus = gn:170654"],
        ),
        (
            "Şam yönetimi, ordu birliklerinin Haseke'ye girdiğini duyurdu.",
            "tr",
            &["Şam = gn:170654", "Haseke = gn:173811"],
        ),
        (
            "O presidente russo disse que o ataque perto de Moscou veio da Ucrânia.",
            "pt",
            &["russo = iso:RU modifier", "Moscou = gn:524901", "Ucrânia = iso:UA"],
        ),
        ("In Syrien brachen Häftlinge aus, auch in Damaskus.", "de", &["Syrien = iso:SY", "Damaskus = gn:170654"]),
        (
            "L'armée de l'Ukraine a quitté Kherson, près d'Odessa.",
            "fr",
            &["Ukraine = iso:UA", "Kherson = gn:706448", "Odessa = gn:698740"],
        ),
        (
            "Moscú dijo que la explosión en Jersón no fue un ataque de Ucrania.",
            "es",
            &["Moscú = gn:524901 metonymic", "Jersón = gn:706448", "Ucrania = iso:UA"],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, lang, wanted) in cases {
        let got: Vec<String> = read(text, lang).iter().map(shown).collect();
        if got != *wanted {
            wrong.push(format!("{text}\n   got {got:?}\n  want {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_described_point_lies_where_the_words_put_it() {
    let got = read("The prison lies about 60 km (37 miles) south of Hasakah in Syria.", "en");
    let p = got.iter().find(|p| p.feature.as_deref() == Some("offset")).unwrap();
    assert_eq!(p.text, "60 km (37 miles) south of Hasakah");
    let h = got.iter().find(|p| p.text == "Hasakah").unwrap();
    let o = know::bearing((h.lat.unwrap(), h.lon.unwrap()), (p.lat.unwrap(), p.lon.unwrap()));
    assert_eq!(o.to_string(), "60 km south");
    assert_eq!(p.country.as_deref(), Some("SY"));
}

#[test]
fn a_town_that_no_table_knows_lies_where_its_state_does() {
    let got = read("A house burned in Zzyzwick, Pa., on Monday.", "en");
    assert_eq!(
        (got[0].text.as_str(), got[0].name.as_deref(), got[0].feature.as_deref()),
        ("Zzyzwick", None, Some("unknown"))
    );
    assert_eq!(got[0].admin1.as_deref(), Some("Pennsylvania"));
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,200}", lang in prop_oneof![Just("en"), Just("ar"), Just("ru"), Just("fr")]) {
        for p in read(&text, lang) { prop_assert_eq!(text.get(p.start..p.end), Some(p.text.as_str())); }
    }

    #[test]
    fn any_newslike_text_can_be_read(words in proptest::collection::vec(prop_oneof![
        Just("Washington"), Just(","), Just("Pa."), Just("Ohio"), Just("in"), Just("60"), Just("km"), Just("south"), Just("of"), Just("north"), Just("west"),
        Just("Kherson"), Just("region"), Just("."), Just("al-"), Just("وبالحسكة"), Just("В"), Just("Херсоне"), Just("'s"), Just("Paris"), Just("Syrian"),
        Just("(Syria)"), Just("said"), Just("Lake"), Just("Street"), Just("San"), Just("İstanbul'da"), Just("the"),
    ], 0..50)) {
        let text = words.join(" ");
        for p in read(&text, "en") {
            prop_assert_eq!(text.get(p.start..p.end), Some(p.text.as_str()));
            prop_assert!(p.lat.is_none_or(|l| (-90.0..=90.0).contains(&l)));
        }
    }
}
