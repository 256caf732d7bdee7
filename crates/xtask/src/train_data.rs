//! Treebank sentences with our tokens instead of theirs.
//!
//! Key decision: the treebanks part words at hyphens ("Kurdish - led"), we do not. The sentence's text is tokenised by `text` itself
//! and the treebank's words are mapped to our tokens by their characters, so that what is learnt is what will be met. A token made of
//! several words takes tag, relation and head of the one whose head lies outside.

use std::{io::Read, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use text::{
    Rel, Tag,
    english::{
        dictionary::{self, Dictionary},
        words::Words,
    },
};

/// A word with what the treebank says of it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) surface: String,
    pub(crate) norm: String,
    pub(crate) tag: Tag,
    pub(crate) fine: String,
    /// Lower-case dictionary form; empty where several words became one.
    pub(crate) lemma: String,
    /// Index of the head; the number of words for the root.
    pub(crate) head: usize,
    pub(crate) rel: Rel,
}

impl Word {
    /// Name of the tagger's class.
    pub(crate) fn class(&self) -> String {
        format!("{}/{}", self.tag.as_str(), self.fine)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) words: Vec<Word>,
}

impl Sentence {
    pub(crate) fn views(&self, d: &Dictionary<'_>) -> Words {
        Words::new(self.words.iter().map(|w| (w.surface.as_str(), w.norm.as_str())), d)
    }

    /// The sentence as it is, or (`dice` of a hundred) in the capitals of a headline, all capitals, or none.
    pub(crate) fn disguised(&self, dice: usize, d: &Dictionary<'_>) -> Words {
        let as_written = |f: &dyn Fn(&str) -> String| {
            let words: Vec<(String, &str)> = self.words.iter().map(|w| (f(&w.surface), w.norm.as_str())).collect();
            Words::new(words.iter().map(|(s, n)| (s.as_str(), *n)), d)
        };
        match dice {
            0..4 => as_written(&|w| w.to_uppercase()),
            4..7 => as_written(&|w| w.to_lowercase()),
            7..11 => as_written(&|w| {
                let mut c = w.chars();
                match c.next() {
                    Some(f) if w.len() > 3 => f.to_uppercase().chain(c).collect(),
                    _ => w.to_owned(),
                }
            }),
            _ => self.views(d),
        }
    }

    /// True where the heads make one tree (joining words can make a circle; such a sentence is only used for tags).
    pub(crate) fn is_tree(&self) -> bool {
        let n = self.words.len();
        self.words.iter().filter(|w| w.head == n).count() == 1
            && (0..n).all(|i| {
                let (mut k, mut steps) = (i, 0);
                while k < n && steps <= n {
                    k = self.words[k].head;
                    steps += 1;
                }
                k == n
            })
    }
}

/// All files of a folder whose name holds `-{part}.`, each with its sentences.
pub(crate) fn read_part(folder: &Path, part: &str) -> Result<Vec<(String, Vec<Sentence>)>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.contains(&format!("-{part}.conllu"))))
        .collect();
    files.sort();
    files
        .iter()
        .map(|p| {
            let name = p.file_stem().and_then(|n| n.to_str()).unwrap_or("").trim_end_matches(".conllu").to_owned();
            Ok((name, parse(&read(p)?)))
        })
        .collect()
}

fn read(path: &Path) -> Result<String> {
    if path.extension().is_some_and(|e| e == "gz") {
        let out = Command::new("gzip").arg("-dc").arg(path).output().context("gzip is needed to read .gz")?;
        if !out.status.success() {
            bail!("{}: {}", path.display(), String::from_utf8_lossy(&out.stderr));
        }
        return Ok(String::from_utf8(out.stdout)?);
    }
    let mut s = String::new();
    std::fs::File::open(path).with_context(|| path.display().to_string())?.read_to_string(&mut s)?;
    Ok(s)
}

/// One line of the inflection table: a form, what it is, and of which word.
pub(crate) struct Inflection {
    pub(crate) form: String,
    pub(crate) set: u16,
    /// Penn tags of the form that have an ending to undo.
    pub(crate) fine: &'static [&'static str],
    pub(crate) lemma: String,
}

/// Reads LemmInflect's `infl_lu.csv[.gz]`: `lemma,pos,form,form,...`, `/` between variants.
pub(crate) fn read_inflections(path: &Path) -> Result<Vec<Inflection>> {
    use dictionary::{ADJECTIVE, ADVERB, BASE, COMPARED, ING, NAME, NOUN, PARTICIPLE, PAST, PLURAL, THIRD};
    let mut out = Vec::new();
    for line in read(path)?.lines() {
        let f: Vec<&str> = line.split(',').collect();
        let [lemma, pos, forms @ ..] = f.as_slice() else { continue };
        let name = if lemma.starts_with(char::is_uppercase) { NAME } else { 0 };
        let slots: &[(u16, &'static [&'static str])] = match *pos {
            "verb" => &[(BASE, &[]), (PAST, &["VBD"]), (PARTICIPLE, &["VBN"]), (ING, &["VBG"]), (THIRD, &["VBZ"])],
            "noun" => &[(NOUN, &[]), (PLURAL, &["NNS"])],
            "adj" => &[(ADJECTIVE, &[]), (COMPARED, &["JJR"]), (COMPARED, &["JJS"])],
            "adv" => &[(ADVERB, &[]), (COMPARED, &["RBR"]), (COMPARED, &["RBS"])],
            _ => continue,
        };
        let mut all = vec![*lemma];
        all.extend(forms);
        // An empty participle is that of the past tense.
        if *pos == "verb" && all.get(2).is_some_and(|x| x.is_empty()) {
            all[2] = all[1];
        }
        for (forms, &(set, fine)) in all.iter().zip(slots) {
            for form in forms
                .split('/')
                .filter(|f| !f.is_empty() && f.len() <= 24 && f.bytes().all(|b| b.is_ascii_alphabetic()))
            {
                out.push(Inflection { form: form.to_lowercase(), set: set | name, fine, lemma: lemma.to_lowercase() });
            }
        }
    }
    Ok(out)
}

struct Raw<'a> {
    form: &'a str,
    lemma: &'a str,
    tag: &'a str,
    fine: &'a str,
    head: usize,
    rel: &'a str,
}

fn parse(file: &str) -> Vec<Sentence> {
    file.split("\n\n").filter_map(sentence).collect()
}

fn sentence(block: &str) -> Option<Sentence> {
    let text = block.lines().find_map(|l| l.strip_prefix("# text = "))?;
    let raw: Vec<Raw<'_>> = block
        .lines()
        .filter(|l| l.starts_with(|c: char| c.is_ascii_digit()))
        .filter_map(|l| {
            let f: Vec<&str> = l.split('\t').collect();
            // Lines "1-2" and "8.1" are not words.
            f.first()?.parse::<usize>().ok()?;
            Some(Raw {
                form: f.get(1)?,
                lemma: f.get(2)?,
                tag: f.get(3)?,
                fine: f.get(4)?,
                head: f.get(6)?.parse().ok()?,
                rel: f.get(7)?,
            })
        })
        .collect();
    if raw.is_empty() {
        return None;
    }
    // Where each of their words stands in the text.
    let mut at = 0;
    let mut spans = Vec::new();
    for r in &raw {
        at += text.get(at..)?.len() - text.get(at..)?.trim_start().len();
        let mut end = at;
        for c in r.form.chars().filter(|c| !c.is_whitespace()) {
            end += text.get(end..)?.len() - text.get(end..)?.trim_start().len();
            if !text.get(end..)?.starts_with(c) {
                return None;
            }
            end += c.len_utf8();
        }
        spans.push((at, end));
        at = end;
    }
    let (doc, _) = text::analyse(text, Some("en"));
    // Our token of each of their words; theirs may be parted too ("AK-47's"), then the last part stands for the whole.
    let mut group = vec![usize::MAX; raw.len()];
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); doc.tokens.len()];
    for (k, &(a, b)) in spans.iter().enumerate() {
        let last = doc.tokens.iter().rposition(|t| t.span.start < b && t.span.end > a)?;
        group[k] = last;
        parts[last].push(k);
    }
    let n = doc.tokens.len();
    let mut words = Vec::with_capacity(n);
    for (i, t) in doc.tokens.iter().enumerate() {
        let (surface, norm) = (doc.word(i).to_owned(), t.norm.clone());
        let members = &parts[i];
        // The member whose head lies outside; marks only where there is no other.
        let outside = |k: &&usize| raw[**k].head.checked_sub(1).is_none_or(|h| group[h] != i);
        let top = members
            .iter()
            .filter(outside)
            .min_by_key(|&&k| (raw[k].tag == "PUNCT", raw[k].head != 0))
            .or_else(|| members.first());
        let Some(&k) = top else {
            // The front part of one of their words.
            let owner = spans.iter().position(|&(a, b)| a <= t.span.start && t.span.end <= b)?;
            let head = group[owner];
            if head == i {
                return None;
            }
            words.push(Word {
                surface,
                norm,
                tag: Tag::parse(raw[owner].tag)?,
                fine: raw[owner].fine.to_owned(),
                lemma: String::new(),
                head,
                rel: Rel::Compound,
            });
            continue;
        };
        let r = &raw[k];
        let head = r.head.checked_sub(1).map_or(n, |h| group[h]);
        let rel = Rel::parse(r.rel).unwrap_or(Rel::Dep);
        let mut tag = Tag::parse(r.tag)?;
        let mut fine = r.fine.to_owned();
        let mut lemma = r.lemma.to_lowercase().replace('’', "'");
        if members.len() > 1 {
            lemma.clear();
            let figures = members.iter().all(|&m| matches!(raw[m].tag, "NUM" | "SYM" | "PUNCT"));
            if figures {
                (tag, fine) = (Tag::Num, "CD".to_owned());
            } else if rel == Rel::Amod && matches!(tag, Tag::Verb | Tag::Noun | Tag::Adv) {
                (tag, fine) = (Tag::Adj, "JJ".to_owned());
            }
        }
        words.push(Word { surface, norm, tag, fine, lemma, head, rel });
    }
    Some(Sentence { words })
}

/// The hand-parsed frames of `frames.txt`, each `times` over with other words in its places.
pub(crate) fn frames(path: &Path, times: usize, random: &mut crate::train::model::Random) -> Result<Vec<Sentence>> {
    let file = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lists: std::collections::BTreeMap<&str, Vec<&str>> = file
        .lines()
        .filter_map(|l| l.strip_prefix("= ")?.split_once(' '))
        .map(|(name, words)| (name, words.split(' ').collect()))
        .collect();
    let mut out = Vec::new();
    for line in file.lines().filter(|l| !l.starts_with(['#', '='])) {
        for _ in 0..times {
            let mut words = Vec::new();
            let n = line.split(' ').count();
            for token in line.split(' ') {
                let f: Vec<&str> = token.rsplitn(4, '/').collect();
                let [rel, head, fine, form] = f.as_slice() else { bail!("{token}: not form/tag/head/relation") };
                let mut surface = match lists.get(form) {
                    Some(list) => list[random.below(list.len())].to_owned(),
                    None => (*form).to_owned(),
                };
                if words.is_empty() {
                    let mut c = surface.chars();
                    surface = c.next().map(|f| f.to_uppercase().chain(c).collect()).unwrap_or_default();
                }
                let rel = Rel::parse(rel).with_context(|| format!("{token}: unknown relation"))?;
                let head = head.parse::<usize>()?.checked_sub(1).unwrap_or(n);
                let tag = universal(fine, rel);
                words.push(Word {
                    norm: text::norm(&surface, "en"),
                    surface,
                    tag,
                    fine: (*fine).to_owned(),
                    lemma: String::new(),
                    head,
                    rel,
                });
            }
            out.push(Sentence { words });
        }
    }
    Ok(out)
}

/// The universal tag of a Penn tag in its place.
fn universal(fine: &str, rel: Rel) -> Tag {
    match fine {
        "NN" | "NNS" => Tag::Noun,
        "NNP" | "NNPS" => Tag::Propn,
        "CD" => Tag::Num,
        "DT" => Tag::Det,
        "IN" if rel == Rel::Mark => Tag::Sconj,
        "IN" => Tag::Adp,
        "JJ" | "JJR" | "JJS" => Tag::Adj,
        "RB" | "WRB" => Tag::Adv,
        "CC" => Tag::Cconj,
        "TO" => Tag::Part,
        "PRP" | "PRP$" => Tag::Pron,
        "MD" => Tag::Aux,
        f if f.starts_with("VB") && matches!(rel, Rel::Aux | Rel::AuxPass | Rel::Cop) => Tag::Aux,
        f if f.starts_with("VB") => Tag::Verb,
        _ => Tag::Punct,
    }
}
