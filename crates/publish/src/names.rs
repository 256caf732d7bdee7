//! Report names in the JSON.
//!
//! Scripts know a report by its file's stem. Two files with one stem in two folders are two reports; inside the program the second is
//! called `X1~2`, so that nothing of one is attributed to the other. In the JSON both keep their stem as `id` and `report`, and
//! whatever belongs to the second carries the inside name as `key`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Fields that hold a report's name, one or many.
const ONE: &[&str] = &["report", "of", "first_report", "revision_of"];
const MANY: &[&str] = &["reports"];

/// Gives reports with one stem their stem back.
pub(crate) fn by_stem(picture: &mut Value) {
    let ids: BTreeSet<String> = picture
        .get("reports")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|r| Some(r.get("id")?.as_str()?.to_owned()))
        .collect();
    let stems: BTreeMap<String, String> = ids
        .iter()
        .filter_map(|id| {
            let (stem, n) = id.rsplit_once('~')?;
            let counted = !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
            (counted && ids.contains(stem)).then(|| (id.clone(), stem.to_owned()))
        })
        .collect();
    if stems.is_empty() {
        return;
    }
    for (name, items) in picture.as_object_mut().into_iter().flatten() {
        for item in items.as_array_mut().into_iter().flatten() {
            rename(item, &stems, name == "reports");
        }
    }
}

fn rename(item: &mut Value, stems: &BTreeMap<String, String>, is_report: bool) {
    let Some(fields) = item.as_object_mut() else { return };
    let mut key = None;
    for (name, value) in fields.iter_mut() {
        if ONE.contains(&name.as_str()) || is_report && name == "id" {
            if let Some(stem) = value.as_str().and_then(|s| stems.get(s)) {
                if matches!(name.as_str(), "report" | "id") {
                    key = Some(value.clone());
                }
                *value = Value::from(stem.as_str());
            }
        } else if MANY.contains(&name.as_str()) {
            for v in value.as_array_mut().into_iter().flatten() {
                if let Some(stem) = v.as_str().and_then(|s| stems.get(s)) {
                    *v = Value::from(stem.as_str());
                }
            }
        } else if name == "answers" {
            for a in value.as_array_mut().into_iter().flatten() {
                rename(a, stems, false);
            }
        }
    }
    if let Some(key) = key {
        fields.insert("key".to_owned(), key);
    }
}

#[cfg(test)]
mod tests {
    use super::by_stem;

    #[test]
    fn two_reports_with_one_stem_keep_it_and_stay_apart_by_key() {
        let mut p = serde_json::json!({
            "reports": [{"id": "X1"}, {"id": "X1~2"}, {"id": "a~3"}],
            "claims": [{"id": "c1", "report": "X1"}, {"id": "c2", "report": "X1~2"}, {"id": "c3", "report": "a~3"}],
            "questions": [{"answers": [{"reports": ["X1", "X1~2"]}]}],
        });
        by_stem(&mut p);
        assert_eq!(p["reports"][1], serde_json::json!({"id": "X1", "key": "X1~2"}));
        assert_eq!(p["claims"][1], serde_json::json!({"id": "c2", "report": "X1", "key": "X1~2"}));
        assert_eq!(p["claims"][0], serde_json::json!({"id": "c1", "report": "X1"}));
        // no report is called "a", so "a~3" is somebody's own name
        assert_eq!(p["claims"][2]["report"], "a~3");
        assert_eq!(p["questions"][0]["answers"][0]["reports"], serde_json::json!(["X1", "X1"]));
    }
}
