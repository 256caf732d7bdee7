//! A picture without the names that are withheld: in values, lists and reasons, not only in the quoted sentences.

use std::{borrow::Cow, collections::BTreeMap};

use model::Picture;

use super::{blot, mask, unnamed};

/// The names withheld of each report, longest first, so that a whole name goes before its parts.
pub(crate) fn names(pic: &Picture) -> BTreeMap<&str, Vec<String>> {
    let mut out: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for c in pic.claims.iter().filter(|c| unnamed(&c.speaker)) {
        for t in [&c.speaker.text, &c.speaker.name].into_iter().flatten() {
            out.entry(&c.report).or_default().extend(mask(t).withheld);
        }
    }
    out.retain(|_, names| !names.is_empty());
    for v in out.values_mut() {
        v.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        v.dedup();
    }
    out
}

/// The picture as it may be published: names of those who are quoted without an office are blotted out of all that is shown in words.
/// Speakers and evidence stay as they are, for they are looked at again where they are shown: see [`quoted`] for the latter.
pub fn masked(pic: &Picture) -> Cow<'_, Picture> {
    let names = names(pic);
    if names.is_empty() {
        return Cow::Borrowed(pic);
    }
    let report_of: BTreeMap<&str, &str> = pic.claims.iter().map(|c| (c.id.as_str(), c.report.as_str())).collect();
    let of_reports = |reports: &mut dyn Iterator<Item = &str>| -> Vec<String> {
        reports.filter_map(|r| names.get(r)).flatten().cloned().collect()
    };
    let of_claims =
        |claims: &[String]| of_reports(&mut claims.iter().filter_map(|c| report_of.get(c.as_str()).copied()));
    let mut out = pic.clone();
    for r in &mut out.reports {
        hide(names.get(r.id.as_str()).map_or(&[], Vec::as_slice), &mut r.title);
    }
    for c in &mut out.claims {
        let n = of_reports(&mut std::iter::once(c.report.as_str()));
        hide(&n, c.value.text.iter_mut().chain(&mut c.steps));
        hide(&n, [&mut c.counted, &mut c.scope].into_iter().flatten());
    }
    for q in &mut out.questions {
        let n = of_reports(&mut q.answers.iter().flat_map(|a| &a.reports).map(String::as_str));
        hide(
            &n,
            [&mut q.why, &mut q.range_why].into_iter().chain([&mut q.counted, &mut q.scope].into_iter().flatten()),
        );
        for a in &mut q.answers {
            let n = of_reports(&mut a.reports.iter().map(String::as_str));
            hide(&n, a.value.text.iter_mut().chain([&mut a.why]));
        }
    }
    for o in &mut out.origins {
        let n = of_reports(&mut o.reports.iter().map(String::as_str));
        hide(&n, &mut o.why);
    }
    for f in &mut out.findings {
        let n = of_reports(&mut std::iter::once(f.report.as_str()));
        hide(&n, [&mut f.said, &mut f.why]);
    }
    for c in &mut out.copies {
        let n = of_reports(&mut [c.report.as_str(), c.of.as_str()].into_iter());
        hide(&n, c.changed.iter_mut().flat_map(|x| [&mut x.from, &mut x.to]).chain(&mut c.why));
    }
    for w in &mut out.warnings {
        let n = of_claims(std::slice::from_ref(&w.claim));
        hide(&n, [&mut w.text, &mut w.why].into_iter().chain(&mut w.by));
    }
    for r in &mut out.restrictions {
        let n = of_claims(&r.claims);
        hide(&n, [&mut r.what].into_iter().chain(&mut r.by));
    }
    for s in &mut out.sectors {
        let n = of_claims(&s.claims);
        hide(&n, [&mut s.text]);
    }
    Cow::Owned(out)
}

/// The same with the quoted sentences, for what is made of them without looking at speakers again.
pub fn quoted(pic: &Picture) -> Cow<'_, Picture> {
    let mut out = masked(pic);
    if let Cow::Owned(out) = &mut out {
        let names = names(pic);
        for c in &mut out.claims {
            hide(names.get(c.report.as_str()).map_or(&[], Vec::as_slice), [&mut c.evidence.text]);
            let said = [&mut c.speaker.name, &mut c.speaker.text];
            hide(names.get(c.report.as_str()).map_or(&[], Vec::as_slice), said.into_iter().flatten());
        }
    }
    out
}

fn hide<'a>(names: &[String], texts: impl IntoIterator<Item = &'a mut String>) {
    if !names.is_empty() {
        texts.into_iter().for_each(|t| *t = blot(t, names));
    }
}
