//! Any number of reports that look like real ones, for measuring scale.
//!
//! Key decision: sentences come from the shipped crises, and happenings are told apart as in life: each has its own place, day and
//! figures, told by some thirty reports of which a part are copies. So candidates, clusters and questions grow as they would on a
//! desk, and not as in a pile of equal texts. The same number gives the same bytes on every machine.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Context;
use model::{Moment, sha256_hex};
use serde_json::json;

/// Reports of one happening.
const PER_EVENT: usize = 30;

/// Where the invented happenings are put: towns far enough apart to be told apart.
const TOWNS: &[&str] = &[
    "Agadez",
    "Almaty",
    "Aswan",
    "Bamako",
    "Basra",
    "Beira",
    "Bukavu",
    "Cali",
    "Chittagong",
    "Cúcuta",
    "Dhaka",
    "Dire Dawa",
    "Donetsk",
    "El Fasher",
    "Erbil",
    "Gao",
    "Gaziantep",
    "Goma",
    "Guayaquil",
    "Herat",
    "Homs",
    "Hodeidah",
    "Iquitos",
    "Izmir",
    "Juba",
    "Kandahar",
    "Karachi",
    "Kassala",
    "Kharkiv",
    "Kirkuk",
    "Kisumu",
    "Lashio",
    "Latakia",
    "Maiduguri",
    "Mandalay",
    "Marib",
    "Maputo",
    "Mekelle",
    "Mosul",
    "Multan",
    "Mwanza",
    "Nyala",
    "Odesa",
    "Osh",
    "Peshawar",
    "Pokhara",
    "Quetta",
    "Raqqa",
    "Sittwe",
    "Sumy",
    "Surat",
    "Sylhet",
    "Taiz",
    "Tikrit",
    "Timbuktu",
    "Tripoli",
    "Zamboanga",
    "Zinder",
];

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

struct Crisis {
    /// Names that a happening's town replaces.
    names: &'static [&'static str],
    first: i64,
    /// Sentences of each report, in order.
    reports: Vec<Vec<String>>,
}

fn crises(root: &Path) -> anyhow::Result<Vec<Crisis>> {
    let all = [
        ("shaddadi-2026", &["al-Shaddadi", "Shaddadi", "Shaddada"][..]),
        ("kakhovka-2023", &["Nova Kakhovka", "Kakhovka", "Kherson"]),
        ("crocus-2024", &["Krasnogorsk", "Moscow"]),
    ];
    all.into_iter()
        .map(|(folder, names)| {
            let loaded = intake::load(&[root.join("corpus").join(folder).join("reports")], &intake::Options::default());
            let own = |r: &&model::Report| !r.id.starts_with('X') && r.lang.as_deref().is_none_or(|l| l == "en");
            let reports: Vec<_> = loaded.reports.iter().filter(own).collect();
            let first = reports
                .iter()
                .filter_map(|r| r.published.as_ref())
                .min()
                .context("a crisis has dated reports")?
                .seconds();
            let reports = reports.iter().map(|r| sentences(&r.text)).filter(|s| s.len() >= 3).collect();
            Ok(Crisis { names, first, reports })
        })
        .collect()
}

/// True when a figure goes on after this: minutes, or the part after a point.
fn decimal(after: &str) -> bool {
    after.starts_with([':', '.']) && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
}

/// Sentences, cut more coarsely than the program does: what is measured must not change when the program's sentences do.
fn sentences(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(i) = rest.match_indices(". ").map(|(i, _)| i).find(|i| *i > 40) {
            out.push(rest.get(..=i).unwrap_or("").to_owned());
            rest = rest.get(i + 2..).unwrap_or("");
        }
        out.push(rest.trim().to_owned());
    }
    out.retain(|s| s.len() > 30);
    out
}

/// The sentence with the happening's town and figures in it.
fn retold(sentence: &str, names: &[&str], town: &str, factor: u64, slip: bool) -> String {
    let mut s = sentence.to_owned();
    for n in names {
        s = s.replace(n, town);
    }
    let mut out = String::with_capacity(s.len());
    let mut rest = s.as_str();
    while let Some(i) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(i);
        out.push_str(before);
        let len = from.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(from.len());
        let (figure, after) = from.split_at(len);
        let digits = figure.trim_end_matches(',');
        match digits.replace(',', "").parse::<u64>() {
            // Years, days and hours stay; counts are the happening's own.
            Ok(n) if n > 31 && !(1900..2100).contains(&n) && !before.ends_with(['.', ':', '$']) && !decimal(after) => {
                let n = n * factor / 10 + u64::from(slip);
                let _ = write!(out, "{n}");
            }
            _ => out.push_str(digits),
        }
        out.push_str(figure.get(digits.len()..).unwrap_or(""));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Write `n` reports as JSON lines.
pub(crate) fn run(root: &Path, n: usize, to: &Path) -> anyhow::Result<()> {
    let crises = crises(root)?;
    let mut out = String::new();
    let mut chance = Chance(0x5DEE_CE66_D1CE_4E5B);
    let mut of_event: Vec<String> = Vec::new();
    for i in 0..n {
        let event = i / PER_EVENT;
        if i % PER_EVENT == 0 {
            of_event.clear();
        }
        let crisis = crises.get(event % crises.len()).context("there are crises")?;
        let town = TOWNS.get((event * 7 + event / TOWNS.len()) % TOWNS.len()).copied().unwrap_or("Goma");
        let factor = 3 + (event as u64 * 7) % 40;
        let text = if !of_event.is_empty() && chance.one_in(4) {
            // A copy, cut at the end.
            let of = of_event.get(chance.below(of_event.len())).cloned().unwrap_or_default();
            let keep = of.split("\n\n").count().saturating_sub(chance.below(2)).max(1);
            of.split("\n\n").take(keep).collect::<Vec<_>>().join("\n\n")
        } else {
            let mut paragraphs = Vec::new();
            for _ in 0..3 + chance.below(4) {
                let from = crisis.reports.get(chance.below(crisis.reports.len())).context("a crisis has reports")?;
                let at = chance.below(from.len());
                let slip = chance.one_in(5);
                let some = from.iter().skip(at).take(1 + chance.below(4));
                paragraphs
                    .push(some.map(|s| retold(s, crisis.names, town, factor, slip)).collect::<Vec<_>>().join(" "));
            }
            paragraphs.join("\n\n")
        };
        // Five days apart, so that ten thousand reports span a few years.
        let seconds = crisis.first + event as i64 * 5 * 86_400 + chance.below(3 * 86_400) as i64;
        let published = Moment::from_seconds(seconds).context("a time")?;
        let outlet = format!("Outlet {}", chance.below(200));
        let id = format!("s{i:06}");
        let url =
            format!("https://o{}.example/{}", chance.below(200), sha256_hex(id.as_bytes()).get(..12).unwrap_or(&id));
        let line = json!({"id": id, "text": text, "title": null, "published": published, "lang": "en", "url": url, "outlet": outlet});
        writeln!(out, "{line}")?;
        of_event.push(text);
    }
    fs::write(to, out).with_context(|| format!("{} could not be written", to.display()))
}

#[cfg(test)]
mod tests {
    use super::retold;

    #[test]
    fn figures_and_places_are_the_happenings_own() {
        assert_eq!(
            retold(
                "About 120 of 1,500 fled Shaddadi on 19 January 2026 at 07:40, 1.5 km off; 1,500.",
                &["Shaddadi"],
                "Goma",
                20,
                false
            ),
            "About 240 of 3000 fled Goma on 19 January 2026 at 07:40, 1.5 km off; 3000."
        );
    }
}
