//! Reporting verbs: which words of a sentence report, in which form, and what stands passive.

use std::ops::Range;

use text::{Rel, Tag};

use super::subjects::{inherit, shared_subject, subject};
use super::tree::Tree;
use super::view::View;
use super::words::{AUX, BE, FIGURE, GOES_ON, MODAL, TAKEN_BACK, one_of};
use crate::speakers::lexicon::{Form, Verb};
use crate::speakers::quotes;

/// Reporting verbs looked at in one sentence: a bound for hostile text.
const MOST_CUES: usize = 32;

/// A cue found in a sentence, with its speaker.
pub(super) struct Hit<'l> {
    pub(super) verb: &'l Verb,
    pub(super) form: Form,
    /// The verb itself.
    pub(super) at: usize,
    pub(super) cue: Range<usize>,
    /// First token after verb and particle.
    pub(super) after: usize,
    pub(super) source: Option<Range<usize>>,
    pub(super) antecedent: Option<Range<usize>>,
    /// Speaker after the verb.
    pub(super) inverted: bool,
    /// First token of speaker or cue, with the comma or conjunction before it: where another content must end.
    pub(super) zone: usize,
    pub(super) passive: bool,
}

fn best_verb<'l>(view: &View<'_>, i: usize, hi: usize) -> Option<(&'l Verb, Form, usize)> {
    let forms = view.lex.forms.get(view.norm(i))?;
    for (vi, form) in forms {
        let v = &view.lex.verbs[*vi];
        if v.tail.is_empty() {
            return Some((v, *form, i + 1));
        }
        if v.tail.iter().enumerate().all(|(k, w)| i + 1 + k < hi && view.norm(i + 1 + k) == w) {
            return Some((v, *form, i + 1 + v.tail.len()));
        }
        // "put the toll at 12", "placed the town under a curfew"
        let gap = one_of(
            &v.lemma,
            "put place raise revise lower cut increase reduce let hold make pin lay give attribute ascribe",
        );
        if gap {
            let last = v.tail.first()?;
            let limit = hi.min(i + 30);
            // "lowered the number of dead in the two towns, this time to 84": an aside that leads to the figure
            let goes_on =
                |k: usize| matches!((view.norm(k + 1), view.norm(k + 2)), ("this", "time") | ("once", "again"));
            let found = (i + 2..limit)
                .take_while(|&k| !(matches!(view.norm(k), ";" | ".") || view.norm(k) == "," && !goes_on(k)))
                .find(|&k| view.norm(k) == last && (last != "to" || k < i + 16 || view.tag(k + 1) == Tag::Num));
            if let Some(k) = found {
                let rest = v.tail.iter().enumerate().all(|(d, w)| view.norm(k + d) == w);
                let figure = v.tail.len() > 1
                    || !(last == "at" || last == "to")
                    || one_of(&v.lemma, "attribute ascribe")
                    || matches!(view.tag(k + 1), Tag::Num)
                    || one_of(view.norm(k + 1), FIGURE);
                // "raised the toll to 35", not "raised hopes to ..."
                let counted = last != "to"
                    || one_of(&v.lemma, "attribute ascribe")
                    || (i + 1..k)
                        .any(|j| one_of(view.norm(j), "number toll count figure tally estimate total balance"));
                if rest && figure && counted {
                    return Some((v, *form, i + 1));
                }
            }
        }
    }
    None
}

/// Reporting verbs of a sentence with their speakers.
pub(super) fn find_cues<'l>(view: &View<'_>, tree: &Tree<'_>, lo: usize, hi: usize) -> Vec<Hit<'l>> {
    let doc = view.doc;
    let mut hits: Vec<Hit<'l>> = Vec::new();
    let mut i = lo;
    while i < hi {
        let at = i;
        i += 1;
        if !view.is_verb(at, lo, hi) {
            continue;
        }
        let Some((verb, form, after)) = best_verb(view, at, hi) else { continue };
        let byte = doc.tokens[at].span.start;
        if quotes::at(&view.quotes, byte).is_some_and(|q| q.span.start < byte) {
            continue;
        }
        // "withdrew its guards": only words can be taken back
        if verb.lemma == "withdraw" && !(after..hi.min(after + 6)).any(|j| one_of(view.norm(j), TAKEN_BACK)) {
            continue;
        }
        // the verb group: auxiliaries and adverbs before the verb
        let mut vg = at;
        let mut passive = false;
        let mut infinitive = false;
        while vg > lo {
            let w = view.norm(vg - 1);
            if w == "far" && vg > lo + 1 && view.norm(vg - 2) == "so" {
                vg -= 2;
                continue;
            }
            let adverb = view.tag(vg - 1) == Tag::Adv
                && !one_of(w, "here there when where how why however meanwhile so then instead overall even");
            if one_of(w, AUX) && view.tag(vg - 1) != Tag::Noun {
                passive |= one_of(w, BE) && (form.participle && !form.ing);
            } else if w == "to" && vg == at {
                infinitive = true;
            } else if form.ing && vg == at && one_of(w, GOES_ON) && view.tag(vg - 1) == Tag::Verb {
                // "keeps blaming", "began saying"
            } else if !adverb {
                break;
            }
            vg -= 1;
        }
        // "would say", "could ask": nothing has been said yet; "would not say" tells of a refusal
        let modal = (vg..at).any(|j| one_of(view.norm(j), MODAL) && view.tag(j) == Tag::Aux);
        if modal && !(vg..at).any(|j| one_of(view.norm(j), "not n't never")) {
            continue;
        }
        // 's may be a possessive: "the ministry's claims"
        if view.norm(vg) == "'s" && vg + 1 == at && !form.participle && !form.ing {
            continue;
        }
        // "took the floor to say that ...": a purpose is carried out, a wish is not
        let purpose = infinitive && tree.rel(at) == Rel::Advcl && (verb.frames.quote || verb.frames.listener);
        if (infinitive && !purpose) || (form.ing && at > lo && view.norm(at - 1) == "as") {
            continue;
        }
        let reduced = vg == at
            && verb.tail.is_empty()
            && form.participle
            && !form.ing
            && tree.reduced(at, verb.kind == "ask" && !view.nominal(at.wrapping_sub(1)))
            && (verb.kind == "ask" || one_of(&verb.lemma, "know call dub"));
        passive |= reduced;
        if form.base && !form.past && vg == at && !purpose && !plural_subject(view, at, lo) {
            // a bare base form needs an auxiliary or a plural subject
            continue;
        }
        let bare_participle = form.participle && !form.past && vg == at;
        if bare_participle && !reduced {
            continue;
        }
        let mut hit = Hit {
            verb,
            form,
            at,
            cue: vg..after,
            after,
            source: None,
            antecedent: None,
            inverted: false,
            zone: vg,
            passive,
        };
        if purpose {
            hit.source = shared_subject(view, tree, &hits, at, vg, lo);
            hit.zone = vg;
            if hit.source.is_none() {
                continue;
            }
        } else if form.ing && vg == at {
            // "adding that": the speaker of the clause before
            let prev = if at > lo { view.norm(at - 1) } else { "" };
            if view.nominal(at.wrapping_sub(1)) && at > lo && !matches!(prev, "while" | "by") {
                let s = view.np_left(at - 1, lo);
                // "a statement saying that", "officials citing"
                match s {
                    Some(s) if verb.frames.clause => {
                        hit.source = Some(s..at);
                        hit.zone = at;
                    }
                    _ => continue,
                }
            } else {
                let spoken = hits.iter().any(|h| !h.passive && h.source.as_ref().is_some_and(|s| s.end <= at));
                match shared_subject(view, tree, &hits, at, vg, lo) {
                    Some(s) if !spoken && matches!(tree.rel(at), Rel::Advcl | Rel::Conj) => hit.source = Some(s),
                    _ => inherit(view, &hits, lo, &mut hit),
                }
                if let Some(h) = hits.iter().find(|h| h.source == hit.source) {
                    hit.antecedent = h.antecedent.clone();
                }
                hit.zone = at.saturating_sub(usize::from(matches!(prev, "," | "while" | "and")));
            }
        } else if passive {
            hit.source = passive_source(view, at, after, hi);
        } else {
            subject(view, tree, &hits, lo, hi, &mut hit);
            if hit.source.is_none() && hit.antecedent.is_none() {
                continue;
            }
        }
        i = after.max(at + 1);
        hits.push(hit);
        // no sentence of prose reports so often
        if hits.len() >= MOST_CUES {
            break;
        }
    }
    hits
}

fn plural_subject(view: &View<'_>, at: usize, lo: usize) -> bool {
    if at <= lo {
        return false;
    }
    let w = view.norm(at - 1);
    one_of(w, "they we i you who that people police some many others most")
        || (w.ends_with('s') && !w.ends_with("ss"))
        || w == ")"
        || w == ","
        || view.tag(at - 1) == Tag::Propn
        || view.tagged
}

/// "was announced by the ministry".
fn passive_source(view: &View<'_>, at: usize, after: usize, hi: usize) -> Option<Range<usize>> {
    let _ = at;
    let by = (after..hi.min(after + 10))
        .take_while(|&k| !matches!(view.norm(k), "," | ";" | "that"))
        .find(|&k| view.norm(k) == "by")?;
    let e = view.np_right(by + 1, hi, false);
    (e > by + 1 && !view.is_time(by + 1)).then_some(by + 1..e)
}
