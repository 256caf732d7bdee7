//! What people decided on links, as far as this room follows it; events and origins have their own part.

use std::collections::BTreeSet;

use model::{Claim, Copy, CopyKind, Pin, PinKind, Reading, Report};

use crate::page::Page;

/// Copy links as people decided. A decided copy has no score of its own: 1 where the program had found none.
pub(crate) fn copies(found: Vec<Copy>, pins: &[Pin], seen: &[(&Report, &Reading)]) -> Vec<Copy> {
    let mut out = found;
    let lang = |id: &str| seen.iter().find(|(r, _)| r.id == id).map(|(_, reading)| reading.lang.as_str());
    for p in pins {
        match p.kind {
            PinKind::NoCopy => out.retain(|c| !p.joins(&c.report, &c.of)),
            PinKind::Copy => {
                let (Some(mine), Some(theirs)) = (lang(&p.a), lang(&p.b)) else { continue };
                // a page has one original, and none descends from its own copy
                let kept = out.iter().position(|c| c.report == p.a && c.of == p.b);
                let mut link = kept.map(|n| out.remove(n)).unwrap_or_else(|| Copy {
                    report: p.a.clone(),
                    of: p.b.clone(),
                    kind: if mine == theirs { CopyKind::Rewrite } else { CopyKind::Translation },
                    score: 1.0,
                    changed: Vec::new(),
                    shared: Vec::new(),
                    why: Vec::new(),
                    relation: model::Relation::default(),
                });
                link.why.insert(0, p.sentence());
                out.retain(|c| c.report != p.a && !(c.report == p.b && c.of == p.a));
                out.push(link);
            }
            _ => {}
        }
    }
    out.sort_by(|a, b| (&a.report, &a.of).cmp(&(&b.report, &b.of)));
    out
}

/// Those decisions whose reports or claims are in the picture, in order.
pub(crate) fn followed(pins: &[Pin], pages: &[Page<'_>], claims: &[Claim]) -> Vec<Pin> {
    let reports: BTreeSet<&str> = pages.iter().map(|p| p.report.id.as_str()).collect();
    let ids: BTreeSet<&str> = claims.iter().map(|c| c.id.as_str()).collect();
    let known = |p: &&Pin| {
        let of = if p.kind.of_reports() { &reports } else { &ids };
        of.contains(p.a.as_str()) && of.contains(p.b.as_str())
    };
    let mut out: Vec<Pin> = pins.iter().filter(known).cloned().collect();
    out.sort();
    out.dedup();
    out
}
