//! What the claims room sees of one part of a report: the analysed text and everything the finders found in it.

use std::ops::Range;

use model::{ActorMention, Attribution, EvidencePart, PlaceKind, PlaceMention, Quantity, Span, TimeExpr};
use text::{Doc, Tag};

use super::pack::LangRules;

/// One part (title or body) of a report with all that was found in it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) doc: &'a Doc,
    pub(crate) part: EvidencePart,
    pub(crate) quantities: &'a [Quantity],
    pub(crate) times: &'a [TimeExpr],
    pub(crate) places: &'a [PlaceMention],
    pub(crate) actors: &'a [ActorMention],
    pub(crate) attributions: &'a [Attribution],
    pub(crate) rules: &'a LangRules,
    pub(crate) know: &'a know::Know,
    /// The text speaks of prisons, detainees, hostages.
    pub(crate) custody: bool,
}

/// Somebody who can do things: an actor, a place that stands for its rulers, or an unnamed group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agent {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// As it stands.
    pub(crate) text: String,
    /// What it is known as.
    pub(crate) name: String,
    /// False for "gunmen", "attackers", "unknown men".
    pub(crate) named: bool,
    /// A place by its own name ("Moscow"), which may stand for its rulers; "Russian" is none.
    pub(crate) place: bool,
}

impl<'a> Part<'a> {
    /// Items inside a sentence. Finders give their items in order of their first byte, so a text of many sentences costs a search
    /// a sentence and not a pass.
    pub(crate) fn inside<T>(items: &'a [T], span: Span, of: impl Fn(&T) -> Span) -> impl Iterator<Item = &'a T> {
        let first = items.partition_point(|i| of(i).start < span.start);
        let end = items.partition_point(|i| of(i).start < span.end).max(first);
        items.get(first..end).unwrap_or(&[]).iter().filter(move |i| span.contains(of(i)))
    }

    /// Quantities of a sentence.
    pub(crate) fn quantities_in(&self, s: Span) -> impl Iterator<Item = &'a Quantity> {
        Self::inside(self.quantities, s, |q| q.span())
    }

    /// Places of a sentence.
    pub(crate) fn places_in(&self, s: Span) -> impl Iterator<Item = &'a PlaceMention> {
        Self::inside(self.places, s, |p| Span::new(p.start, p.end))
    }

    /// Times of a sentence.
    pub(crate) fn times_in(&self, s: Span) -> impl Iterator<Item = &'a TimeExpr> {
        Self::inside(self.times, s, |t| Span::new(t.start, t.end))
    }

    /// A word class stands in the range.
    pub(crate) fn has(&self, class: &str, tokens: Range<usize>) -> bool {
        self.rules.classes.get(class).is_some_and(|p| p.any(self.doc, tokens))
    }

    /// Page furniture ("Read also: ...") and headings between paragraphs ("Damage to Roads and Bridges"): not sentences of the story.
    pub(crate) fn furniture(&self, sentence: usize) -> bool {
        let Some(s) = self.doc.sentences.get(sentence) else { return true };
        if self.has("furniture", s.tokens.clone()) {
            return true;
        }
        let text = s.span.of(&self.doc.text);
        let stops = text.ends_with(['.', '!', '?', '"', '”', '»', ':', ';', '؟', '…', ')']);
        if self.part == EvidencePart::Title || stops || self.doc.lang != "en" {
            return false;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let long = words.iter().filter(|w| w.chars().count() > 3);
        let capital = |w: &&&str| w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
        words.len() <= 12 && words.len() >= 2 && long.clone().filter(capital).count() == long.count()
    }

    /// What a doer is called: organs of a state by the state, so that "the Kremlin", "Moscow" and "Russian troops" are one side.
    fn side(&self, a: &ActorMention) -> String {
        let known = a.id.as_deref().and_then(|id| self.know.actor_by_id(id));
        let state = |k: &str| matches!(k, "government" | "ministry" | "army" | "police");
        known
            .filter(|x| state(x.kind()))
            .and_then(|x| self.know.country(x.country()))
            .map(|c| c.name().to_owned())
            .or_else(|| a.name.clone())
            .unwrap_or_else(|| a.text.clone())
    }

    /// All who can do things in a sentence, in order, without overlaps (the longest wins).
    pub(crate) fn agents(&self, sentence: usize) -> Vec<Agent> {
        let doc = self.doc;
        let Some(s) = doc.sentences.get(sentence) else { return Vec::new() };
        let mut list: Vec<Agent> = Vec::new();
        for a in Self::inside(self.actors, s.span, |a| Span::new(a.start, a.end)) {
            if a.kind.contains("media") || a.kind == "outlet" {
                continue;
            }
            let tokens = doc.tokens_in(Span::new(a.start, a.end));
            list.push(Agent { tokens, text: a.text.clone(), name: self.side(a), named: true, place: false });
        }
        for p in self.places_in(s.span) {
            let capital_or_country = matches!(p.feature.as_deref(), Some("country" | "capital"));
            let tokens = doc.tokens_in(Span::new(p.start, p.end));
            // "a Tampa man" is nobody's side; "Damascus", "Russian troops", "Kherson police" are
            let followed = self.has("forces", tokens.end..tokens.end + 1);
            if !capital_or_country && (p.kind == PlaceKind::Literal || !followed) {
                continue;
            }
            // "Russian troops", "Ukrainian soldiers": the nationality and the force are one doer
            let mut end = tokens.end;
            while end < s.tokens.end
                && end < tokens.end + 3
                && (self.has("forces", end..end + 1) || doc.tokens[end].tag == Tag::Adj)
            {
                end += 1;
            }
            while end > tokens.end && doc.tokens[end - 1].tag == Tag::Adj {
                end -= 1;
            }
            let span = doc.span_of(tokens.start..end);
            list.push(Agent {
                tokens: tokens.start..end,
                text: span.of(&doc.text).to_owned(),
                name: p
                    .country
                    .as_deref()
                    .and_then(|c| self.know.country(c))
                    .map(|c| c.name().to_owned())
                    .or_else(|| p.name.clone())
                    .unwrap_or_else(|| p.text.clone()),
                named: true,
                place: end == tokens.end && matches!(p.kind, PlaceKind::Literal | PlaceKind::Metonymic),
            });
        }
        self.groups(s.tokens.clone(), &mut list);
        list.sort_by_key(|a| (std::cmp::Reverse(a.tokens.len()), a.tokens.start));
        let mut kept: Vec<Agent> = Vec::new();
        for a in list {
            if kept.iter().all(|k| k.tokens.end <= a.tokens.start || a.tokens.end <= k.tokens.start) {
                kept.push(a);
            }
        }
        kept.sort_by_key(|a| a.tokens.start);
        kept
    }
}

impl Part<'_> {
    /// Groups that no table knows: "factions loyal to Damascus", "rogue militias", "gunmen". They are named where the words say
    /// whose they are, and generic where they are only "gunmen", "attackers", "troops".
    fn groups(&self, s: Range<usize>, list: &mut Vec<Agent>) {
        let doc = self.doc;
        let (Some(forces), Some(generic)) = (self.rules.classes.get("doers"), self.rules.classes.get("attackers"))
        else {
            return;
        };
        let known = list.clone();
        let mut hits = forces.find(doc, s.clone());
        hits.extend(generic.find(doc, s.clone()).into_iter().map(|h| super::pattern::Hit { rule: 1, ..h }));
        for h in hits {
            if known.iter().any(|a| a.tokens.contains(&h.first)) || doc.tokens[h.end - 1].tag == Tag::Verb {
                continue;
            }
            // modifiers before the noun
            let mut from = h.first;
            while from > s.start
                && h.first - from < 4
                && matches!(doc.tokens[from - 1].tag, Tag::Adj | Tag::Propn | Tag::Noun)
                && !known.iter().any(|a| a.tokens.contains(&(from - 1)))
            {
                from -= 1;
            }
            let own = (from.saturating_sub(1)..h.first).any(|i| {
                matches!(doc.tokens[i].norm.as_str(), "its" | "their" | "his" | "our" | "unknown" | "unidentified")
            });
            // an adjective is enough for groups that take sides: "rogue militias"; "armed men" and "senior officials" stay nameless
            let mut modified = (from < h.first || h.end > h.first + 1) && self.has("sides", h.first..h.end);
            modified |= doc.tokens[from..h.first].iter().any(|t| t.norm.contains('-'));
            // a name right before: "Shiite militias", "Kremlin officials"
            if let Some(a) = known.iter().find(|a| a.tokens.end == from) {
                from = a.tokens.start;
                modified = true;
            }
            modified &= !own;
            // "loyal to Damascus" right after
            let mut end = h.end;
            let aligned = self.rules.classes.get("aligned").map(|p| p.find(doc, h.end..s.end.min(h.end + 6)));
            if let Some(al) = aligned.and_then(|v| v.into_iter().find(|al| al.first <= h.end + 1)) {
                if let Some(a) = known.iter().find(|a| a.tokens.start >= al.end && a.tokens.start <= al.end + 2) {
                    end = a.tokens.end;
                    modified = true;
                } else if al.end < s.end && !is_verb(doc, al.end) {
                    // "the rebels of carrying out": what follows is no name
                    end = (al.end + 2).min(s.end);
                    modified = true;
                }
            }
            let text = doc.span_of(from..end).of(&doc.text).to_owned();
            let named = modified && (h.rule == 0 || end > h.end);
            list.push(Agent { tokens: from..end, name: text.clone(), text, named, place: false });
        }
    }
}

/// True for a verb that carries a clause of its own.
pub(crate) fn is_verb(doc: &Doc, i: usize) -> bool {
    doc.tokens.get(i).is_some_and(|t| t.tag == Tag::Verb)
}

/// True where the verb at `i` stands in the passive: a form of "be" or "get" close before it.
pub(crate) fn passive(doc: &Doc, i: usize) -> bool {
    let Some(t) = doc.tokens.get(i) else { return false };
    let participle =
        t.norm.ends_with("ed") || t.norm.ends_with('n') || t.norm.ends_with('t') || t.norm.ends_with("ung");
    if !participle || t.norm == t.lemma && t.norm.ends_with("ed") {
        return false;
    }
    // "... were wounded. It accused": another sentence's verb is no auxiliary of this one
    let same = |k: &usize| *k <= i && !matches!(doc.tokens[i - k].norm.as_str(), "." | ";" | ":" | "?" | "!");
    (1..=4).take_while(same).any(|k| {
        let b = &doc.tokens[i - k];
        matches!(b.lemma.as_str(), "be" | "get") && b.tag != Tag::Punct
            || matches!(b.norm.as_str(), "was" | "were" | "been" | "being" | "is" | "are")
    })
}
