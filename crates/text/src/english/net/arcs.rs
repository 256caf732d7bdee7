//! The transition parser of the network: arc-eager with repair (Nivre 2003; Honnibal and Johnson 2015, "An improved non-monotonic
//! transition system"), relations lifted to keep arcs from crossing put back afterwards (Nivre and Nilsson 2005).
//!
//! A stack and a buffer. SHIFT moves the buffer's front to the stack; RIGHT also makes it depend on the stack's top; LEFT makes the top
//! depend on the buffer's front, taking it from an earlier head if it has one, and pops it; REDUCE pops a top that has a head and hands
//! one that has none back to the buffer. The network scores all moves from eight places of the state.

use super::weights::{HIDDEN, PLACE, PLACES, Row, WIDTH, Weights};

const NONE: usize = usize::MAX;

/// Words that are looked at for the place of a lifted relation: what is meant is near, and a hostile sentence must not cost the cube of
/// its length.
const LOOKED_AT: usize = 64;

/// What a move does, with the number of its relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Shift,
    Reduce,
    Left(u8),
    Right(u8),
    /// Begins a new sentence: never made, sentences are given.
    Break,
}

/// The moves by number, and the relations they name.
#[derive(Debug)]
pub(super) struct Moves {
    moves: Vec<Move>,
    /// A relation, and for one that was lifted the relation of the word it belongs under.
    pub(super) relations: Vec<(String, Option<String>)>,
}

impl Moves {
    /// From the names in the file; `None` where one is not known.
    pub(super) fn of(names: &[String]) -> Option<Self> {
        let mut relations: Vec<(String, Option<String>)> = Vec::new();
        let mut number = |label: &str| {
            let (own, above) = match label.split_once("||") {
                Some((o, a)) => (o.to_owned(), Some(a.to_owned())),
                None => (label.to_owned(), None),
            };
            let k = relations.iter().position(|r| r.0 == own && r.1 == above).unwrap_or_else(|| {
                relations.push((own, above));
                relations.len() - 1
            });
            u8::try_from(k).ok()
        };
        let moves = names
            .iter()
            .map(|n| match n.split_once('-') {
                None if n == "S" => Some(Move::Shift),
                None if n == "D" => Some(Move::Reduce),
                Some(("L", r)) => number(r).map(Move::Left),
                Some(("R", r)) => number(r).map(Move::Right),
                Some(("B", _)) => Some(Move::Break),
                _ => None,
            })
            .collect::<Option<_>>()?;
        Some(Self { moves, relations })
    }
}

/// The arcs of a sentence while it is parsed, and the rooms for the numbers.
#[derive(Debug, Default)]
pub(super) struct State {
    stack: Vec<usize>,
    /// Words handed back to the buffer, the front last.
    back: Vec<usize>,
    next: usize,
    n: usize,
    head: Vec<usize>,
    relation: Vec<u8>,
    /// Handed back once already: may not be shifted again without an arc.
    returned: Vec<bool>,
    /// The child that was added last on each side, and for each child the one added before it.
    last: [Vec<usize>; 2],
    older: Vec<usize>,
    rows: Vec<Row<WIDTH>>,
    narrow: Vec<f32>,
    hidden: Vec<Row<HIDDEN>>,
    places: Vec<f32>,
}

impl State {
    fn reset(&mut self, n: usize) {
        self.stack.clear();
        self.back.clear();
        self.next = 0;
        self.n = n;
        let [left, right] = &mut self.last;
        for v in [&mut self.head, &mut self.older, left, right] {
            v.clear();
            v.resize(n, NONE);
        }
        self.relation.clear();
        self.relation.resize(n, 0);
        self.returned.clear();
        self.returned.resize(n, false);
    }

    fn top(&self, k: usize) -> usize {
        self.stack.len().checked_sub(k + 1).map_or(NONE, |i| self.stack[i])
    }

    fn front(&self, k: usize) -> usize {
        if let Some(i) = self.back.len().checked_sub(k + 1) {
            return self.back[i];
        }
        let i = self.next + (k - self.back.len());
        if i < self.n { i } else { NONE }
    }

    fn waiting(&self) -> usize {
        self.back.len() + (self.n - self.next)
    }

    fn take_front(&mut self) -> usize {
        self.back.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }

    fn kid(&self, side: usize, of: usize) -> usize {
        self.last[side].get(of).copied().unwrap_or(NONE)
    }

    fn unlink(&mut self, child: usize) {
        let head = self.head[child];
        if head == NONE {
            return;
        }
        let side = usize::from(child > head);
        let mut k = self.last[side][head];
        if k == child {
            self.last[side][head] = self.older[child];
        } else {
            while k != NONE {
                if self.older[k] == child {
                    self.older[k] = self.older[child];
                    break;
                }
                k = self.older[k];
            }
        }
    }

    fn attach(&mut self, child: usize, head: usize, relation: u8) {
        self.unlink(child);
        let side = usize::from(child > head);
        self.older[child] = self.last[side][head];
        self.last[side][head] = child;
        self.head[child] = head;
        self.relation[child] = relation;
    }

    /// Which kinds of moves may be made: SHIFT, REDUCE, LEFT and RIGHT.
    fn legal(&self) -> [bool; 3] {
        let (deep, waiting) = (self.stack.len(), self.waiting());
        let shift = deep == 0 || (waiting >= 2 && !self.returned[self.front(0)]);
        // All words of the stretch are of one sentence: its last word on the stack must stay for the rest to hang on.
        let reduce = deep > 0 && (waiting == 0 || deep > 1);
        [shift && waiting > 0, reduce, deep > 0 && waiting > 0]
    }

    fn make(&mut self, m: Move) {
        match m {
            Move::Shift => {
                let w = self.take_front();
                self.stack.push(w);
            }
            Move::Reduce => {
                let Some(w) = self.stack.pop() else { return };
                if self.head[w] == NONE && !self.stack.is_empty() {
                    self.returned[w] = true;
                    self.back.push(w);
                }
            }
            Move::Left(r) => {
                let (front, Some(w)) = (self.front(0), self.stack.pop()) else { return };
                self.attach(w, front, r);
                self.returned[front] = false;
            }
            Move::Right(r) => {
                let w = self.take_front();
                if let Some(&h) = self.stack.last() {
                    self.attach(w, h, r);
                }
                self.stack.push(w);
            }
            Move::Break => {}
        }
    }

    /// Head of a word; `None` for the root.
    pub(super) fn head(&self, k: usize) -> Option<usize> {
        self.head.get(k).copied().filter(|&h| h != NONE)
    }

    /// Number of the relation to it.
    pub(super) fn relation(&self, k: usize) -> u8 {
        self.relation.get(k).copied().unwrap_or(0)
    }

    /// Parses a sentence, given its words' vectors.
    pub(super) fn parse(&mut self, w: &Weights, moves: &Moves, words: &[[f32; WIDTH]]) {
        let n = words.len();
        self.reset(n);
        self.rows.clear();
        self.rows.extend(words.iter().map(Row::of));
        self.narrow.clear();
        for _ in 0..n {
            self.narrow.extend_from_slice(&w.narrow_bias);
        }
        w.narrow.add(&self.rows, &mut self.narrow);
        self.hidden.clear();
        self.hidden.extend(self.narrow.as_chunks::<HIDDEN>().0.iter().map(Row::of));
        self.places.clear();
        self.places.resize(n * PLACES * PLACE, 0.0);
        w.places.add(&self.hidden, &mut self.places);

        let mut scores = vec![0.0f32; moves.moves.len()];
        // Every word is shifted at most twice and popped at most twice; the bound only guards against a broken file.
        for _ in 0..8 * n + 8 {
            if self.stack.is_empty() && self.waiting() == 0 {
                break;
            }
            let legal @ [shift, reduce, arc] = self.legal();
            if legal == [true, false, false] {
                self.make(Move::Shift);
                continue;
            }
            if legal == [false, true, false] {
                self.make(Move::Reduce);
                continue;
            }
            self.score(w, &mut scores);
            let mut best: Option<(f32, Move)> = None;
            for (&s, &m) in scores.iter().zip(&moves.moves) {
                let may = match m {
                    Move::Shift => shift,
                    Move::Reduce => reduce,
                    Move::Left(_) | Move::Right(_) => arc,
                    Move::Break => false,
                };
                if may && best.is_none_or(|b| s > b.0) {
                    best = Some((s, m));
                }
            }
            let Some((_, m)) = best else { break };
            self.make(m);
        }
    }

    fn score(&self, w: &Weights, scores: &mut [f32]) {
        let (b0, s0) = (self.front(0), self.top(0));
        let look = [b0, self.front(1), s0, self.top(1), self.top(2), self.kid(0, b0), self.kid(0, s0), self.kid(1, s0)];
        let mut sum = [0.0f32; PLACE];
        for (k, &word) in look.iter().enumerate() {
            let values = if word == NONE { &w.empty[k * PLACE..] } else { &self.places[(word * PLACES + k) * PLACE..] };
            for (s, v) in sum.iter_mut().zip(values) {
                *s += v;
            }
        }
        for (s, b) in sum.iter_mut().zip(&w.place_bias) {
            *s += b;
        }
        let (a, b) = sum.split_at(HIDDEN);
        let mut most = [0.0f32; HIDDEN];
        for (m, (a, b)) in most.iter_mut().zip(a.iter().zip(b)) {
            *m = if a > b { *a } else { *b };
        }
        scores.copy_from_slice(&w.score_bias);
        w.score.add(&[Row::of(&most)], scores);
    }

    /// Puts relations that were lifted back under the word they belong to: the first word below the present head, level by level and
    /// from left to right, that has the relation named.
    pub(super) fn lower(&mut self, moves: &Moves) {
        for k in 0..self.n {
            let Some((own, Some(above))) = moves.relations.get(usize::from(self.relation[k])) else { continue };
            let head = self.head[k];
            if head == NONE {
                continue;
            }
            let is_above = |r: u8| moves.relations.get(usize::from(r)).is_some_and(|x| x.0 == *above && x.1.is_none());
            let mut level = vec![head];
            let mut seen = 0;
            'search: while !level.is_empty() && seen <= LOOKED_AT {
                let mut next = Vec::new();
                for &q in &level {
                    if seen > LOOKED_AT {
                        break 'search;
                    }
                    for c in (0..self.n).filter(|&c| self.head[c] == q && c != k) {
                        seen += 1;
                        if is_above(self.relation[c]) {
                            self.head[k] = c;
                            break 'search;
                        }
                        next.push(c);
                    }
                }
                level = next;
            }
            if let Some(plain) = moves.relations.iter().position(|r| r.0 == *own && r.1.is_none()) {
                self.relation[k] = plain as u8;
            }
        }
    }
}
