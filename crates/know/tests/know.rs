//! The knowledge base through its public door.

use know::{Holder, Know, PlaceType, bearing, distance_m, offset};
use proptest::prelude::*;

fn key(know: &Know, name: &str, country: &str) -> Vec<String> {
    know.places_named(name)
        .into_iter()
        .filter_map(|c| know.place(c.id))
        .filter(|p| p.country == country)
        .map(|p| p.key(know))
        .collect()
}

#[test]
fn names_in_many_spellings_and_scripts_lead_to_the_place() {
    let know = Know::bundled().unwrap();
    for (name, country, wanted) in [
        ("al-Hasakah", "SY", "gn:173811"),
        ("Hasakah", "SY", "gn:173811"),
        ("el-Hasakah", "SY", "gn:173811"),
        ("الحسكة", "SY", "gn:173811"),
        ("Hasakah", "SY", "adm:SY.01"),
        ("Shaddadi prison", "SY", "site:shaddadi-prison"),
        ("Херсон", "UA", "gn:706448"),
        ("Kherson", "UA", "gn:706448"),
        ("Syria", "SY", "iso:SY"),
        ("سوريا", "SY", "iso:SY"),
        ("U.S.", "US", "iso:US"),
        ("Rapides Parish", "US", "adm2:US.LA.Rapides Parish"),
        ("Rapides", "US", "adm2:US.LA.Rapides Parish"),
        ("São Paulo", "BR", "gn:3448439"),
        ("Sao Paulo", "BR", "gn:3448439"),
    ] {
        assert!(key(&know, name, country).iter().any(|k| k == wanted), "{name}: {:?}", key(&know, name, country));
        let id = know.place_by_key(wanted).unwrap();
        assert_eq!(know.place(id).unwrap().key(&know), wanted);
    }
    assert!(know.places_named("Qwertyuiop").is_empty());
    let by_stem = know.places_by_stem(&know::fold("Херсоне"));
    assert!(by_stem.contains(&know.place_by_key("gn:706448").unwrap()));
    let by_consonants = know.places_by_skeleton(&know::fold("Kameshlee"), "SY");
    assert_eq!(by_consonants.len(), 1, "{by_consonants:?}");
}

#[test]
fn places_lie_in_each_other() {
    let know = Know::bundled().unwrap();
    let p = |k: &str| know.place_by_key(k).unwrap_or_else(|| panic!("no {k}"));
    let town = know.place(p("gn:173811")).unwrap();
    assert_eq!((town.kind, town.country), (PlaceType::Town, "SY"));
    assert_eq!(know.admin1_name(town.id), Some("Al-Hasakah"));
    for (inner, outer) in [
        ("site:shaddadi-prison", "gn:172837"),
        ("site:shaddadi-prison", "adm:SY.01"),
        ("site:shaddadi-prison", "iso:SY"),
        ("gn:173811", "adm:SY.01"),
        ("adm:SY.01", "iso:SY"),
    ] {
        assert!(know.contains(p(outer), p(inner)), "{inner} in {outer}");
        assert!(!know.contains(p(inner), p(outer)), "{outer} in {inner}");
        assert!(know.same_or_ancestor(p(inner), p(outer)));
    }
    // Another town of the same division is a place elsewhere, and so is one in another.
    assert!(!know.same_or_ancestor(p("gn:172837"), p("gn:172134")));
    let d = know.distance_between(p("gn:172837"), p("gn:172134")).unwrap();
    assert!((165_000.0..180_000.0).contains(&d), "{d}");
}

#[test]
fn directions_are_put_in_words() {
    let o = bearing((36.5, 40.75), (36.06, 40.73));
    assert_eq!(o.to_string(), "49 km south");
    assert_eq!(bearing((36.5, 40.75), (36.5, 40.76)).to_string(), "less than 1 km east");
}

#[test]
fn offices_are_dated() {
    let know = Know::bundled().unwrap();
    let held = |role: &str, country: &str, date: &str| match know.holder(role, country, date) {
        Holder::Known(r) => r.person().name().to_owned(),
        Holder::Unknown => "unknown".to_owned(),
        Holder::None => "none".to_owned(),
    };
    assert_eq!(held("president", "SY", "2023-02-06"), "Bashar al-Assad");
    assert_eq!(held("President", "SY", "2026-01-20"), "Ahmed al-Sharaa");
    assert_eq!(held("president", "SY", "2031-01-01"), "unknown");
    assert_eq!(held("minister of the interior", "IQ", "2021-05-01"), "Othman al-Ghanmi");
    assert_eq!(held("keeper of the seals", "SY", "2026-01-20"), "none");
    let assad = &know.people_named("Assad")[0];
    assert_eq!(assad.roles()[0].to(), Some("2024-12-08"));
    assert_eq!(assad.roles()[0].held_on("2026-01-20"), Some(false));
}

#[test]
fn actors_and_publishers_are_found_by_their_names() {
    let know = Know::bundled().unwrap();
    assert_eq!(know.actors_named("قسد")[0].id(), know.actors_named("SDF")[0].id());
    assert_eq!(know.actor_by_id("sy-moi").unwrap().country(), "SY");
    assert!(know.actors_named("Damascus").iter().any(|a| a.id() == "sy-gov"));
    assert_eq!(know.publisher_by_domain("https://www.aa.com.tr/en/x").unwrap().family(), "Anadolu Agency");
    assert_eq!(know.publisher_by_outlet("anadolu agency").unwrap().domain(), "aa.com.tr");
    assert!(know.publisher_by_domain("example.org").is_none());
    let syria = know.country("SY").unwrap();
    assert!(syria.adjectives().any(|a| a == "Syrian") && syria.neighbours().any(|n| n == "IQ"));
    let say = know.cues().find(|c| c.id() == "cue-say-1").unwrap();
    assert!(say.forms("en").any(|f| f == "said") && say.forms("ar").any(|f| f == "قال"));
}

#[test]
#[allow(clippy::disallowed_methods)]
fn an_image_on_disk_is_used_in_place() {
    let mut tables = std::collections::BTreeMap::new();
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/know");
    for name in ["countries", "admin1", "actors", "roles", "publishers", "cues"] {
        let name = format!("{name}.tsv");
        tables.insert(name.clone(), std::fs::read(data.join(&name)).unwrap());
    }
    let head = "geonames_id\tname\tascii\talternates\tlat\tlon\tfeature_code\tcountry\tadmin1\tadmin1_name\tadmin2_name\tpopulation";
    let row = "7\tTell Example\tTell Example\tTal Mithal\t36.5\t40.5\tPPL\tSY\t01\tAl-Hasakah\t\t900";
    tables.insert("places.tsv".to_owned(), format!("{head}\n{row}\n").into_bytes());
    let image = know::compile(&tables).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("own.know");
    std::fs::write(&path, &image).unwrap();
    let own = Know::open(&path).unwrap();
    assert_eq!(key(&own, "tal mithal", "SY"), ["gn:7"]);
    assert_ne!(own.digest(), Know::bundled().unwrap().digest());

    let mut torn = image.clone();
    torn[5000] ^= 1;
    assert_eq!(Know::from_bytes(torn).unwrap_err().code, "know-image");
    assert_eq!(Know::from_bytes(image[..1000].to_vec()).unwrap_err().code, "know-image");
    assert_eq!(Know::open(&dir.path().join("none")).unwrap_err().code, "know-file");
    tables.insert("roles.tsv".to_owned(), b"id\tperson\nx\n".to_vec());
    assert_eq!(know::compile(&tables).unwrap_err().code, "know-table");
}

#[test]
#[allow(clippy::disallowed_methods)]
fn loading_takes_no_time() {
    let start = std::time::Instant::now();
    let know = Know::bundled().unwrap();
    assert!(know.place_count() > 200_000);
    assert!(start.elapsed().as_millis() < 50, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn any_name_can_be_looked_up(s in "\\PC{0,40}") {
        let know = Know::bundled().unwrap();
        let f = know::fold(&s);
        for c in know.places_folded(&f) { prop_assert!(know.place(c.id).is_some()); }
        know.places_by_skeleton(&f, "SY");
        know.places_by_stem(&f);
        know.words_folded(&f);
        know.place_prefixes(&f);
        know.publisher_by_domain(&s);
        know.publisher_by_outlet(&s);
        know.place_by_key(&s);
    }

    #[test]
    fn an_offset_point_lies_where_it_was_put(lat in -80.0f64..80.0, lon in -179.0f64..179.0, km in 1.0f64..500.0, degrees in 0.0f64..360.0) {
        let to = offset((lat, lon), km * 1000.0, degrees);
        prop_assert!((distance_m((lat, lon), to) - km * 1000.0).abs() < 1.0);
    }
}
