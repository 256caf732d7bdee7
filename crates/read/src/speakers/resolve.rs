//! Who a source is: kind, resolved name, and who passed the words on.
//!
//! Key decision: one walk through the text in order, with a memory of who has spoken. "It", "the ministry", a bare surname or an acronym
//! is looked up in that memory, latest first; nothing is guessed from later text.

mod credits;
mod describe;
mod memory;
mod names;
mod person;
mod relays;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use know::Know;
use model::{ActorMention, Attribution, Span, SpeakerKind};
use text::Doc;

use super::english::Raw;
use super::lexicon::{Lexicon, Sources, among, lexicon, sources};
use describe::Tables;
use memory::Known;
use names::acronyms;

pub(crate) use credits::dateline_agencies;

struct Resolver<'a> {
    doc: &'a Doc,
    know: &'a Know,
    lex: &'static Lexicon,
    src: &'a Sources,
    en: &'a Sources,
    acronyms: BTreeMap<String, String>,
    memory: Vec<Known>,
    /// What the tables said of a name, so that each is looked up once a text.
    looked_up: RefCell<BTreeMap<&'a str, Tables>>,
}

pub(crate) fn resolve(doc: &Doc, know: &Know, actors: &[ActorMention], mut raws: Vec<Raw>) -> Vec<Attribution> {
    let lex = lexicon();
    let empty = Sources::default();
    let en = sources("en").unwrap_or(&empty);
    let src = sources(&doc.lang).unwrap_or(en);
    let mut r = Resolver {
        doc,
        know,
        lex,
        src,
        en,
        acronyms: acronyms(doc),
        memory: Vec::new(),
        looked_up: RefCell::default(),
    };
    // a lead often names the office and the next sentence the person: people with a title are known from the start, as the last choice
    for s in 0..doc.sentences.len().min(400) {
        r.remember_people(s);
    }
    raws.sort_by_key(|x| (x.sentence, x.cue.start, x.cue.end));
    let mut out: Vec<(Attribution, usize)> = Vec::new();
    let mut named: usize = 0;
    let mut passed: usize = 0;
    for raw in &raws {
        // "He" after "The mayor, A. B., gave other numbers." is whom that sentence was about, speaker or not
        while passed < raw.sentence {
            r.remember_subject(passed);
            passed += 1;
        }
        // people and bodies named in the sentences before, although they did not speak there
        while named < actors.len() && actors[named].end <= doc.sentences.get(raw.sentence).map_or(0, |s| s.span.start) {
            r.remember_actor(&actors[named]);
            named += 1;
        }
        let d = match (&raw.antecedent, &raw.source) {
            (Some(a), _) => Some(r.describe(a.clone(), raw.sentence)),
            (None, Some(s)) => Some(r.describe(s.clone(), raw.sentence)),
            (None, None) => r.dropped_subject(raw),
        };
        let mut relays = r.relays(raw);
        if let Some(d) = d.as_ref().filter(|d| d.chained) {
            // "it added": what the agency carried before it carries still
            if relays.is_empty()
                && let Some(k) = r.memory.iter().rev().find(|k| Some(&k.name) == d.name.as_ref())
                && k.sentence + 1 >= raw.sentence
            {
                relays.clone_from(&k.relays);
            }
        }
        if let Some(d) = &d {
            if let Some(name) = &d.name {
                relays.retain(|x| x != name);
            }
            r.remember(d, raw.sentence, &relays);
        }
        for content in &raw.contents {
            out.push((
                Attribution {
                    source: raw.source.clone().map(|s| doc.span_of(s)),
                    cue: Some(doc.span_of(raw.cue.clone())),
                    content: *content,
                    speaker_kind: d.as_ref().map_or(SpeakerKind::None, |d| d.kind),
                    direct: raw.direct,
                    name: d.as_ref().and_then(|d| d.name.clone()),
                    relays: relays.clone(),
                    cue_lemma: raw.lemma.clone(),
                    cue_kind: raw.kind.clone(),
                },
                raw.sentence,
            ));
        }
    }
    // an outlet that reports what holds another's words passes those on
    let outer: Vec<(Span, String, usize)> = out
        .iter()
        .filter(|(a, _)| a.speaker_kind == SpeakerKind::Media)
        .filter_map(|(a, s)| a.name.clone().map(|n| (a.content, n, *s)))
        .collect();
    for (a, s) in &mut out {
        if a.speaker_kind == SpeakerKind::Media || a.source.is_none() {
            continue;
        }
        let first = outer.partition_point(|o| o.2 < *s);
        for (c, n, _) in outer.iter().skip(first).take_while(|o| o.2 == *s).take(16) {
            let inside = c.contains(a.content) || (c.overlaps(a.content) && a.source.is_some_and(|x| c.contains(x)));
            if inside && !a.relays.contains(n) {
                a.relays.push(n.clone());
            }
        }
    }
    let mut out: Vec<Attribution> = out.into_iter().map(|(a, _)| a).collect();
    out.sort_by_key(|a| (a.content.start, a.content.end, a.cue.map_or(0, |c| c.start)));
    out
}

impl<'a> Resolver<'a> {
    fn norm(&self, i: usize) -> &'a str {
        self.doc.tokens.get(i).map_or("", |t| t.norm.as_str())
    }

    fn word(&self, i: usize) -> &'a str {
        self.doc.word(i)
    }

    fn upper(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    fn text(&self, r: Range<usize>) -> &'a str {
        self.doc.span_of(r).of(&self.doc.text)
    }

    fn is(&self, pick: fn(&Sources) -> &BTreeSet<String>, w: &str) -> bool {
        among(pick(self.src), w, &self.doc.lang) || (self.doc.lang == "en" && pick(self.en).contains(w))
    }
}
