//! What the parse says of a counted thing and the words that may announce its figure: "killed 12", "12 were killed", "12 killed a
//! guard".
//!
//! Key decision: the parse is a witness, not the judge. Where it joins the two in the role that a rule expects, the figure is that
//! rule's; where it gives the deed another subject or object, the rule pays; where it says nothing, distance decides as before.

use std::ops::Range;

use text::{Doc, Rel, Tag};

use super::{figures::ancestors, pack::Role, part::passive};

/// The parse's word on a figure and a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Joined in the role expected.
    Fits,
    /// Joined in another role, or the deed has another subject or object.
    Against,
    /// The thing counted does the deed to somebody else: "60 men killed a guard".
    Doer,
    /// Another deed is done to the thing counted, and this one to somebody else: "freed 155 and killed 27".
    Another,
    /// Nothing.
    Unsaid,
}

/// True for a word that can head a counted thing.
fn nominal(tag: Tag) -> bool {
    matches!(tag, Tag::Noun | Tag::Propn | Tag::Num | Tag::Pron | Tag::Adj | Tag::Det)
}

/// The token of a group whose head stands outside it.
fn head_of(doc: &Doc, group: &Range<usize>) -> Option<usize> {
    let top = |i: &usize| doc.tokens.get(*i).is_some_and(|t| t.head.is_none_or(|h| !group.contains(&h)));
    group.clone().filter(|i| doc.tokens.get(*i).is_some_and(|t| t.tag != Tag::Punct)).rfind(top)
}

/// Verbs that share the subject of a verb: itself, those joined to it by "and" without a subject of their own, what it begins or wants
/// to do.
fn sharing(doc: &Doc, verb: usize) -> Vec<usize> {
    let mut out = vec![verb];
    let mut k = 0;
    while k < out.len() && out.len() < 8 {
        let v = out[k];
        k += 1;
        for c in doc.children(v) {
            let t = &doc.tokens[c];
            if matches!(t.rel, Rel::Conj | Rel::Xcomp) && c > v && own_subject(doc, c).is_none() {
                out.push(c);
            }
        }
    }
    out
}

/// The subject that hangs from a verb.
fn own_subject(doc: &Doc, verb: usize) -> Option<usize> {
    doc.children(verb).find(|c| matches!(doc.tokens[*c].rel, Rel::Nsubj | Rel::NsubjPass))
}

fn under(doc: &Doc, group: &Range<usize>, top: usize) -> bool {
    group.contains(&top) || group.clone().any(|i| ancestors(doc, i).any(|a| a == top))
}

/// A verb in the passive: by its auxiliary, or by its form where the parser saw none.
fn is_passive(doc: &Doc, verb: usize) -> bool {
    doc.children(verb).any(|c| matches!(doc.tokens[c].rel, Rel::AuxPass | Rel::NsubjPass)) || passive(doc, verb)
}

/// See [`Fit`]. `group` holds the tokens of figure and thing counted, `trigger` those of the words that announce it.
pub(crate) fn fit(doc: &Doc, group: &Range<usize>, trigger: &Range<usize>, role: Role) -> Fit {
    if !doc.parsed {
        return Fit::Unsaid;
    }
    // "freed 155 passengers and killed 27": whatever the parser makes of it, the figure right behind the verb is its own
    let joined = group.end + 1 == trigger.start && matches!(doc.tokens[group.end].norm.as_str(), "and" | "but");
    if joined && doc.tokens.get(trigger.end).is_some_and(|t| t.tag == Tag::Num) {
        return Fit::Another;
    }
    if !matches!(role, Role::Subject | Role::Object) {
        return Fit::Unsaid;
    }
    let Some(mut head) = head_of(doc, group) else { return Fit::Unsaid };
    // a participle behind the thing: "12 people wounded in the blast"
    for u in trigger.clone() {
        let t = &doc.tokens[u];
        if matches!(t.rel, Rel::Acl | Rel::AclRelcl) && t.head.is_some_and(|h| group.contains(&h)) {
            let done = is_passive(doc, u) || t.rel == Rel::Acl && t.fine == "VBN";
            let subject = own_subject(doc, u);
            let relative = subject.is_none_or(|s| matches!(doc.tokens[s].norm.as_str(), "who" | "that" | "which"));
            return match role {
                Role::Object if done => Fit::Fits,
                Role::Subject if relative => Fit::Fits,
                Role::Object if t.fine != "VBN" && subject.is_some() && relative => Fit::Against,
                _ => Fit::Unsaid,
            };
        }
    }
    for _ in 0..4 {
        let t = &doc.tokens[head];
        match t.head {
            Some(h) if t.rel == Rel::Conj && h < head && nominal(doc.tokens[h].tag) => head = h,
            _ => break,
        }
    }
    let t = &doc.tokens[head];
    if let Some(v) = t.head {
        match t.rel {
            Rel::Nsubj | Rel::NsubjPass => {
                if let Some(u) = sharing(doc, v).into_iter().find(|u| trigger.contains(u)) {
                    let done = is_passive(doc, u) || u == v && t.rel == Rel::NsubjPass;
                    return match role {
                        Role::Subject => Fit::Fits,
                        _ if done || doc.tokens[u].fine == "VBN" => Fit::Fits,
                        _ if doc.children(u).any(|c| doc.tokens[c].rel == Rel::Obj) => Fit::Doer,
                        _ => Fit::Against,
                    };
                }
            }
            Rel::Obj if trigger.contains(&v) => {
                return match role {
                    Role::Object => Fit::Fits,
                    _ if trigger.len() == 1 => Fit::Against,
                    _ => Fit::Unsaid,
                };
            }
            Rel::Obj if role == Role::Object && doc.tokens[v].tag == Tag::Verb => {
                let own = |u: usize| {
                    let done = doc.children(u).find(|c| doc.tokens[*c].rel == Rel::Obj);
                    !is_passive(doc, u) && done.is_some_and(|c| c > u && !under(doc, group, c))
                };
                if trigger.clone().any(|u| doc.tokens[u].tag == Tag::Verb && own(u)) {
                    return Fit::Another;
                }
            }
            _ => {}
        }
    }
    // the deed has somebody else for this role
    for u in trigger.clone().filter(|u| doc.tokens[*u].tag == Tag::Verb) {
        let done = is_passive(doc, u);
        let mut taken = doc.children(u).filter(|c| match doc.tokens[*c].rel {
            Rel::Obj => role == Role::Object && !done,
            Rel::Nsubj => role == Role::Subject,
            Rel::NsubjPass => true,
            _ => false,
        });
        if taken.any(|c| {
            let t = &doc.tokens[c];
            let vague =
                matches!(t.norm.as_str(), "who" | "that" | "which" | "it" | "there" | "whom" | "number" | "all");
            !vague
                && !trigger.contains(&c)
                && !under(doc, group, c)
                && matches!(t.tag, Tag::Noun | Tag::Propn | Tag::Num)
        }) {
            return Fit::Against;
        }
    }
    Fit::Unsaid
}
