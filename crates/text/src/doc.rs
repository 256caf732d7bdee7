use std::ops::Range;

use model::Span;

macro_rules! tagset {
    ($(#[$m:meta])* $name:ident $default:ident { $($v:ident = $s:literal),+ $(,)? }) => {
        $(#[$m])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum $name { $($v),+ }
        impl $name {
            /// All values, in a fixed order (their index is their number in weight files).
            pub const ALL: &'static [$name] = &[$($name::$v),+];
            /// The Universal Dependencies label.
            pub fn as_str(self) -> &'static str { match self { $($name::$v => $s),+ } }
            /// From the label, subtypes after `:` ignored where they are not listed.
            pub fn parse(s: &str) -> Option<Self> {
                match s { $($s => Some($name::$v),)+ _ => s.split_once(':').and_then(|(b, _)| Self::parse(b)) }
            }
        }
        impl Default for $name { fn default() -> Self { $name::$default } }
    };
}

tagset! {
    /// Universal part-of-speech tags.
    Tag X {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ", Noun = "NOUN", Num = "NUM",
        Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

tagset! {
    /// Universal Dependencies relations (the subtypes that reading needs are kept).
    Rel Dep {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", Advmod = "advmod", Amod = "amod", Appos = "appos", Aux = "aux",
        AuxPass = "aux:pass", Case = "case", Cc = "cc", Ccomp = "ccomp", Compound = "compound", CompoundPrt = "compound:prt",
        Conj = "conj", Cop = "cop", Csubj = "csubj", Dep = "dep", Det = "det", Discourse = "discourse", Dislocated = "dislocated",
        Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list", Mark = "mark",
        Nmod = "nmod", NmodPoss = "nmod:poss", Nsubj = "nsubj", NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj",
        Obl = "obl", OblAgent = "obl:agent", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct", Reparandum = "reparandum",
        Root = "root", Vocative = "vocative", Xcomp = "xcomp",
    }
}

/// One token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Bytes in the text.
    pub span: Span,
    /// Lower-cased surface with apostrophes and dashes made plain; what rules match on.
    pub norm: String,
    /// Dictionary form (English; elsewhere the same as `norm`).
    pub lemma: String,
    /// Part of speech; [`Tag::X`] where the language has no tagger (digits and punctuation are tagged in every language).
    pub tag: Tag,
    /// The treebank's finer tag for English (`VBD`, `VBN`, `NNS`, `MD`, ...: the Penn set); empty elsewhere.
    pub fine: &'static str,
    /// Index (in the document) of the token it depends on; `None` for the root and where there is no parse.
    pub head: Option<usize>,
    /// Relation to the head.
    pub rel: Rel,
    /// True where whitespace stands before it.
    pub spaced: bool,
}

/// One sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes, trimmed of white space.
    pub span: Span,
    /// Its tokens, as a range of the document's.
    pub tokens: Range<usize>,
    /// Number of its paragraph, from 0.
    pub paragraph: usize,
}

/// An analysed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// The text, unchanged.
    pub text: String,
    /// BCP 47 primary subtag; `und` where it could not be told.
    pub lang: String,
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Sentences in order; together they hold every token.
    pub sentences: Vec<Sentence>,
    /// True where heads and relations are filled.
    pub parsed: bool,
}

impl Doc {
    /// The words under a token.
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.span.of(&self.text))
    }

    /// The sentence that holds a byte.
    pub fn sentence_at(&self, byte: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.span.end <= byte);
        (self.sentences.get(i)?.span.start <= byte).then_some(i)
    }

    /// The first token that ends after a byte.
    pub fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|t| t.span.end <= byte)
    }

    /// The tokens that a span touches.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let a = self.token_at(span.start);
        let b = self.tokens.partition_point(|t| t.span.start < span.end);
        a..b.max(a)
    }

    /// Direct dependents of a token, in order. Looks only inside its sentence.
    pub fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let range = self
            .tokens
            .get(i)
            .and_then(|t| self.sentence_at(t.span.start))
            .map_or(0..0, |s| self.sentences[s].tokens.clone());
        range.filter(move |&j| self.tokens[j].head == Some(i))
    }

    /// The tokens below and including `i`, as the smallest range that holds them.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        let Some(s) = self.tokens.get(i).and_then(|t| self.sentence_at(t.span.start)) else { return i..i };
        let range = self.sentences[s].tokens.clone();
        let (mut lo, mut hi) = (i, i + 1);
        for j in range {
            let (mut k, mut steps) = (j, 0);
            while let Some(h) = self.tokens[k].head {
                if h == i {
                    lo = lo.min(j);
                    hi = hi.max(j + 1);
                    break;
                }
                k = h;
                steps += 1;
                if steps > 200 {
                    break;
                }
            }
        }
        lo..hi
    }

    /// The span of a range of tokens.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|e| self.tokens.get(e))) {
            (Some(a), Some(b)) if tokens.start < tokens.end => Span::new(a.span.start, b.span.end),
            _ => Span::default(),
        }
    }
}
