//! The network's tree (Penn tags, ClearNLP relations) as Universal Dependencies, which is what every rule is written for.
//!
//! Key decision: the tree is turned, not learnt anew. The two schemes differ in a few systematic ways, and each is one step here:
//! prepositions head their noun there and mark it here; a form of "be" heads what it links there and hangs on it here; conjunctions
//! hang on the word before them there and on the word after them here; chains of conjuncts are flat here; sums of money are headed by
//! their sign. What is left is a table of names.

use super::Word;
use crate::{Rel, Tag};

/// A word in the tree of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turned {
    pub(crate) tag: Tag,
    pub(crate) head: Option<usize>,
    pub(crate) rel: Rel,
}

struct Tree<'a> {
    words: &'a [Word<'a>],
    forms: Vec<String>,
    head: Vec<Option<usize>>,
    /// The relation of the network while it stands, and the universal one once it is known.
    old: Vec<&'a str>,
    new: Vec<Option<Rel>>,
}

/// Turns a sentence. `forms` are the words as written.
pub(crate) fn turn<'a>(words: &'a [Word<'a>], forms: impl Iterator<Item = &'a str>) -> Vec<Turned> {
    let mut t = Tree {
        words,
        forms: forms.map(str::to_lowercase).collect(),
        head: words.iter().map(|w| w.head).collect(),
        old: words.iter().map(|w| w.relation).collect(),
        new: vec![None; words.len()],
    };
    t.money();
    t.prepositions();
    t.links();
    t.raised();
    t.conjuncts();
    t.names();
    t.helpers();
    t.marks();
    (0..words.len())
        .map(|k| {
            let rel = t.new[k].unwrap_or(Rel::Dep);
            Turned { tag: tag(words[k].tag, rel, &t.forms[k]), head: t.head[k], rel }
        })
        .collect()
}

fn is_verb(tag: &str) -> bool {
    tag.starts_with("VB") || tag == "MD"
}

fn is_nominal(tag: &str) -> bool {
    matches!(
        tag,
        "NN" | "NNS"
            | "NNP"
            | "NNPS"
            | "CD"
            | "PRP"
            | "PRP$"
            | "DT"
            | "WP"
            | "WDT"
            | "EX"
            | "$"
            | "SYM"
            | "ADD"
            | "FW"
            | "POS"
    )
}

impl Tree<'_> {
    fn len(&self) -> usize {
        self.words.len()
    }

    fn kids(&self, of: usize) -> Vec<usize> {
        (0..self.len()).filter(|&k| self.head[k] == Some(of)).collect()
    }

    fn tag(&self, k: usize) -> &str {
        self.words[k].tag
    }

    /// `a` takes the place of `b` in the tree; `b` becomes a dependent of it.
    fn swap(&mut self, a: usize, b: usize, becomes: Rel) {
        self.head[a] = self.head[b];
        self.old[a] = self.old[b];
        self.new[a] = self.new[b];
        self.head[b] = Some(a);
        self.new[b] = Some(becomes);
    }

    /// "$ 50 million": the number hangs on the sign, not the sign on the number.
    fn money(&mut self) {
        for k in 0..self.len() {
            let Some(h) = self.head[k] else { continue };
            let sign = matches!(self.tag(k), "$") || matches!(self.forms[k].as_str(), "us$" | "€" | "£" | "¥");
            if sign && self.tag(h) == "CD" && matches!(self.old[k], "quantmod" | "nmod" | "nummod" | "compound") {
                self.swap(k, h, Rel::Nummod);
                // What modified the whole sum goes with it; what belongs to the number stays.
                for c in self.kids(h) {
                    if !matches!(self.tag(c), "CD" | "HYPH") && !matches!(self.old[c], "quantmod" | "advmod") {
                        self.head[c] = Some(k);
                    }
                }
            }
        }
    }

    /// Prepositions mark their object. From the innermost out, so that "from across the river" ends as two marks of one noun.
    fn prepositions(&mut self) {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(self.depth(k)));
        for p in order {
            if self.new[p].is_some() {
                continue;
            }
            let prep = matches!(self.old[p], "prep" | "agent")
                || (matches!(
                    self.old[p],
                    "dative"
                        | "pcomp"
                        | "conj"
                        | "advcl"
                        | "advmod"
                        | "mark"
                        | "ROOT"
                        | "acomp"
                        | "attr"
                        | "amod"
                        | "cc"
                        | "dep"
                        | "aux"
                        | "quantmod"
                ) && matches!(self.tag(p), "IN" | "TO" | "VBG" | "VBN" | "JJ" | "RB"));
            if !prep {
                continue;
            }
            let kids = self.kids(p);
            let object = kids
                .iter()
                .copied()
                .find(|&c| self.old[c] == "pobj")
                .or_else(|| kids.iter().copied().find(|&c| self.old[c] == "pcomp"));
            let Some(o) = object else { continue };
            let clause = self.old[o] == "pcomp"
                && (is_verb(self.tag(o)) || self.kids(o).iter().any(|&c| self.old[c].starts_with("nsubj")));
            let above = self.head[p];
            let (agent, lifted) = (self.old[p] == "agent", self.old[p]);
            let under_nominal = above.is_some_and(|h| is_nominal(self.tag(h)) && !self.is_predicate(h));
            self.head[o] = above;
            // "from across", "according to": the outer preposition is still to come and finds its object here.
            let outer = above.is_some_and(|h| {
                self.new[h].is_none()
                    && matches!(self.old[h], "prep" | "agent")
                    && !self.kids(h).iter().any(|&c| c != p && c != o && matches!(self.old[c], "pobj" | "pcomp"))
            });
            if outer || lifted == "pcomp" {
                self.old[o] = if clause { "pcomp" } else { "pobj" };
                self.head[p] = Some(o);
                self.new[p] = Some(if clause { Rel::Mark } else { Rel::Case });
                self.adopt(p, o, &kids);
                continue;
            }
            self.new[o] = Some(match (lifted, clause, under_nominal) {
                ("conj", ..) => Rel::Conj,
                ("ROOT", ..) => Rel::Root,
                (_, true, true) => Rel::Acl,
                (_, true, false) => Rel::Advcl,
                (_, false, true) => Rel::Nmod,
                (_, false, false) if agent => Rel::OblAgent,
                (_, false, false) => Rel::Obl,
            });
            // The word that the object replaces may itself be what an outer step looks at.
            self.old[o] = match lifted {
                "conj" => "conj",
                "ROOT" => "ROOT",
                _ => "prep",
            };
            self.head[p] = Some(o);
            self.new[p] = Some(if clause { Rel::Mark } else { Rel::Case });
            self.adopt(p, o, &kids);
        }
    }

    /// The other dependents of a preposition go to its object.
    fn adopt(&mut self, p: usize, o: usize, kids: &[usize]) {
        for &c in kids {
            if c == o || self.head[c] != Some(p) {
                continue;
            }
            if c > p && c < o && matches!(self.tag(c), "IN" | "TO") && self.kids(c).is_empty() {
                // "because of", "out of"
                self.new[c] = Some(if FIXED.contains(&(self.forms[p].as_str(), self.forms[c].as_str())) {
                    Rel::Fixed
                } else {
                    Rel::Case
                });
                self.head[c] = Some(if self.new[c] == Some(Rel::Fixed) { p } else { o });
                continue;
            }
            self.head[c] = Some(o);
        }
        // "according to the army": the inner preposition was turned first and hangs on the object already.
        for c in self.kids(o) {
            if c > p
                && c < o
                && self.new[c] == Some(Rel::Case)
                && FIXED.contains(&(self.forms[p].as_str(), self.forms[c].as_str()))
            {
                self.head[c] = Some(p);
                self.new[c] = Some(Rel::Fixed);
            }
        }
    }

    fn depth(&self, k: usize) -> usize {
        let (mut k, mut d) = (k, 0);
        while let Some(h) = self.head[k] {
            k = h;
            d += 1;
            if d > self.len() {
                break;
            }
        }
        d
    }

    /// True for a noun that some form of "be" will hang on.
    fn is_predicate(&self, k: usize) -> bool {
        matches!(self.old[k], "attr") && self.head[k].is_some_and(|h| self.is_be(h))
    }

    fn is_be(&self, k: usize) -> bool {
        matches!(
            self.forms[k].as_str(),
            "be" | "is" | "are" | "was" | "were" | "been" | "being" | "am" | "'s" | "’s" | "'re" | "’re" | "'m" | "’m"
        ) && is_verb(self.tag(k))
            && !matches!(self.old[k], "aux" | "auxpass")
    }

    /// What "be" links becomes the head, and "be" its copula.
    fn links(&mut self) {
        for v in 0..self.len() {
            if !self.is_be(v) {
                continue;
            }
            let kids = self.kids(v);
            let there = kids.iter().any(|&c| self.old[c] == "expl" && self.forms[c] == "there");
            if there {
                for c in kids {
                    if self.old[c] == "attr" {
                        self.new[c] = Some(Rel::Nsubj);
                    }
                }
                continue;
            }
            let first = |f: &dyn Fn(usize) -> bool| kids.iter().copied().find(|&c| c != v && f(c));
            let after = |c: usize| c > v || kids.iter().all(|&s| !self.old[s].starts_with("nsubj") || s > c);
            let subject = kids.iter().any(|&c| self.old[c].starts_with("nsubj") || self.old[c].starts_with("csubj"));
            let linked = first(&|c| matches!(self.old[c], "attr" | "acomp") && !is_verb(self.tag(c)))
                .or_else(|| first(&|c| matches!(self.old[c], "attr" | "acomp")))
                .or_else(|| {
                    first(&|c| {
                        subject
                            && c > v
                            && self.old[c] == "prep"
                            && matches!(self.new[c], Some(Rel::Obl | Rel::Nmod))
                            && after(c)
                    })
                })
                .or_else(|| {
                    first(&|c| {
                        subject
                            && c > v
                            && self.old[c] == "advmod"
                            && matches!(
                                self.forms[c].as_str(),
                                "here" | "there" | "away" | "back" | "over" | "home" | "where" | "up" | "down" | "out"
                            )
                    })
                });
            let Some(p) = linked else { continue };
            for &c in &kids {
                if c != p {
                    self.head[c] = Some(p);
                }
            }
            self.swap(p, v, Rel::Cop);
        }
    }

    /// "want him to go": the subject of the infinitive is the object of the verb above.
    fn raised(&mut self) {
        for v in 0..self.len() {
            let Some(h) = self.head[v] else { continue };
            if self.old[v] != "ccomp" || !is_verb(self.tag(h)) || h > v || self.tag(v) != "VB" {
                continue;
            }
            let kids = self.kids(v);
            // A finite clause keeps its subject: it has an auxiliary other than "to", or a conjunction before it.
            if kids.iter().any(|&c| self.old[c] == "mark" || (self.old[c].starts_with("aux") && self.tag(c) == "MD")) {
                continue;
            }
            if let Some(&s) = kids.iter().find(|&&c| self.old[c] == "nsubj" && c > h && c < v) {
                self.head[s] = Some(h);
                self.old[s] = "dobj";
                self.old[v] = "xcomp";
            }
        }
    }

    /// Nothing hangs on an auxiliary or a copula.
    fn helpers(&mut self) {
        for k in 0..self.len() {
            let Some(h) = self.head[k] else { continue };
            if matches!(self.new[h], Some(Rel::Aux | Rel::AuxPass | Rel::Cop))
                && let Some(above) = self.head[h]
                && above != k
            {
                self.head[k] = Some(above);
            }
        }
    }

    /// Marks hang on the word whose part of the sentence they set off.
    fn marks(&mut self) {
        let n = self.len();
        let Some(root) = (0..n).find(|&k| self.head[k].is_none()) else { return };
        // First word of what hangs under each word.
        let mut first: Vec<usize> = (0..n).collect();
        for k in 0..n {
            let (mut at, mut steps) = (k, 0);
            while let Some(h) = self.head[at] {
                if self.old[k] != "punct" && first[h] > k {
                    first[h] = k;
                }
                at = h;
                steps += 1;
                if steps > n {
                    break;
                }
            }
        }
        let last = (0..n).rev().find(|&k| self.old[k] != "punct").map_or(0, |k| k + 1);
        for k in 0..n {
            if self.new[k] != Some(Rel::Punct) {
                continue;
            }
            if k >= last {
                self.head[k] = Some(root).filter(|&r| r != k);
                continue;
            }
            if self.forms[k] == "," {
                // What follows and hangs on something before it: an apposition, a clause, a phrase that is added.
                let added = (k + 1..n.min(k + 30)).find(|&c| {
                    first[c] == k + 1 && self.head[c].is_some_and(|h| h < k) && self.new[c] != Some(Rel::Punct)
                });
                if let Some(c) = added {
                    self.head[k] = Some(c);
                }
            }
        }
    }

    /// Conjuncts all hang on the first; the conjunction and the commas on the one that follows them.
    fn conjuncts(&mut self) {
        let conj = |t: &Self, k: usize| {
            t.new[k].unwrap_or(Rel::Dep) == Rel::Conj || (t.new[k].is_none() && t.old[k] == "conj")
        };
        for k in 0..self.len() {
            let mut steps = 0;
            while conj(self, k) && steps < self.len() {
                let Some(h) = self.head[k] else { break };
                if !conj(self, h) || h > k {
                    break;
                }
                self.head[k] = self.head[h];
                steps += 1;
            }
        }
        for k in 0..self.len() {
            let (cc, comma) =
                (self.new[k].is_none() && matches!(self.old[k], "cc"), self.old[k] == "punct" && self.forms[k] == ",");
            if !(cc || comma) {
                continue;
            }
            // The head it had may have been one of the later conjuncts, or a word that now hangs on another.
            let Some(h) = self.head[k] else { continue };
            let first = if conj(self, h) { self.head[h].unwrap_or(h) } else { h };
            if let Some(next) = (k + 1..self.len()).find(|&c| conj(self, c) && self.head[c] == Some(first))
                && (cc || next - k <= 6)
            {
                self.head[k] = Some(next);
            }
        }
    }

    /// The names that differ and nothing else does.
    fn names(&mut self) {
        for k in 0..self.len() {
            if self.new[k].is_some() {
                continue;
            }
            let above = self.head[k];
            let nominal = above.is_some_and(|h| is_nominal(self.tag(h)) || self.tag(h).starts_with("JJ"));
            self.new[k] = Some(match self.old[k] {
                "ROOT" => Rel::Root,
                "nsubj" => Rel::Nsubj,
                "nsubjpass" => Rel::NsubjPass,
                "csubj" | "csubjpass" => Rel::Csubj,
                "dobj" => Rel::Obj,
                "dative" => Rel::Iobj,
                "attr" | "acomp" | "oprd" | "xcomp" => Rel::Xcomp,
                "ccomp" => Rel::Ccomp,
                "advcl" => Rel::Advcl,
                "acl" => Rel::Acl,
                "relcl" => Rel::AclRelcl,
                "appos" => Rel::Appos,
                "amod" => Rel::Amod,
                "advmod" | "neg" => Rel::Advmod,
                "quantmod" if self.forms[k] == "than" && k > 0 => Rel::Fixed,
                "quantmod" => Rel::Advmod,
                "npadvmod" if nominal => Rel::Nmod,
                "npadvmod" | "prep" | "agent" | "pobj" => Rel::Obl,
                "pcomp" => Rel::Advcl,
                "nummod" => Rel::Nummod,
                "nmod" | "compound" if self.tag(k).starts_with("JJ") => Rel::Amod,
                "nmod" | "compound" => Rel::Compound,
                "poss" => Rel::NmodPoss,
                "det" | "predet" => Rel::Det,
                "case" => Rel::Case,
                "mark" => Rel::Mark,
                "aux" if self.tag(k) == "TO" => Rel::Mark,
                "aux" => Rel::Aux,
                "auxpass" => Rel::AuxPass,
                "cc" | "preconj" => Rel::Cc,
                "conj" => Rel::Conj,
                "punct" => Rel::Punct,
                "prt" => Rel::CompoundPrt,
                "parataxis" => Rel::Parataxis,
                "intj" | "meta" => Rel::Discourse,
                "expl" => Rel::Expl,
                _ => Rel::Dep,
            });
            // "more than 100": "than" hangs on "more"
            if self.new[k] == Some(Rel::Fixed) {
                if matches!(self.forms[k - 1].as_str(), "more" | "less" | "fewer" | "other" | "rather" | "greater") {
                    self.head[k] = Some(k - 1);
                } else {
                    self.new[k] = Some(Rel::Advmod);
                }
            }
            if self.new[k] == Some(Rel::Amod)
                && matches!(self.forms[k].as_str(), "more" | "less" | "fewer")
                && above.is_some_and(|h| self.tag(h) == "CD")
            {
                self.new[k] = Some(Rel::Advmod);
            }
        }
    }
}

/// Prepositions of two words.
const FIXED: &[(&str, &str)] = &[
    ("according", "to"),
    ("because", "of"),
    ("due", "to"),
    ("such", "as"),
    ("instead", "of"),
    ("prior", "to"),
    ("rather", "than"),
    ("as", "of"),
    ("as", "for"),
    ("as", "to"),
    ("along", "with"),
];

/// Nouns in one scheme, pronouns in the other.
const PRONOUNS: &[&str] = &[
    "anybody",
    "anyone",
    "anything",
    "everybody",
    "everyone",
    "everything",
    "nobody",
    "none",
    "nothing",
    "somebody",
    "someone",
    "something",
];

/// The universal tag of a Penn tag in its place.
pub(super) fn tag(fine: &str, rel: Rel, form: &str) -> Tag {
    match fine {
        "NN" if PRONOUNS.contains(&form) => Tag::Pron,
        "NN" | "NNS" => Tag::Noun,
        "NNP" | "NNPS" => Tag::Propn,
        "CD" => Tag::Num,
        "DT" | "PDT" | "WDT" => {
            let stands_alone = !matches!(rel, Rel::Det | Rel::Advmod | Rel::Cc);
            if stands_alone { Tag::Pron } else { Tag::Det }
        }
        "IN" if rel == Rel::Mark => Tag::Sconj,
        "IN" if rel == Rel::Advmod => Tag::Adv,
        "IN" | "RP" => Tag::Adp,
        "TO" if rel != Rel::Mark => Tag::Adp,
        "TO" | "POS" => Tag::Part,
        "RB" if matches!(form, "not" | "n't" | "n’t") => Tag::Part,
        "RB" | "RBR" | "RBS" | "WRB" => Tag::Adv,
        "JJ" | "JJR" | "JJS" => Tag::Adj,
        "CC" => Tag::Cconj,
        "PRP" | "PRP$" | "WP" | "WP$" | "EX" => Tag::Pron,
        "MD" => Tag::Aux,
        f if f.starts_with("VB") && matches!(rel, Rel::Aux | Rel::AuxPass | Rel::Cop) => Tag::Aux,
        "VBG" | "VBN" if rel == Rel::Case => Tag::Verb,
        f if f.starts_with("VB") => Tag::Verb,
        "UH" => Tag::Intj,
        "$" | "SYM" => Tag::Sym,
        "FW" | "LS" | "ADD" | "AFX" | "XX" | "_SP" => Tag::X,
        _ => Tag::Punct,
    }
}
