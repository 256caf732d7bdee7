//! `xtask train`: learns English dictionary forms from treebanks and an inflection table and writes them to `data/models/`; with
//! `--measure` it measures the shipped tags, forms and parse on the treebanks.
//!
//! Key decision: whole thing in one command, one core, seconds, no other tool than `gzip`; the same input gives the same files to the
//! byte.

#[path = "train_data.rs"]
mod data;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use data::Sentence;
use text::{
    Tag,
    english::{
        dictionary::Dictionary,
        lemma::{self, Lemmas},
    },
};

/// What to learn from and where to put it.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder with `*-train.conllu[.gz]`, `*-dev.conllu[.gz]`, `*-test.conllu[.gz]`
    treebanks: PathBuf,
    /// Inflection table of LemmInflect 0.2.3 (`lemminflect/resources/infl_lu.csv.gz` in its package)
    #[arg(long, required_unless_present = "measure")]
    inflections: Option<PathBuf>,
    /// Folder for the models
    #[arg(long, default_value = "data/models")]
    out: PathBuf,
    /// Only measure what is in the binary
    #[arg(long)]
    measure: bool,
    /// With the commonest mistakes
    #[arg(long)]
    mistakes: bool,
    /// Measure on the development parts instead of the test parts
    #[arg(long)]
    dev: bool,
}

pub(crate) fn run(o: &Options) -> Result<()> {
    let part = if o.dev { "dev" } else { "test" };
    let tests = data::read_part(&o.treebanks, part)?;
    if o.measure {
        return measure(&tests, o.mistakes);
    }
    let train: Vec<Sentence> = data::read_part(&o.treebanks, "train")?.into_iter().flat_map(|(_, s)| s).collect();
    ensure!(!train.is_empty(), "no training sentences in {}", o.treebanks.display());
    eprintln!("{} sentences, {} words", train.len(), train.iter().map(|s| s.words.len()).sum::<usize>());
    std::fs::create_dir_all(&o.out)?;

    let inflections = data::read_inflections(o.inflections.as_deref().context("--inflections")?)?;
    let mut forms: BTreeMap<String, u16> = BTreeMap::new();
    for i in &inflections {
        *forms.entry(i.form.clone()).or_default() |= i.set;
    }
    let bytes = Dictionary::write(&forms.into_iter().collect::<Vec<_>>());
    report_size(&o.out.join("en-words.bin"), &bytes)?;
    let dictionary = Dictionary::read(&bytes).context("the dictionary does not read back")?;
    let lemmas = learn_lemmas(&train, &inflections, &dictionary);
    report_size(&o.out.join("en-lemmas.tsv"), lemmas.as_bytes())
}

fn report_size(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| path.display().to_string())?;
    eprintln!("{}: {} kB", path.display(), bytes.len() / 1000);
    Ok(())
}

/// Accuracy of tags, dictionary forms and arcs on sentences of the treebanks, as the program analyses them.
fn measure(tests: &[(String, Vec<Sentence>)], mistakes: bool) -> Result<()> {
    println!("{:<34} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}", "part", "words", "UPOS", "XPOS", "lemma", "UAS", "LAS");
    for (name, sentences) in tests {
        let (mut all, mut upos, mut fine, mut lem, mut uas, mut las) = (0u32, 0u32, 0u32, 0u32, 0u32, 0u32);
        let mut wrong: BTreeMap<(&str, &str, bool), u32> = BTreeMap::new();
        let mut tags: BTreeMap<String, u32> = BTreeMap::new();
        for s in sentences {
            let (doc, _) = text::analyse(&s.text, Some("en"));
            if doc.tokens.len() != s.words.len() {
                continue;
            }
            for (t, w) in doc.tokens.iter().zip(&s.words) {
                let arc = t.head.unwrap_or(s.words.len()) == w.head;
                all += 1;
                upos += u32::from(t.tag == w.tag);
                if t.tag != w.tag {
                    *tags
                        .entry(format!("{}/{} as {}/{}", w.tag.as_str(), w.fine, t.tag.as_str(), t.fine))
                        .or_default() += 1;
                }
                fine += u32::from(t.fine == w.fine);
                lem += u32::from(w.lemma.is_empty() || t.lemma == w.lemma);
                uas += u32::from(arc);
                las += u32::from(arc && t.rel == w.rel);
                if !(arc && t.rel == w.rel) {
                    *wrong.entry((w.rel.as_str(), t.rel.as_str(), arc)).or_default() += 1;
                }
            }
        }
        let pc = |n: u32| 100.0 * f64::from(n) / f64::from(all.max(1));
        println!(
            "{name:<34} {all:>6} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2}",
            pc(upos),
            pc(fine),
            pc(lem),
            pc(uas),
            pc(las)
        );
        let mut tags: Vec<_> = tags.into_iter().collect();
        tags.sort_by_key(|x| std::cmp::Reverse(x.1));
        for (what, n) in tags.iter().take(if mistakes { 25 } else { 0 }) {
            println!("  {n:>5}  {what}");
        }
        let mut wrong: Vec<_> = wrong.into_iter().collect();
        wrong.sort_by_key(|x| std::cmp::Reverse(x.1));
        for ((gold, mine, arc), n) in wrong.iter().take(if mistakes { 40 } else { 0 }) {
            println!("  {n:>5}  {gold} as {mine}, head {}", if *arc { "right" } else { "wrong" });
        }
    }
    Ok(())
}

/// Exceptions and endings, as `lemma` reads them.
fn learn_lemmas(train: &[Sentence], inflections: &[data::Inflection], dictionary: &Dictionary<'_>) -> String {
    // (form, fine tag) -> lemma -> how often
    let mut seen: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for w in train
        .iter()
        .flat_map(|s| &s.words)
        .filter(|w| !w.lemma.is_empty() && !w.norm.contains(|c: char| c.is_numeric()))
    {
        *seen.entry((&w.norm, &w.fine)).or_default().entry(&w.lemma).or_default() += 1;
    }
    let best: BTreeMap<(&str, &str), (&str, usize)> = seen
        .iter()
        .filter_map(|(k, n)| n.iter().max_by_key(|x| (x.1, std::cmp::Reverse(x.0))).map(|(l, c)| (*k, (*l, *c))))
        .collect();
    // What each ending means in most forms.
    type Edit<'a> = (usize, &'a str);
    let mut votes: BTreeMap<(&str, &str), BTreeMap<Edit<'_>, usize>> = BTreeMap::new();
    for (&(form, fine), &(lemma, _)) in best.iter().filter(|(k, _)| lemma::inflected(k.1)) {
        let same = form.char_indices().zip(lemma.chars()).take_while(|((_, a), b)| a == b).count();
        let cut = form.chars().count() - same;
        let add = lemma.char_indices().nth(same).map_or("", |(i, _)| &lemma[i..]);
        if cut > 5 || add.len() > 3 {
            continue; // irregular: an exception at most
        }
        for (i, _) in form.char_indices().skip(1) {
            let ending = &form[i..];
            if ending.chars().count() <= lemma::LONGEST && ending.chars().count() >= cut.max(1) {
                *votes.entry((ending, fine)).or_default().entry((cut, add)).or_default() += 1;
            }
        }
    }
    let mut rules: BTreeMap<(&str, &str), (usize, &str)> = BTreeMap::new();
    let mut keys: Vec<_> = votes.keys().copied().collect();
    keys.sort_by_key(|k| (k.0.chars().count(), *k));
    for k in keys {
        let Some((&edit, &n)) = votes[&k].iter().max_by_key(|x| (x.1, std::cmp::Reverse(x.0))) else { continue };
        let all: usize = votes[&k].values().sum();
        let shorter = k.0.char_indices().skip(1).find_map(|(i, _)| rules.get(&(&k.0[i..], k.1)));
        if shorter != Some(&edit) && n * 3 >= all * 2 && (n >= 2 || k.0.chars().count() <= 2) {
            rules.insert(k, edit);
        }
    }
    let mut endings = String::new();
    for ((ending, fine), (cut, add)) in rules {
        endings.push_str(&format!("*{ending}\t{fine}\t{cut}\t{add}\n"));
    }
    // What those rules, the dictionary and our own list get wrong stands by itself: first what the treebanks show ...
    let bare = Lemmas::read(&endings);
    let mut out = String::new();
    for (&(form, fine), &(lemma, n)) in &best {
        let tag = if fine.starts_with("VB") { Tag::Verb } else { Tag::Noun };
        if n >= 2 && bare.lemma(form, tag, fine, dictionary) != lemma {
            out.push_str(&format!("{form}\t{fine}\t{lemma}\n"));
        }
    }
    // ... then what only the inflection table has.
    let mut wanted: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for i in inflections {
        for fine in i.fine {
            wanted.entry((&i.form, fine)).or_default().push(&i.lemma);
        }
    }
    for ((form, fine), lemmas) in wanted {
        let tag = if fine.starts_with("VB") { Tag::Verb } else { Tag::Noun };
        let guess = bare.lemma(form, tag, fine, dictionary);
        if best.contains_key(&(form, fine)) || lemmas.contains(&guess.as_str()) {
            continue;
        }
        if let Some(first) = lemmas.iter().min_by_key(|l| (l.len(), **l)) {
            out.push_str(&format!("{form}\t{fine}\t{first}\n"));
        }
    }
    out + &endings
}
