//! Pages that stand in the place of others, as cases that people can read.

#![allow(clippy::unwrap_used)]

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    #[serde(default)]
    headers: Vec<String>,
    page: String,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[test]
fn pages_are_taken_for_what_they_are() {
    let cases: Cases = toml::from_str(include_str!("barriers.toml")).unwrap();
    for c in cases.case {
        let headers: Vec<(String, String)> =
            c.headers.iter().map(|h| h.split_once(": ").unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let said = fetch::barrier(&headers, c.page.as_bytes()).map_or("page", fetch::Barrier::code);
        assert_eq!(said, c.says, "{}", c.page);
    }
}
