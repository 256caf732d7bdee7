//! What the parse of a sentence says about a reporting verb: its subject, and where its complement ends.
//!
//! Key decision: the parse refines what the order of words suggests and never replaces it: where a sentence has no parse, or the parse
//! says nothing about a verb, the answer is `None` and the shape of the sentence decides alone.

use std::ops::Range;

use text::{Doc, Rel};

/// The smallest ranges that hold each token of a sentence with all that hangs on it.
pub(super) struct Tree<'a> {
    doc: &'a Doc,
    range: Range<usize>,
    yields: Vec<(usize, usize)>,
}

impl<'a> Tree<'a> {
    /// `range` is one sentence, short enough to be looked at token by token.
    pub(super) fn new(doc: &'a Doc, range: Range<usize>) -> Self {
        let mut yields: Vec<(usize, usize)> = range.clone().map(|i| (i, i + 1)).collect();
        let base = range.start;
        for i in range.clone() {
            // upwards until an ancestor's range holds the token already
            let mut k = i;
            let mut steps = 0;
            while let Some(h) = doc.tokens[k].head.filter(|h| range.contains(h)) {
                let y = &mut yields[h - base];
                if y.0 <= i && i < y.1 {
                    break;
                }
                *y = (y.0.min(i), y.1.max(i + 1));
                k = h;
                steps += 1;
                if steps > 400 {
                    break;
                }
            }
        }
        Self { doc, range, yields }
    }

    /// Everything below a token, itself included, as one range.
    pub(super) fn span(&self, i: usize) -> Range<usize> {
        i.checked_sub(self.range.start).and_then(|k| self.yields.get(k)).map_or(i..i, |y| y.0..y.1)
    }

    pub(super) fn rel(&self, i: usize) -> Rel {
        self.doc.tokens.get(i).map_or(Rel::Dep, |t| t.rel)
    }

    pub(super) fn head(&self, i: usize) -> Option<usize> {
        self.doc.tokens.get(i)?.head.filter(|h| self.range.contains(h))
    }

    /// Direct dependents in order.
    pub(super) fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        self.range.clone().filter(move |&j| self.doc.tokens[j].head == Some(i) && j != i)
    }

    /// The head word of the subject of a verb, not looked for elsewhere.
    pub(super) fn own_subject(&self, v: usize) -> Option<usize> {
        self.children(v).find(|&j| matches!(self.rel(j), Rel::Nsubj | Rel::NsubjPass))
    }

    /// The head word of who does `v`: its own subject, or the one it shares with the verb it hangs on.
    pub(super) fn subject(&self, v: usize) -> Option<usize> {
        let mut k = v;
        for _ in 0..6 {
            if let Some(s) = self.own_subject(k) {
                return Some(s);
            }
            let rel = self.rel(k);
            let h = self.head(k)?;
            match rel {
                Rel::Conj | Rel::Advcl | Rel::Parataxis => k = h,
                Rel::Xcomp => {
                    // "urged them to say": the one who is urged
                    if let Some(o) = self.children(h).find(|&j| matches!(self.rel(j), Rel::Obj | Rel::Iobj)) {
                        return Some(o);
                    }
                    k = h;
                }
                Rel::Acl => return Some(h),
                _ => return None,
            }
        }
        None
    }

    /// Where the complement of verb `v` that opens at `begin` ends; `None` where the parse does not tie what stands there to the verb.
    pub(super) fn complement_end(&self, v: usize, begin: usize, time: impl Fn(usize) -> bool) -> Option<usize> {
        let mut end: Option<usize> = None;
        for j in self.children(v).filter(|&j| j > v) {
            let s = self.span(j);
            if s.end <= begin {
                continue;
            }
            let rel = self.rel(j);
            let first = s.start.max(begin);
            let comma = first > begin && self.doc.tokens[first - 1].norm == ",";
            let opener = self.doc.tokens[first].norm.as_str();
            let stop = match rel {
                Rel::Punct => continue,
                Rel::Cc | Rel::Conj | Rel::Parataxis | Rel::Discourse => end.is_some(),
                Rel::Advcl => {
                    end.is_some()
                        && (comma
                            || matches!(
                                opener,
                                "after"
                                    | "before"
                                    | "while"
                                    | "when"
                                    | "as"
                                    | "though"
                                    | "although"
                                    | "since"
                                    | "once"
                                    | "until"
                            ))
                }
                Rel::Obl | Rel::Advmod | Rel::Nmod => {
                    end.is_some()
                        && (comma
                            || time(j)
                            || time(first)
                            || matches!(
                                opener,
                                "during" | "after" | "before" | "since" | "until" | "amid" | "following"
                            ))
                }
                _ => end.is_some() && comma && matches!(rel, Rel::Dep | Rel::Acl | Rel::AclRelcl),
            };
            if stop {
                break;
            }
            end = Some(end.unwrap_or(begin).max(s.end));
        }
        end.filter(|e| *e > begin)
    }

    /// Is `i` at or below `top`?
    pub(super) fn below(&self, i: usize, top: usize) -> bool {
        let mut k = i;
        for _ in 0..400 {
            if k == top {
                return true;
            }
            match self.head(k) {
                Some(h) => k = h,
                None => return false,
            }
        }
        false
    }

    /// A participle that stands for a clause without a subject ("asked about the bridge, he ..."; "a town known as ...").
    pub(super) fn reduced(&self, v: usize, past_too: bool) -> bool {
        (self.doc.tokens[v].fine == "VBN" || (past_too && self.doc.tokens[v].fine == "VBD"))
            && matches!(self.rel(v), Rel::Advcl | Rel::Acl)
            && !self
                .children(v)
                .any(|j| matches!(self.rel(j), Rel::Aux | Rel::AuxPass | Rel::Nsubj | Rel::NsubjPass | Rel::Cop))
    }
}
