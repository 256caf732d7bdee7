//! Noun phrases to the left and right of a token, and what may be skipped beside them.

use text::Tag;

use super::view::View;
use super::words::{DET, POSS, PRON, WEEKDAYS, one_of};

impl<'a> View<'a> {
    /// Start of the noun phrase that ends with token `e`, not before `lo`; `None` where there is none.
    pub(crate) fn np_left(&self, e: usize, lo: usize) -> Option<usize> {
        self.np_left_depth(e, lo, 0)
    }

    pub(super) fn np_left_depth(&self, e: usize, lo: usize, depth: u8) -> Option<usize> {
        let mut start: Option<usize> = None;
        let mut closed = false; // a determiner was taken: only "of" or a conjunction may lead further left
        let mut i = e;
        let mut steps = 0;
        loop {
            steps += 1;
            if steps > 40 {
                break;
            }
            let w = self.norm(i);
            let prev_ok = i > lo;
            let tag = self.tag(i);
            if closed
                && !(tag == Tag::Adp
                    || tag == Tag::Cconj
                    || tag == Tag::Part
                    || matches!(w, "all" | "both" | "of" | "one"))
            {
                break;
            }
            match tag {
                Tag::Pron if one_of(w, POSS) && start.is_some() => {
                    start = Some(i);
                    closed = true;
                }
                Tag::Pron | Tag::Sconj if one_of(w, PRON) || one_of(w, POSS) || w == "that" || tag == Tag::Pron => {
                    if start.is_none() && i == e {
                        return Some(i);
                    }
                    break;
                }
                Tag::Det => {
                    if start.is_none() && i != e {
                        break;
                    }
                    start = Some(i);
                    closed = true;
                }
                Tag::Noun | Tag::Propn | Tag::Num | Tag::Sym => {
                    if self.is_time(i) && start.is_some() && !matches!(self.norm(i + 1), "'s" | "'") {
                        break;
                    }
                    start = Some(i);
                }
                Tag::Adj | Tag::X => start = Some(i),
                Tag::Part if matches!(w, "'s" | "'") && prev_ok => {
                    closed = false;
                    if start.is_none() {
                        break;
                    }
                }
                Tag::Adv if start.is_some() && prev_ok && !self.is_time(i) && one_of(self.norm(i - 1), DET) => {}
                Tag::Verb
                    if start.is_some()
                        && (w.ends_with("ed") || w.ends_with("ing") || w.ends_with("en") || w.contains('-')) =>
                {
                    // a participle inside the phrase ("the elected mayor"), not the verb of a clause
                    let p = if prev_ok { self.norm(i - 1) } else { "" };
                    if w.contains('-') || one_of(p, DET) || one_of(p, POSS) || matches!(p, "-" | "'s") || (i == lo) {
                        start = Some(i);
                    } else {
                        break;
                    }
                }
                Tag::Adp if start.is_some() && prev_ok && self.nominal(i - 1) => {
                    let inner = match w {
                        "of" | "for" => true,
                        "in" | "at" | "from" | "with" | "on" | "near" | "to" | "behind" | "under" | "across"
                        | "inside" | "outside" => !self.is_time(i - 1) && !one_of(self.norm(i + 1), WEEKDAYS),
                        _ => false,
                    };
                    if !inner {
                        break;
                    }
                    closed = false;
                    i -= 1;
                    continue;
                }
                Tag::Cconj
                    if matches!(w, "and" | "or" | "&")
                        && start.is_some()
                        && prev_ok
                        && depth == 0
                        && self.nominal(i - 1) =>
                {
                    match self.np_left_depth(i - 1, lo, 1) {
                        Some(s) if s == lo || self.opens_clause(s - 1) => start = Some(s),
                        Some(_) if w == "&" => {
                            i -= 1;
                            continue;
                        }
                        _ => {}
                    }
                    break;
                }
                Tag::Punct => match w {
                    ")" if i > lo + 1 => match (lo..i).rev().take(9).find(|&k| self.norm(k) == "(") {
                        Some(k) if k > lo => {
                            if start.is_none() {
                                start = Some(k);
                            }
                            i = k - 1;
                            continue;
                        }
                        _ => break,
                    },
                    "-" | "/" | "'" | "." if start.is_some() && prev_ok && !self.doc.tokens[i].spaced => {}
                    _ => break,
                },
                _ => break,
            }
            if i <= lo {
                break;
            }
            i -= 1;
        }
        let s = start?;
        let alone = s == e && !matches!(self.norm(s), "the" | "a" | "an" | "every" | "no");
        (s..=e)
            .any(|k| {
                self.nominal(k)
                    || matches!(self.tag(k), Tag::Pron | Tag::Adj | Tag::X)
                    || (alone && self.tag(k) == Tag::Det)
            })
            .then_some(s)
    }

    /// Does the token close what stands before a clause (comma, conjunction, "that")?
    pub(super) fn opens_clause(&self, i: usize) -> bool {
        one_of(
            self.norm(i),
            ", ; : — – - ( that while but and as when because after what where if which whereas although",
        ) || self.is_quote(i)
    }

    /// End (exclusive) of the noun phrase that starts at `b`; `b` itself where there is none. With `appos`, an apposition after a
    /// comma belongs to it.
    pub(crate) fn np_right(&self, b: usize, hi: usize, appos: bool) -> usize {
        let mut i = b;
        let mut end = b;
        let mut head = false;
        while i < hi && i < b + 45 {
            let w = self.norm(i);
            match self.tag(i) {
                Tag::Det
                    if !head
                        && (i == b || !one_of(self.norm(i - 1), DET) || matches!(self.norm(i - 1), "all" | "both")) => {
                }
                Tag::Det if i == b => {}
                Tag::Pron if one_of(w, POSS) && !head => {}
                Tag::Pron if i == b && w != "who" && w != "which" => return i + 1,
                Tag::Noun | Tag::Propn | Tag::Sym | Tag::X => {
                    if head && self.is_time(i) {
                        break;
                    }
                    head = true;
                    end = i + 1;
                }
                Tag::Num => {
                    if head && i > b && !self.nominal(i - 1) {
                        break;
                    }
                    end = i + 1;
                    head = true;
                }
                Tag::Adj => {
                    if head
                        && !matches!(self.norm(i - 1), "-" | "/" | "'s" | "'" | "and")
                        && self.tag(i + 1) != Tag::Noun
                        && self.tag(i + 1) != Tag::Propn
                    {
                        break;
                    }
                    if !head {
                        end = i + 1;
                    }
                }
                Tag::Adv if !head && !self.is_time(i) => {}
                Tag::Verb if !head && i > b || w.contains('-') => {}
                Tag::Part if matches!(w, "'s" | "'") && head => {}
                Tag::Adp if head && one_of(w, "of for in at from with near on to under behind") => {
                    if self.is_time(i + 1) || matches!(self.norm(i + 1), "a" | "an") && w != "of" && w != "for" {
                        break;
                    }
                    let e = self.np_right(i + 1, hi, false);
                    if e <= i + 1 {
                        break;
                    }
                    end = e;
                    i = e;
                    continue;
                }
                Tag::Cconj if head && matches!(w, "and" | "&") => {
                    let e = self.np_right(i + 1, hi, false);
                    // "X and Y", not "X and did Z"
                    if e <= i + 1 || matches!(self.tag(e), Tag::Verb | Tag::Aux) {
                        break;
                    }
                    end = e;
                    i = e;
                    continue;
                }
                Tag::Punct => match w {
                    "(" if head => match (i..hi.min(i + 9)).find(|&k| self.norm(k) == ")") {
                        Some(k) => {
                            end = k + 1;
                            i = k + 1;
                            continue;
                        }
                        None => break,
                    },
                    "-" | "/" | "'" if head && !self.doc.tokens[i].spaced => {}
                    "\"" | "“" | "«" if !head => {}
                    "," if appos && head => {
                        let next = self.tag(i + 1);
                        let opens = matches!(next, Tag::Det | Tag::Noun | Tag::Propn | Tag::Adj | Tag::Num)
                            || matches!(self.norm(i + 1), "who" | "whose");
                        let stop = (i + 1..hi)
                            .find(|&k| matches!(self.norm(k), "," | ";" | "." | "—" | "–") || self.is_quote(k))
                            .unwrap_or(hi);
                        let verb = (i + 1..stop).any(|k| matches!(self.tag(k), Tag::Verb | Tag::Aux))
                            && !matches!(self.norm(i + 1), "who" | "whose");
                        if opens && !verb && stop > i + 1 && stop - i < 25 {
                            end = stop;
                        }
                        break;
                    }
                    _ => break,
                },
                _ => break,
            }
            i += 1;
        }
        end.max(b)
    }

    /// Skips times and prepositional phrases that belong to the cue ("on Monday", "in a statement").
    pub(super) fn skip_adjuncts(&self, from: usize, hi: usize) -> usize {
        let mut i = from;
        for _ in 0..12 {
            if i >= hi {
                break;
            }
            let w = self.norm(i);
            if self.is_time(i)
                || (self.tag(i) == Tag::Adv
                    && !one_of(w, "there how why when about around nearly almost only at more not"))
            {
                i += 1;
                continue;
            }
            if matches!(w, "this" | "next" | "that") && self.is_time(i + 1) {
                i += 2;
                continue;
            }
            if self.tag(i) == Tag::Num && i > from && (self.is_time(i - 1) || self.is_time(i + 1)) {
                i += 1;
                continue;
            }
            if one_of(w, "in on at during by from after before via through with without following for over to of under")
            {
                if self.norm(i + 1) == "least" || self.norm(i + 1) == "all" {
                    break;
                }
                let e = self.np_right(i + 1, hi, false);
                if e > i + 1 {
                    // "in Kobani power was out": the phrase would swallow the subject of the content
                    if matches!(self.tag(e), Tag::Verb | Tag::Aux) && !self.norm(e).ends_with("ed") && !self.is_time(e)
                    {
                        break;
                    }
                    i = e;
                    continue;
                }
            }
            // "in a statement carried by ..."
            if i > from
                && (w.ends_with("ed") || matches!(w, "broadcast" | "seen" | "run"))
                && matches!(self.norm(i + 1), "by" | "on" | "in" | "to")
            {
                i += 1;
                continue;
            }
            break;
        }
        i
    }
}
