//! An archive comes to what a folder comes to, whatever the order and the batches in which its reports arrive.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{CRISES, Owned, crisis, docs, labelled};
use proptest::prelude::*;
use trace::archive::{Archive, StoryChangeKind, Text, Texts};

fn text(o: &Owned) -> Text {
    Text {
        id: o.id.clone(),
        title: o.title.clone(),
        text: o.text.clone(),
        published: o.published.clone(),
        url: o.url.clone(),
        outlet: o.outlet.clone(),
        publisher: None,
        links: o.links.clone(),
        lang: String::new(),
    }
}

/// Texts that are kept in memory.
struct Kept(Vec<Text>);

impl Texts for Kept {
    fn text(&self, n: u32) -> Option<Text> {
        self.0.get(n as usize).cloned()
    }
}

fn noted(reports: &[Owned], threads: usize) -> Vec<model::LinkLine> {
    noted_in(Archive::new(threads), reports)
}

fn noted_in(mut archive: Archive, reports: &[Owned]) -> Vec<model::LinkLine> {
    let kept = Kept(reports.iter().map(text).collect());
    archive.note_all(&kept, reports.len() as u32, &|_, _, _| {});
    archive.repair(&kept, &|_, _, _| {});
    archive.lines(0..reports.len() as u32, &kept)
}

fn all() -> Vec<Owned> {
    CRISES.iter().flat_map(|c| crisis(c).into_iter().map(move |r| Owned { id: format!("{c}/{}", r.id), ..r })).collect()
}

/// Pairs of one story.
fn pairs(lines: &[(String, String)]) -> BTreeSet<(String, String)> {
    let mut by_story: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, story) in lines {
        by_story.entry(story).or_default().push(id);
    }
    let mut out = BTreeSet::new();
    for mut ids in by_story.into_values() {
        ids.sort_unstable();
        for (n, a) in ids.iter().enumerate() {
            out.extend(ids[n + 1..].iter().map(|b| ((*a).to_owned(), (*b).to_owned())));
        }
    }
    out
}

/// One pair in ten may differ, and one edge in thirty: what is cut from a sketch is its light end.
fn agrees(reports: &[Owned]) {
    agree(reports, &noted(reports, 2), 10);
}

/// What an archive of millions keeps of a report does not change copies more than that. Of the pairs of stories one in three may differ:
/// in a set as small as these no word is rare, so that weight lies on many words; in a large one it lies on few.
fn agrees_as_large(reports: &[Owned]) {
    agree(reports, &noted_in(Archive::new(2).as_large(), reports), 3);
}

/// One pair of a story in so many may differ from a folder's.
fn agree(reports: &[Owned], archive: &[model::LinkLine], one_in: usize) {
    let docs = docs(reports);
    let folder = trace::link(&docs);
    let edges = |lines: &[model::LinkLine]| -> BTreeSet<(String, String)> {
        lines.iter().filter_map(|l| Some((l.id.clone(), l.copy_of.clone()?))).collect()
    };
    let stories =
        |lines: &[model::LinkLine]| pairs(&lines.iter().map(|l| (l.id.clone(), l.story.clone())).collect::<Vec<_>>());
    let apart = |a: BTreeSet<(String, String)>, b: BTreeSet<(String, String)>, of: usize| {
        let different: Vec<_> = a.symmetric_difference(&b).cloned().collect();
        assert!(different.len() <= a.len().max(b.len()) / of + 2, "{} and {}: {different:?}", a.len(), b.len());
    };
    apart(edges(&folder), edges(archive), 30);
    apart(stories(&folder), stories(archive), one_in);
    // A copy that both find is found alike.
    for (f, a) in folder.iter().zip(archive).filter(|(f, a)| f.copy_of == a.copy_of) {
        assert_eq!((&f.copy_kind, f.copy_score.is_some()), (&a.copy_kind, a.copy_score.is_some()));
        if a.copy_of.is_some() {
            assert_eq!(f.shared, a.shared);
        }
    }
}

#[test]
fn the_shipped_crises_come_out_as_they_do_in_a_folder() {
    for name in CRISES {
        agrees(&crisis(name));
        let found: BTreeSet<_> = noted(&crisis(name), 2).into_iter().filter_map(|l| Some((l.id, l.copy_of?))).collect();
        let gold = labelled(name);
        let missed: Vec<_> = gold.keys().filter(|k| !found.contains(k)).collect();
        let extra: Vec<_> = found.iter().filter(|e| !gold.contains_key(e)).collect();
        assert!(missed.len() <= 2 && extra.len() <= 1, "{name}: missed {missed:?}, extra {extra:?}");
    }
    agrees(&all());
    agrees_as_large(&all());
}

/// Invented reports: `events` happenings, each told by several newsrooms, some of which copy.
fn invented(events: usize) -> Vec<Owned> {
    let mut seed = 7u64;
    let mut next = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let word = |n: usize| {
        let s = ["ba", "ko", "ri", "ne", "su", "ta", "lo", "mi", "ve", "da"];
        format!("{}{}{}{}", s[n % 10], s[n / 10 % 10], s[n / 100 % 10], s[n / 1000 % 10])
    };
    let mut out: Vec<Owned> = Vec::new();
    for e in 0..events {
        let first = out.len();
        for r in 0..3 + next(6) {
            let lifted = (r > 0 && next(3) == 0).then(|| out[first].text.clone());
            let mut own = String::new();
            for _ in 0..12 {
                for k in 0..14 {
                    own.push_str(&match next(5) {
                        0 => "the ".to_owned(),
                        1 => format!("{} ", word(9_000 + e * 11 + next(9))),
                        2 if k > 0 => format!("{}ov ", word(4_000 + e * 7 + next(5)).to_uppercase()),
                        3 if next(4) == 0 => format!("{} ", 100 + e * 37 + next(3)),
                        _ => format!("{} ", word(next(4_000))),
                    });
                }
                own.push_str(". ");
            }
            let body = match lifted {
                Some(of) if next(2) == 0 => of,
                Some(of) => format!("{}\n\n{of}", own.get(..200).unwrap_or("")),
                None => own,
            };
            let day = 1 + e * 3 % 28;
            out.push(Owned {
                outlet: Some(format!("Outlet {}", next(20))),
                published: format!("2026-{:02}-{day:02}T{:02}:{:02}:00Z", 1 + e % 12, 6 + r, next(60)).parse().ok(),
                ..Owned::new(&format!("e{e:03}r{r}"), &body)
            });
        }
    }
    out
}

#[test]
fn an_invented_archive_comes_out_as_it_does_in_a_folder() {
    agrees(&invented(60));
    agrees_as_large(&invented(60));
}

#[test]
fn threads_change_nothing() {
    let reports = invented(20);
    assert_eq!(noted(&reports, 1), noted(&reports, 3));
    let large = |threads| noted_in(Archive::new(threads).as_large(), &reports);
    assert_eq!(large(1), large(3));
}

/// Pairs of one story, and each copy with its original.
type Linked = (BTreeSet<(String, String)>, Vec<(String, Option<String>)>);

/// Stories after the reports arrived in this order, with a repair after so many of them each time and one at the end.
fn arrived(mut archive: Archive, reports: &[Owned], batch: usize) -> Linked {
    let kept = Kept(reports.iter().map(text).collect());
    for (n, t) in kept.0.iter().enumerate() {
        let story = archive.add(t);
        assert_eq!(story, archive.story(n as u32));
        if (n + 1) % batch == 0 {
            archive.repair(&kept, &|_, _, _| {});
        }
    }
    let before = archive.log().to_vec();
    archive.repair(&kept, &|_, _, _| {});
    assert_eq!(archive.log()[..before.len()], before, "the log is only ever added to");
    let lines = archive.lines(0..reports.len() as u32, &kept);
    let mut copies: Vec<(String, Option<String>)> = lines.iter().map(|l| (l.id.clone(), l.copy_of.clone())).collect();
    copies.sort();
    (pairs(&lines.into_iter().map(|l| (l.id, l.story)).collect::<Vec<_>>()), copies)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_batches_show_after_a_repair(shuffled in Just(invented(14)).prop_shuffle(), batch in 1usize..90) {
        for archive in [|| Archive::new(2), || Archive::new(2).as_large()] {
            let straight = arrived(archive(), &invented(14), 1_000);
            prop_assert_eq!(arrived(archive(), &shuffled, batch.max(9)), straight);
        }
    }
}

#[test]
fn a_second_repair_changes_nothing() {
    let reports = invented(12);
    let kept = Kept(reports.iter().map(text).collect());
    let mut archive = Archive::new(2);
    for t in &kept.0 {
        archive.add(t);
    }
    archive.repair(&kept, &|_, _, _| {});
    let (first, log) = (archive.lines(0..reports.len() as u32, &kept), archive.log().len());
    archive.repair(&kept, &|_, _, _| {});
    assert_eq!(archive.lines(0..reports.len() as u32, &kept), first);
    assert_eq!(archive.log().len(), log);
}

#[test]
fn most_stories_keep_their_id_as_they_grow_and_what_does_not_is_written_down() {
    let reports = invented(40);
    let kept = Kept(reports.iter().map(text).collect());
    let mut archive = Archive::new(2);
    let half = reports.len() / 2;
    for t in &kept.0[..half] {
        archive.add(t);
    }
    archive.repair(&kept, &|_, _, _| {});
    let before: Vec<String> = (0..half as u32).map(|n| archive.story(n)).collect();
    let logged = archive.log().len();
    for t in &kept.0[half..] {
        archive.add(t);
    }
    archive.repair(&kept, &|_, _, _| {});
    let moved: BTreeSet<(String, String)> = before
        .iter()
        .zip(0u32..)
        .filter(|(old, n)| **old != archive.story(*n))
        .map(|(old, n)| (old.clone(), archive.story(n)))
        .collect();
    assert!(moved.len() * 10 <= half, "{moved:?}");
    let told: BTreeSet<(String, String)> = archive.log()[logged..]
        .iter()
        .map(|c| match c.kind {
            StoryChangeKind::Merged => (c.other.clone(), c.story.clone()),
            StoryChangeKind::Split => (c.story.clone(), c.other.clone()),
        })
        .collect();
    for m in &moved {
        assert!(told.contains(m), "{m:?} is not in {told:?}");
    }
    for c in archive.log() {
        assert!(c.reports > 0 && (0.0..=1.0).contains(&c.score) && c.story != c.other && !c.why.is_empty(), "{c:?}");
    }
}

#[test]
fn nothing_and_next_to_nothing_are_archives_too() {
    assert!(noted(&[], 2).is_empty());
    let reports = [Owned::new("a", ""), Owned::new("b", ""), Owned::new("c", "!\n \n"), Owned::new("d", "flood")];
    let lines = noted(&reports, 2);
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|l| l.copy_of.is_none()));
    let same: Vec<Owned> = (0..60).map(|i| Owned::new(&format!("r{i:02}"), &crisis("shaddadi-2026")[1].text)).collect();
    let lines = noted(&same, 2);
    assert!(lines[1..].iter().all(|l| l.copy_of.as_deref() == Some("r00") && l.story == lines[0].story));
}
