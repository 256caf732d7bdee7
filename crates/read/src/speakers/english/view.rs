//! A text as the finders of English see it: tags (guessed where it carries none) and questions asked of single tokens.

use text::{Doc, Rel, Tag};

use super::words::{ADP, AUX, DET, MONTHS, POSS, PRON, SCONJ, TIMES, WEEKDAYS, one_of};
use crate::speakers::lexicon::{Form, Lexicon, lexicon, sources};
use crate::speakers::quotes::{self, Quote};

/// A document with what is looked up often.
pub(crate) struct View<'a> {
    pub(crate) doc: &'a Doc,
    pub(crate) lex: &'static Lexicon,
    pub(crate) quotes: Vec<Quote>,
    pub(super) tagged: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(doc: &'a Doc) -> Self {
        let tagged = doc.tokens.iter().any(|t| t.tag == Tag::Verb || t.tag == Tag::Noun);
        Self { doc, lex: lexicon(), quotes: quotes::find(&doc.text), tagged }
    }

    pub(crate) fn norm(&self, i: usize) -> &str {
        self.doc.tokens.get(i).map_or("", |t| t.norm.as_str())
    }

    pub(super) fn upper(&self, i: usize) -> bool {
        self.doc.word(i).starts_with(char::is_uppercase)
    }

    /// The tag; where the text carries none, a guess from closed classes and endings.
    pub(crate) fn tag(&self, i: usize) -> Tag {
        let Some(t) = self.doc.tokens.get(i) else { return Tag::X };
        if self.tagged || matches!(t.tag, Tag::Punct | Tag::Num | Tag::Sym) {
            return t.tag;
        }
        let w = t.norm.as_str();
        let prev = i.checked_sub(1).map_or("", |p| self.norm(p));
        if !w.chars().any(char::is_alphanumeric) {
            return Tag::Punct;
        }
        if w.starts_with(|c: char| c.is_ascii_digit()) {
            return Tag::Num;
        }
        match w {
            "'s" | "'" => return Tag::Part,
            "and" | "or" | "but" => return Tag::Cconj,
            "to" => return Tag::Adp,
            "not" | "n't" => return Tag::Part,
            _ => {}
        }
        if one_of(w, AUX) {
            return Tag::Aux;
        }
        if one_of(w, POSS) || one_of(w, PRON) {
            return Tag::Pron;
        }
        if one_of(w, SCONJ) {
            return Tag::Sconj;
        }
        if one_of(w, DET) {
            return Tag::Det;
        }
        if one_of(w, ADP) {
            return Tag::Adp;
        }
        if let Some(forms) = self.lex.forms.get(w) {
            let f = forms.iter().fold(Form::default(), |a, (_, f)| Form {
                base: a.base || f.base,
                present: a.present || f.present,
                past: a.past || f.past,
                participle: a.participle || f.participle,
                ing: a.ing || f.ing,
            });
            let after_det = one_of(prev, DET) || one_of(prev, POSS) || prev == "'s";
            let nounish = self.lex.nouns.contains_key(w) || self.lex.possessive.contains_key(w);
            if !after_det
                && (f.past
                    || f.ing
                    || (f.present && !nounish)
                    || (f.base && matches!(prev, "to" | "they" | "we" | "i" | "you")))
            {
                return Tag::Verb;
            }
            if !after_det && (f.present || (f.base && prev.ends_with('s'))) {
                return Tag::Verb;
            }
        }
        if w.ends_with("ly") {
            return Tag::Adv;
        }
        if one_of(w, TIMES) && !one_of(w, "morning afternoon evening night week month year weekend last early late") {
            return Tag::Adv;
        }
        if self.upper(i) && i > 0 {
            return Tag::Propn;
        }
        if (w.ends_with("ed") || w.ends_with("ing")) && w.len() > 5 {
            return Tag::Verb;
        }
        Tag::Noun
    }

    /// Is the reporting word at `i` used as a finite verb? Headlines and present forms ("accuses", "claims") mislead taggers, so a
    /// word that stands between a noun phrase and what may open a content counts as well.
    pub(super) fn is_verb(&self, i: usize, lo: usize, hi: usize) -> bool {
        let w = self.norm(i);
        let Some(forms) = self.lex.forms.get(w) else { return false };
        let prev = if i > lo { self.norm(i - 1) } else { "" };
        let next = i + 1;
        let past = forms.iter().any(|(_, f)| f.past || f.participle);
        if past && next < hi && i > lo && (w.ends_with("ed") || self.tag(i) != Tag::Verb) {
            // "the confirmed number", "9,000 suspected members": a participle before its noun
            let opens = matches!(self.tag(i - 1), Tag::Det | Tag::Num | Tag::Adj) || one_of(prev, POSS) || prev == "'s";
            let noun =
                matches!(self.tag(next), Tag::Noun | Tag::Propn | Tag::Adj) && !one_of(self.norm(next), "that to");
            if opens && noun && !self.nominal(i - 1) && !one_of(prev, "all some many both others") {
                return false;
            }
        }
        if w.starts_with("claim") && self.tag(next) == Tag::Num && self.norm(next + 1) == "lives" {
            return false;
        }
        if self.tag(i) == Tag::Verb || i <= lo {
            return self.tag(i) == Tag::Verb;
        }
        // a noun in the place of a noun is one, but for "..., local doctors estimate, ..."
        let rel = self.doc.tokens[i].rel;
        let closed = next >= hi || matches!(self.norm(next), "," | ".");
        let plural = self.doc.tokens[i - 1].fine == "NNS" && forms.iter().any(|(_, f)| f.base);
        let framed =
            closed && plural && self.np_left_depth(i - 1, lo, 0).is_some_and(|s| s > lo + 2 && self.norm(s - 1) == ",");
        if framed {
            return true;
        }
        if matches!(
            rel,
            Rel::Obl
                | Rel::Obj
                | Rel::Nmod
                | Rel::Compound
                | Rel::NmodPoss
                | Rel::OblAgent
                | Rel::Amod
                | Rel::Nsubj
                | Rel::NsubjPass
        ) {
            return false;
        }
        if past && one_of(prev, "has have had 've been also 's") {
            return true;
        }
        if matches!(self.tag(i), Tag::Punct | Tag::Num | Tag::Det | Tag::Pron) {
            return false;
        }
        let present = forms.iter().any(|(_, f)| f.present);
        let base = forms.iter().any(|(_, f)| f.base);
        let mut b = i - 1;
        while b > lo && self.tag(b) == Tag::Adv {
            b -= 1;
        }
        let subject = self.nominal(b) || self.tag(b) == Tag::Pron || matches!(self.norm(b), "," | ")");
        let tail = next >= hi || matches!(self.norm(next), "." | "," | ":");
        let opener = tail
            || matches!(self.tag(next), Tag::Det | Tag::Pron | Tag::Propn | Tag::Num | Tag::Sconj)
            || one_of(self.norm(next), "that it of about around some all more at on in with to as")
            || self.is_quote(next)
            || self.norm(next).ends_with("ing")
            || forms.iter().any(|(v, _)| self.lex.verbs[*v].tail.first().is_some_and(|t| t == self.norm(next)));
        let nounish = self.lex.nouns.contains_key(w) || self.lex.possessive.contains_key(w);
        let speech = past && !nounish && forms.iter().any(|(v, _)| self.lex.verbs[*v].frames.quote);
        let named = self.tag(b) == Tag::Propn || self.tag(b) == Tag::Pron;
        subject
            && (speech
                || (present && opener && (!nounish || named || !tail))
                || (past && opener)
                || (base
                    && !nounish
                    && self.norm(b).ends_with('s')
                    && !self.norm(b).ends_with("ss")
                    && opener
                    && !tail))
    }

    pub(super) fn nominal(&self, i: usize) -> bool {
        let w = self.norm(i);
        // "official", "wounded": nouns that taggers take for adjectives
        let known = || {
            sources("en").is_some_and(|s| {
                [&s.anonymous_head, &s.office, &s.institution, &s.anonymous].iter().any(|l| l.contains(w))
            })
        };
        matches!(self.tag(i), Tag::Noun | Tag::Propn | Tag::Num | Tag::Sym)
            || w == ")"
            || (self.tag(i) == Tag::Adj && known())
    }

    pub(super) fn is_time(&self, i: usize) -> bool {
        let w = self.norm(i);
        one_of(w, WEEKDAYS)
            || one_of(w, TIMES)
            || (one_of(w, MONTHS) && self.upper(i))
            || one_of(w, "gmt a.m. p.m. am pm p.m")
    }

    pub(super) fn is_close(&self, i: usize) -> bool {
        matches!(self.norm(i), "\"" | "”" | "''" | "»" | "'")
    }

    pub(super) fn is_quote(&self, i: usize) -> bool {
        matches!(self.norm(i), "\"" | "”" | "“" | "''" | "»" | "«" | "„" | "``")
    }
}
