//! The parser: greedy arc-hybrid transitions (Kuhlmann et al. 2011), trained with a dynamic oracle (Goldberg and Nivre 2013), labels
//! decided together with the transition.
//!
//! A stack and a buffer of words, an artificial root at the buffer's end. SHIFT moves the buffer's front N0 to the stack; LEFT-rel
//! makes the stack's top S0 a dependent of N0; RIGHT-rel makes S0 a dependent of the word below it, S1. Every sentence gets exactly
//! one root, and the arcs are always a tree: each word but the root has one head, and a word leaves the stack only when it gets it.
//!
//! Features ([`features`]): forms, dictionary forms and classes of S2, S1, S0, N0, N1, N2, alone and in the usual pairs and triples
//! (Zhang and Nivre 2011); class, form and relation of the outermost two children on each side of S0, S1 and the left of N0; sets of relations
//! among those children; how many there are; distance from S1 to S0 and S0 to N0; commas, conjunctions and quotes between them;
//! suffixes for rare words.

use super::{
    weights::Weights,
    words::{Words, hash, mix},
};
use crate::{Rel, Tag};

const RELS: usize = Rel::ALL.len();
/// SHIFT, then LEFT with each relation, then RIGHT with each.
pub const CLASSES: usize = 1 + 2 * RELS;

/// Names of the classes, for the model file.
pub fn class_names() -> Vec<String> {
    let mut out = vec!["SHIFT".to_owned()];
    out.extend(Rel::ALL.iter().map(|r| format!("LEFT-{}", r.as_str())));
    out.extend(Rel::ALL.iter().map(|r| format!("RIGHT-{}", r.as_str())));
    out
}

/// What the parser sees of a sentence.
#[derive(Clone, Debug, Default)]
pub struct Input {
    form: Vec<u64>,
    lemma: Vec<u64>,
    suffix: Vec<u64>,
    /// Tagger class plus one; 0 is "none", 255 the root.
    class: Vec<u64>,
    tag: Vec<Option<Tag>>,
    /// 1 comma, 2 conjunction, 4 quote, 8 bracket or dash, 16 verb; what may stand between two words.
    mark: Vec<u8>,
}

impl Input {
    /// Adds word `k` of a sentence.
    pub fn push(&mut self, words: &Words, k: usize, class: u8, tag: Tag, lemma: &str) {
        self.form.push(words.form.get(k).copied().unwrap_or(0));
        self.suffix.push(words.suffix.get(k).map_or(0, |s| s[2]));
        self.lemma.push(hash(lemma));
        self.class.push(u64::from(class) + 1);
        self.tag.push(Some(tag));
        self.mark.push(match (tag, lemma) {
            (_, ",") => 1,
            (Tag::Cconj, _) => 2,
            (_, "\"" | "'" | "``" | "''") => 4,
            (_, "(" | ")" | "-" | "--" | ":" | ";") => 8,
            (Tag::Verb | Tag::Aux, _) => 16,
            _ => 0,
        });
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.form.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.form.is_empty()
    }
}

/// A transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Next word to the stack.
    Shift,
    /// Top of the stack under the next word.
    Left(Rel),
    /// Top of the stack under the word below it.
    Right(Rel),
}

impl Move {
    /// From a class number.
    pub fn of(class: u8) -> Move {
        let c = usize::from(class);
        match c {
            0 => Move::Shift,
            c if c <= RELS => Move::Left(Rel::ALL[c - 1]),
            c => Move::Right(Rel::ALL.get(c - 1 - RELS).copied().unwrap_or(Rel::Dep)),
        }
    }

    /// To a class number.
    pub fn class(self) -> u8 {
        match self {
            Move::Shift => 0,
            Move::Left(r) => 1 + r as u8,
            Move::Right(r) => 1 + RELS as u8 + r as u8,
        }
    }
}

/// Words, children and heads so far. `n` is the root's number.
#[derive(Clone, Debug, Default)]
pub struct State {
    stack: Vec<usize>,
    next: usize,
    n: usize,
    head: Vec<usize>,
    rel: Vec<Rel>,
    /// Outermost and second children on the left and right; `NONE` where there is none.
    left: Vec<[usize; 2]>,
    right: Vec<[usize; 2]>,
    left_n: Vec<u8>,
    right_n: Vec<u8>,
    left_set: Vec<u64>,
    right_set: Vec<u64>,
}

/// The state of a parse, kept between sentences to spare allocations.
pub type Scratch = State;

const NONE: usize = usize::MAX;

impl State {
    /// Back to the beginning, for a sentence of `n` words.
    pub fn reset(&mut self, n: usize) {
        self.stack.clear();
        self.next = 0;
        self.n = n;
        let m = n + 1;
        fill(&mut self.head, m, NONE);
        fill(&mut self.rel, m, Rel::Dep);
        fill(&mut self.left, m, [NONE; 2]);
        fill(&mut self.right, m, [NONE; 2]);
        fill(&mut self.left_n, m, 0);
        fill(&mut self.right_n, m, 0);
        fill(&mut self.left_set, m, 0);
        fill(&mut self.right_set, m, 0);
    }

    /// True when every word has its head.
    pub fn done(&self) -> bool {
        self.next >= self.n && self.stack.is_empty()
    }

    /// The stack, bottom first.
    pub fn stack(&self) -> &[usize] {
        &self.stack
    }

    /// The buffer's front; the number of words is the root.
    pub fn next(&self) -> usize {
        self.next
    }

    /// Which moves may be made: SHIFT, LEFT to a word, LEFT to the root, RIGHT.
    pub fn legal(&self) -> [bool; 4] {
        let (some, two, words) = (!self.stack.is_empty(), self.stack.len() > 1, self.next < self.n);
        [words, some && words, self.stack.len() == 1 && !words, two]
    }

    /// True where this move may be made.
    pub fn allows(&self, m: Move) -> bool {
        let [shift, left, root, right] = self.legal();
        match m {
            Move::Shift => shift,
            Move::Left(Rel::Root) => root,
            Move::Left(_) => left,
            Move::Right(r) => right && r != Rel::Root,
        }
    }

    /// Makes a move that [`Self::allows`] holds for.
    pub fn make(&mut self, m: Move) {
        match m {
            Move::Shift => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Move::Left(r) => {
                if let Some(d) = self.stack.pop() {
                    self.attach(d, self.next, r);
                }
            }
            Move::Right(r) => {
                if let (Some(d), Some(&h)) = (self.stack.pop(), self.stack.last()) {
                    self.attach(d, h, r);
                }
            }
        }
    }

    fn attach(&mut self, d: usize, h: usize, r: Rel) {
        self.head[d] = h;
        self.rel[d] = r;
        let bit = 1u64 << (r as u64 % 64);
        if d < h {
            self.left[h] = [d, self.left[h][0]];
            self.left_n[h] = self.left_n[h].saturating_add(1);
            self.left_set[h] |= bit;
        } else {
            self.right[h] = [d, self.right[h][0]];
            self.right_n[h] = self.right_n[h].saturating_add(1);
            self.right_set[h] |= bit;
        }
    }

    /// Head (`None`: the root) and relation of a word after the parse.
    pub fn arc(&self, k: usize) -> (Option<usize>, Rel) {
        let h = self.head.get(k).copied().unwrap_or(NONE);
        let r = self.rel.get(k).copied().unwrap_or(Rel::Dep);
        (Some(h).filter(|&h| h < self.n), r)
    }
}

fn fill<T: Clone>(v: &mut Vec<T>, n: usize, x: T) {
    v.clear();
    v.resize(n, x);
}

/// Distance in a few steps.
fn steps(a: usize, b: usize) -> u64 {
    if a == NONE || b == NONE {
        return 0;
    }
    match b.saturating_sub(a) {
        d @ 0..=4 => d as u64 + 1,
        5..=7 => 6,
        8..=14 => 7,
        _ => 8,
    }
}

/// Hands every feature of a state to `f`.
pub fn features(s: &State, x: &Input, mut f: impl FnMut(u64)) {
    let n = s.n;
    let form = |i: usize| x.form.get(i).copied().unwrap_or(if i == n { 7 } else { 0 });
    let lemma = |i: usize| x.lemma.get(i).copied().unwrap_or(if i == n { 7 } else { 0 });
    let class = |i: usize| x.class.get(i).copied().unwrap_or(if i == n { 255 } else { 0 });
    let tag = |i: usize| x.tag.get(i).copied().flatten().map_or(if i == n { 98 } else { 99 }, |t| t as u64);
    let rel = |i: usize| if i < n { s.rel[i] as u64 + 1 } else { 0 };
    let suffix = |i: usize| x.suffix.get(i).copied().unwrap_or(0);
    let at = |k: usize| s.stack.len().checked_sub(k + 1).map_or(NONE, |i| s.stack[i]);
    let kid = |v: &Vec<[usize; 2]>, i: usize, k: usize| if i <= n { v[i][k] } else { NONE };
    let num = |v: &Vec<u8>, i: usize| if i <= n { u64::from(v[i].min(4)) } else { 9 };
    let set = |v: &Vec<u64>, i: usize| if i <= n { v[i] } else { 1 << 63 };

    let (s0, s1, s2) = (at(0), at(1), at(2));
    let n0 = s.next;
    let (n1, n2) = (if n0 < n { n0 + 1 } else { NONE }, if n0 + 1 < n { n0 + 2 } else { NONE });
    let (s0w, s1w, n0w, n1w) = (form(s0), form(s1), form(n0), form(n1));
    let (s0m, s1m, n0m) = (lemma(s0), lemma(s1), lemma(n0));
    let (s0p, s1p, s2p, n0p, n1p, n2p) = (class(s0), class(s1), class(s2), class(n0), class(n1), class(n2));
    let (s0t, s1t, n0t, n1t) = (tag(s0), tag(s1), tag(n0), tag(n1));
    let (s0l, s0l2) = (kid(&s.left, s0, 0), kid(&s.left, s0, 1));
    let (s0r, s0r2) = (kid(&s.right, s0, 0), kid(&s.right, s0, 1));
    let (s1l, s1r, s1r2) = (kid(&s.left, s1, 0), kid(&s.right, s1, 0), kid(&s.right, s1, 1));
    let (n0l, n0l2) = (kid(&s.left, n0, 0), kid(&s.left, n0, 1));
    let (d0, d1) = (steps(s0, n0), steps(s1, s0));

    let mut t = 1000;
    let mut put = |a: u64, b: u64| {
        t += 1;
        f(mix(mix(t, a), b));
    };
    // words alone
    put(s0w, s0p);
    put(s0w, 0);
    put(s0p, 0);
    put(s1w, s1p);
    put(s1w, 0);
    put(s1p, 0);
    put(s2p, lemma(s2));
    put(s2p, 0);
    put(n0w, n0p);
    put(n0w, 0);
    put(n0p, 0);
    put(n1w, n1p);
    put(n1w, 0);
    put(n1p, 0);
    put(form(n2), 0);
    put(n2p, 0);
    put(s0m, s0t);
    put(s1m, s1t);
    put(n0m, n0t);
    // pairs
    put(mix(s0m, s0p), mix(n0m, n0p));
    put(mix(s0w, s0p), n0p);
    put(s0p, mix(n0w, n0p));
    put(s0m, n0m);
    put(s0w, n0p);
    put(s0p, n0w);
    put(s0p, n0p);
    put(n0p, n1p);
    put(n0w, n1p);
    put(n0p, n1w);
    put(n0w, n1w);
    put(s1m, s0m);
    put(s1w, s0p);
    put(s1p, s0w);
    put(s1p, s0p);
    put(s1p, n0p);
    put(s1m, n0p);
    put(s1p, n0w);
    put(s0w, n1p);
    put(s1w, n1p);
    // triples
    put(s0p, mix(n0p, n1p));
    put(s0w, mix(n0p, n1p));
    put(s0p, mix(n0w, n1p));
    put(n0p, mix(n1p, n2p));
    put(s1p, mix(s0p, n0p));
    put(s1m, mix(s0p, n0p));
    put(s1p, mix(s0m, n0p));
    put(s1p, mix(s0p, n0m));
    put(s1m, mix(s0m, n0p));
    put(s1m, mix(s0p, n0m));
    put(s1m, mix(s0m, n0m));
    put(s2p, mix(s1p, s0p));
    put(s2p, mix(s1p, mix(s0p, n0p)));
    put(s1p, mix(s0p, mix(n0p, n1p)));
    put(s0p, mix(n0p, mix(n1p, n2p)));
    put(s1t, mix(s0w, mix(n0t, n1t)));
    put(s1t, mix(s0t, mix(n0w, n1t)));
    // children
    put(s0p, mix(class(s0l), n0p));
    put(s0p, mix(class(s0r), n0p));
    put(s0p, mix(n0p, class(n0l)));
    put(s1p, mix(s0p, class(s0l)));
    put(s1p, mix(s0p, class(s0r)));
    put(s1p, mix(class(s1r), s0p));
    put(s1p, mix(class(s1l), s0p));
    put(s0p, mix(rel(s0l), rel(s0l2)));
    put(s0p, mix(rel(s0r), rel(s0r2)));
    put(s1p, mix(rel(s1r), rel(s1r2)));
    put(n0p, mix(rel(n0l), rel(n0l2)));
    put(s0m, mix(rel(s0l), s0p));
    put(s0m, mix(rel(s0r), n0t));
    put(s1m, mix(rel(s1r), s0p));
    put(form(s0l), s0p);
    put(form(s0r), s0p);
    put(form(s1l), s1p);
    put(lemma(s1r), s1p);
    put(form(n0l), n0p);
    put(form(s0l2), s0p);
    put(form(s0r2), s0p);
    put(form(s0l), mix(s0p, n0p));
    put(form(s0l), mix(s0p, s1p));
    put(form(s0l), mix(s1m, s0p));
    put(form(s0l), mix(s1m, s0m));
    put(form(n0l), mix(s0p, n0p));
    put(form(s1r), mix(s0w, s1t));
    put(class(s0r), mix(form(s0r), n0w));
    // sets of relations
    put(s0p, set(&s.left_set, s0));
    put(s0m, set(&s.left_set, s0));
    put(s0p, set(&s.right_set, s0));
    put(s0m, set(&s.right_set, s0));
    put(s1p, set(&s.right_set, s1));
    put(s1m, set(&s.right_set, s1));
    put(s1p, set(&s.left_set, s1));
    put(n0p, set(&s.left_set, n0));
    put(n0m, set(&s.left_set, n0));
    put(s1p, mix(set(&s.right_set, s1), s0p));
    put(s0p, mix(set(&s.left_set, s0), n0p));
    put(s0p, mix(set(&s.right_set, s0), n0p));
    put(s0t, mix(set(&s.left_set, s0), mix(set(&s.right_set, s0), n0t)));
    put(s1t, mix(set(&s.left_set, s1), mix(set(&s.right_set, s1), s0t)));
    // numbers of children
    put(s0w, num(&s.right_n, s0));
    put(s0p, num(&s.right_n, s0));
    put(s0w, num(&s.left_n, s0));
    put(s0p, num(&s.left_n, s0));
    put(s1p, num(&s.right_n, s1));
    put(s1p, num(&s.left_n, s1));
    put(n0w, num(&s.left_n, n0));
    put(n0p, num(&s.left_n, n0));
    // distances
    put(s0w, d0);
    put(s0p, d0);
    put(n0w, d0);
    put(n0p, d0);
    put(s0m, mix(n0m, d0));
    put(s0p, mix(n0p, d0));
    put(s1p, d1);
    put(s0p, d1);
    put(s1p, mix(s0p, d1));
    put(s1m, mix(s0p, d1));
    put(s1m, mix(s0m, d1));
    // what stands between
    let between = |a: usize, b: usize| -> u64 {
        if a == NONE || b == NONE {
            return 99;
        }
        let from = (a + 1).max(b.saturating_sub(30));
        x.mark.get(from..b.min(n)).map_or(0, |m| u64::from(m.iter().fold(0, |x, y| x | y)))
    };
    let (b0, b1) = (between(s0, n0), between(s1, s0));
    put(s0p, mix(b0, n0p));
    put(s1p, mix(b1, s0p));
    put(s0t, mix(b0, mix(n0t, d0)));
    put(s1t, mix(b1, mix(s0t, d1)));
    put(s1m, mix(b1, s0t));
    // endings
    put(suffix(s0), n0p);
    put(suffix(s0), s1p);
    put(suffix(s1), s0p);
    put(suffix(n0), s0p);
    put(s.stack.len().min(4) as u64, mix(s0t, n0t));
    put(s0t, mix(s1t, mix(n0t, n1t)));
}

/// Parses a sentence; the arcs are in `s` afterwards.
pub fn parse(weights: &Weights<'_>, x: &Input, s: &mut State) {
    s.reset(x.len());
    let mut scores = [0i32; CLASSES];
    let mut keys = Vec::with_capacity(160);
    while !s.done() {
        // Moves that need no thought.
        let [shift, left, root, right] = s.legal();
        if root && !right {
            s.make(Move::Left(Rel::Root));
            continue;
        }
        if shift && !left && !right {
            s.make(Move::Shift);
            continue;
        }
        scores.fill(0);
        keys.clear();
        features(s, x, |k| keys.push(k));
        weights.add_all(&keys, &mut scores);
        s.make(Move::of(pick(s, &scores)));
    }
}

/// The best move that may be made.
pub fn pick(s: &State, scores: &[i32]) -> u8 {
    let [shift, left, root, right] = s.legal();
    let mut best: Option<u8> = None;
    let mut consider = |c: u8| {
        let score = |c: u8| scores.get(usize::from(c)).copied().unwrap_or(i32::MIN);
        if best.is_none_or(|b| score(c) > score(b)) {
            best = Some(c);
        }
    };
    if shift {
        consider(0);
    }
    if root {
        consider(Move::Left(Rel::Root).class());
    }
    for &r in Rel::ALL.iter().filter(|&&r| r != Rel::Root) {
        if left {
            consider(Move::Left(r).class());
        }
        if right {
            consider(Move::Right(r).class());
        }
    }
    best.unwrap_or(0)
}
