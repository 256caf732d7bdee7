//! Treebank sentences with our tokens instead of theirs.
//!
//! Key decision: the treebanks part words at hyphens ("Kurdish - led"), we do not. The sentence's text is tokenised by `text` itself
//! and the treebank's words are mapped to our tokens by their characters, so that what is learnt is what will be met. A token made of
//! several words takes tag, relation and head of the one whose head lies outside.

use std::{io::Read, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use text::{Rel, Tag, english::dictionary};

/// A word with what the treebank says of it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) norm: String,
    pub(crate) tag: Tag,
    pub(crate) fine: String,
    /// Lower-case dictionary form; empty where several words became one.
    pub(crate) lemma: String,
    /// Index of the head; the number of words for the root.
    pub(crate) head: usize,
    pub(crate) rel: Rel,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) text: String,
    pub(crate) words: Vec<Word>,
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
        let norm = t.norm.clone();
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
        words.push(Word { norm, tag, fine, lemma, head, rel });
    }
    Some(Sentence { text: text.to_owned(), words })
}
