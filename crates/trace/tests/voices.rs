//! Who speaks: words of speakers, and the side that they are put on.

use model::{Speaker, SpeakerKind};
use trace::voices::{Voices, Weight};

fn voices() -> Voices {
    Voices::new(&know::Know::bundled().expect("the tables are whole"))
}

fn speaker(kind: SpeakerKind, text: &str, name: Option<&str>) -> Speaker {
    Speaker { text: Some(text.to_owned()), kind, name: name.map(str::to_owned) }
}

#[test]
fn speakers_are_put_on_their_side() {
    use SpeakerKind::{Anonymous, Institution, NamedOfficial};
    let v = voices();
    // kind, words, name, side
    for (kind, text, name, side) in [
        (Institution, "Moscow-installed authorities", None, "state:RU"),
        (Institution, "the administration imposed by Moscow in the region", None, "state:RU"),
        (Institution, "la administración prorrusa", None, "state:RU"),
        (NamedOfficial, "Ivan Petrenko, a Russian-installed official,", Some("Ivan Petrenko"), "state:RU"),
        // the office stands beside the name, not in it
        (NamedOfficial, "Jan Novak, spokesman for the Syrian Democratic Forces,", Some("Jan Novak"), "sdf"),
        // one name in three scripts
        (NamedOfficial, "Alexander Bortnikov", None, "state:RU"),
        (NamedOfficial, "Александр Бортников", None, "state:RU"),
        (NamedOfficial, "Олександр Бортніков", None, "state:RU"),
        // an office with its state
        (Institution, "Ukraine's interior minister", None, "state:UA"),
        (Institution, "Росії", None, "state:RU"),
        (Anonymous, "officials in Kyiv", None, "state:UA"),
        (Anonymous, "a US official", None, "state:US"),
        // where somebody is based is not whose voice it is
        (Institution, "the Britain-based monitor", None, "britain based monitor"),
    ] {
        assert_eq!(v.voice(&speaker(kind, text, name), &[]).side, side, "{text}");
    }
}

#[test]
fn a_short_name_is_no_common_word() {
    let v = voices();
    let nurses = speaker(SpeakerKind::Anonymous, "nurses who stayed", None);
    assert!(!v.voice(&nurses, &[]).inst.contains("who:"), "{:?}", v.voice(&nurses, &[]));
    assert_ne!(v.voice(&nurses, &[]).side, v.voice(&speaker(SpeakerKind::Institution, "the WHO", None), &[]).side);
    assert!(v.voice(&speaker(SpeakerKind::Institution, "the WHO", None), &[]).known);
}

#[test]
fn offices_without_their_state_are_found_once_it_is_known() {
    let v = voices();
    let named = v.voice(&speaker(SpeakerKind::Institution, "Ministry of Internal Affairs of Ukraine", None), &[]);
    assert_eq!(v.body_of("interior minister", "UA"), Some(named.inst.as_str()));
    assert_eq!(v.body_of("interior minister", ""), None);
}

#[test]
fn nobody_in_particular_weighs_nothing() {
    let v = voices();
    assert_eq!(v.voice(&speaker(SpeakerKind::Institution, "reports", None), &[]).weight, Weight::Nobody);
    assert_eq!(v.voice(&Speaker::none(), &[]).weight, Weight::Narration);
}

#[test]
fn a_body_is_known_in_other_languages() {
    let know = know::Know::bundled().expect("the tables are whole");
    let mut v = Voices::new(&know);
    let names = [
        ("Suriye İçişleri Bakanlığı", "sy-moi"),
        ("die syrische Armee", "sy-army"),
        ("l'armée syrienne", "sy-army"),
        ("сирийская армия", "sy-army"),
        ("Министерство внутренних дел Украины", "ua-moi"),
        ("das ukrainische Innenministerium", "ua-moi"),
    ];
    v.learn(names.iter().map(|n| n.0), &know);
    for (name, id) in names {
        assert_eq!(v.voice(&speaker(SpeakerKind::Institution, name, None), &[]).inst, id, "{name}");
    }
    // a word that is no country's stays a word
    let other = v.voice(&speaker(SpeakerKind::Institution, "die Armee der Fischer", None), &[]);
    assert!(!other.side.starts_with("state:"), "{other:?}");
}

#[test]
fn workers_who_tell_what_they_saw_speak_for_no_office() {
    let v = voices();
    let relays = ["Associated Press".to_owned()];
    let told = |text| v.voice(&speaker(SpeakerKind::Anonymous, text, None), &relays).side;
    assert_eq!(told("health workers who stayed"), told("a volunteer"));
    assert_ne!(told("health officials"), told("a volunteer"));
}
