//! Our tokens in the pieces that the network knows, and its tree over the pieces as a tree over our tokens.
//!
//! Our tokens keep what a rule must see whole ("al-Qasr", "military-style"); the network learnt with hyphens and slashes apart.

use super::universal::Turned;
use crate::{Rel, Tag};

/// The pieces of a token, in order, as ranges of its bytes.
pub(super) fn split(word: &str, mut piece: impl FnMut(usize, usize)) {
    let mut from = 0;
    let mut chars = word.char_indices().peekable();
    let mut before: Option<char> = None;
    while let Some((i, c)) = chars.next() {
        let after = chars.peek().map(|x| x.1);
        let (b, a) = (before.unwrap_or(' '), after.unwrap_or(' '));
        let apart = match c {
            '-' | '–' | '—' | '~' | '\u{2010}' | '\u{2011}' => {
                (b.is_alphabetic() && a.is_alphabetic()) || (b.is_ascii_digit() && a.is_ascii_digit())
            }
            '/' | ':' | '=' | '<' | '>' => b.is_alphanumeric() && a.is_alphabetic(),
            '$' | '£' | '€' | '¥' => i == 0 && a.is_ascii_digit(),
            _ => false,
        };
        if apart {
            if from < i {
                piece(from, i);
            }
            from = i + c.len_utf8();
            piece(i, from);
        }
        before = Some(c);
    }
    if from < word.len() {
        piece(from, word.len());
    }
}

/// A token put together again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole {
    pub(super) tag: Tag,
    pub(super) fine: &'static str,
    pub(super) head: Option<usize>,
    pub(super) rel: Rel,
}

/// Puts tokens together from their pieces. `owner` names the token of each piece, `tokens` is their number.
pub(super) fn join(turned: &[Turned], fine: &[&'static str], owner: &[usize], tokens: usize) -> Vec<Whole> {
    let mut first = vec![0; tokens + 1];
    for &o in owner {
        first[o + 1] += 1;
    }
    for k in 0..tokens {
        first[k + 1] += first[k];
    }
    let mut out: Vec<Whole> = (0..tokens)
        .map(|t| {
            let range = first[t]..first[t + 1];
            // The piece whose head lies outside stands for the token; marks only where there is no other.
            let outside = |&k: &usize| turned[k].head.is_none_or(|h| owner[h] != t);
            let top = range
                .clone()
                .filter(outside)
                .min_by_key(|&k| (turned[k].tag == Tag::Punct, turned[k].head.is_some()))
                .or_else(|| range.clone().next_back());
            let Some(k) = top else { return Whole { tag: Tag::X, fine: "XX", head: None, rel: Rel::Dep } };
            let x = turned[k];
            let (mut tag, mut fine) = (x.tag, fine[k]);
            if range.len() > 1 {
                if range.clone().all(|k| matches!(turned[k].tag, Tag::Num | Tag::Sym | Tag::Punct)) {
                    (tag, fine) = (Tag::Num, "CD");
                } else if matches!(x.rel, Rel::Amod | Rel::Compound)
                    && matches!(tag, Tag::Verb | Tag::Noun | Tag::Adv | Tag::Adj)
                {
                    (tag, fine) = (Tag::Adj, "JJ");
                }
            }
            let rel = if tag == Tag::Adj && x.rel == Rel::Compound { Rel::Amod } else { x.rel };
            Whole { tag, fine, head: x.head.map(|h| owner[h]), rel }
        })
        .collect();
    one_tree(&mut out);
    out
}

/// Joining pieces, or turning an odd tree, can leave a circle or a second root: every word must end at the one root.
fn one_tree(words: &mut [Whole]) {
    let n = words.len();
    let root = words.iter().position(|w| w.head.is_none());
    let root = root.unwrap_or_else(|| {
        let k = words.iter().position(|w| w.tag == Tag::Verb).unwrap_or(0);
        if let Some(w) = words.get_mut(k) {
            w.head = None;
        }
        k
    });
    // 0: not looked at, 1: on the present way, 2: ends at the root
    let mut seen = vec![0u8; n];
    if let Some(s) = seen.get_mut(root) {
        *s = 2;
        words[root].rel = Rel::Root;
    }
    let mut way = Vec::new();
    for k in 0..n {
        way.clear();
        let mut at = k;
        while seen[at] == 0 {
            seen[at] = 1;
            way.push(at);
            match words[at].head {
                Some(h) if h < n && seen[h] != 1 && h != at => at = h,
                _ => {
                    words[at].head = Some(root);
                    if words[at].rel == Rel::Root {
                        words[at].rel = Rel::Parataxis;
                    }
                    break;
                }
            }
        }
        for &w in &way {
            seen[w] = 2;
        }
    }
    for w in words.iter_mut() {
        if w.head.is_some() && w.rel == Rel::Root {
            w.rel = Rel::Parataxis;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_word() {
        let pieces = |w: &str| {
            let mut out = Vec::new();
            split(w, |a, b| out.push(w[a..b].to_owned()));
            out
        };
        assert_eq!(pieces("al-Qasr"), ["al", "-", "Qasr"]);
        assert_eq!(pieces("9-year-old"), ["9-year", "-", "old"]);
        assert_eq!(pieces("10-15"), ["10", "-", "15"]);
        assert_eq!(pieces("$50"), ["$", "50"]);
        assert_eq!(pieces("-"), ["-"]);
        assert_eq!(pieces("U.S.-led"), ["U.S.-led"]);
        assert_eq!(pieces("and/or"), ["and", "/", "or"]);
        assert_eq!(pieces("a-"), ["a-"]);
    }

    #[test]
    fn circles_are_cut() {
        let w = |head, rel| Whole { tag: Tag::Noun, fine: "NN", head, rel };
        let mut words = [
            w(Some(1), Rel::Nmod),
            w(Some(0), Rel::Nmod),
            w(None, Rel::Root),
            w(None, Rel::Root),
            w(Some(4), Rel::Dep),
        ];
        one_tree(&mut words);
        for k in 0..words.len() {
            let (mut at, mut steps) = (k, 0);
            while let Some(h) = words[at].head {
                at = h;
                steps += 1;
                assert!(steps < 9);
            }
            assert_eq!(at, 2);
        }
        assert_eq!(words.iter().filter(|w| w.rel == Rel::Root).count(), 1);
    }
}
