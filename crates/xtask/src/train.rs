//! `xtask train`: learns the English tagger, dictionary forms and parser from treebanks and writes them to `data/models/`.
//!
//! Key decision: whole thing in one command, one core, minutes, no other tool than `gzip`; the random numbers are fixed, so the same
//! treebanks give the same files to the byte. What is reported is measured on the written files, read back as the program reads them.

#[path = "train_data.rs"]
mod data;
#[path = "train_model.rs"]
pub(crate) mod model;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use data::Sentence;
use model::{Perceptron, Random};
use text::{
    Rel, Tag,
    english::{
        dictionary::Dictionary,
        lemma::{self, Lemmas},
        parser::{self, Input, Move, State},
        tagger::{self, SURE, Tagger},
        weights::Weights,
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
    /// Hand-parsed sentences of crisis reporting
    #[arg(long, default_value = "data/models/frames.txt")]
    frames: PathBuf,
    /// Folder for the models
    #[arg(long, default_value = "data/models")]
    out: PathBuf,
    /// Passes over the data for the tagger
    #[arg(long, default_value_t = 6)]
    tag_passes: usize,
    /// Passes over the data for the parser
    #[arg(long, default_value_t = 6)]
    parse_passes: usize,
    /// Only measure the models that are in the binary
    #[arg(long)]
    measure: bool,
    /// Measure on the development parts instead of the test parts
    #[arg(long)]
    dev: bool,
}

pub(crate) fn run(o: &Options) -> Result<()> {
    let part = if o.dev { "dev" } else { "test" };
    let tests = data::read_part(&o.treebanks, part)?;
    if o.measure {
        let tagger = text::english::tagger().context("no tagger in the binary")?;
        let weights = text::english::parser().context("no parser in the binary")?;
        let dictionary = text::english::dictionary().context("no dictionary in the binary")?;
        return measure(&tests, &Models { tagger, lemmas: lemma::shipped(), weights, dictionary });
    }
    let mut train: Vec<Sentence> = data::read_part(&o.treebanks, "train")?.into_iter().flat_map(|(_, s)| s).collect();
    ensure!(!train.is_empty(), "no training sentences in {}", o.treebanks.display());
    train.extend(data::frames(&o.frames, 12, &mut Random::new(3))?);
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
    std::fs::write(o.out.join("en-lemmas.tsv"), &lemmas)?;
    let lemmas = Lemmas::read(&lemmas);

    let (bytes, tagged) = learn_tagger(&train, &dictionary, o.tag_passes)?;
    report_size(&o.out.join("en-tags.bin"), &bytes)?;
    let tagger = Weights::read(&bytes).and_then(Tagger::new).context("the tagger does not read back")?;

    let views = |weights| Models { tagger: &tagger, lemmas: &lemmas, weights, dictionary: &dictionary };
    let blank = Weights::write(&[], &[], Vec::new());
    let blank = Weights::read(&blank).context("an empty model does not read back")?;
    let inputs: Vec<Input> = train.iter().zip(&tagged).map(|(s, c)| views(&blank).input(s, c)).collect();
    let keep: Vec<usize> = (0..train.len()).filter(|&i| train[i].is_tree()).collect();
    let bytes = learn_parser(&mut train, &inputs, &keep, o.parse_passes)?;
    report_size(&o.out.join("en-parse.bin"), &bytes)?;
    let weights = Weights::read(&bytes).context("the parser does not read back")?;
    measure(&tests, &views(&weights))
}

fn report_size(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| path.display().to_string())?;
    eprintln!("{}: {} kB", path.display(), bytes.len() / 1000);
    Ok(())
}

/// All that a sentence is analysed with.
struct Models<'a> {
    tagger: &'a Tagger<'a>,
    lemmas: &'a Lemmas<'a>,
    weights: &'a Weights<'a>,
    dictionary: &'a Dictionary<'a>,
}

impl Models<'_> {
    fn lemma(&self, norm: &str, tag: Tag, fine: &str) -> String {
        self.lemmas.lemma(norm, tag, fine, self.dictionary)
    }

    fn input(&self, s: &Sentence, classes: &[u8]) -> Input {
        let views = s.views(self.dictionary);
        let mut x = Input::default();
        for (k, &c) in classes.iter().enumerate() {
            let (tag, fine) = self.tagger.class(c);
            x.push(&views, k, c, tag, &self.lemma(&s.words[k].norm, tag, fine));
        }
        x
    }
}

/// Class names, most frequent first; classes seen fewer than three times are left out.
fn tag_classes(train: &[Sentence]) -> Vec<String> {
    let mut n: BTreeMap<String, usize> = BTreeMap::new();
    for w in train.iter().flat_map(|s| &s.words) {
        *n.entry(w.class()).or_default() += 1;
    }
    let mut n: Vec<_> = n.into_iter().filter(|x| x.1 >= 3).collect();
    n.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    n.into_iter().map(|x| x.0).collect()
}

/// For forms seen five times or more: the classes that make up a twentieth of their uses, as one number; [`SURE`] and the class where
/// there is only one and the form is common.
fn lexicon(train: &[Sentence], dictionary: &Dictionary<'_>, number: &BTreeMap<String, u8>) -> Vec<(u64, u16)> {
    let mut n: BTreeMap<u64, BTreeMap<u8, usize>> = BTreeMap::new();
    for s in train {
        let views = s.views(dictionary);
        for (k, w) in s.words.iter().enumerate() {
            if let Some(&c) = number.get(&w.class()) {
                *n.entry(views.form[k]).or_default().entry(c).or_default() += 1;
            }
        }
    }
    n.into_iter()
        .filter_map(|(form, classes)| {
            let all: usize = classes.values().sum();
            if all < 5 {
                return None;
            }
            let mut often: Vec<_> = classes.iter().filter(|x| x.1 * 20 >= all).map(|x| *x.0).collect();
            often.sort_unstable();
            if let [one] = classes.keys().copied().collect::<Vec<_>>()[..]
                && all >= 60
            {
                return Some((form, SURE | u16::from(one)));
            }
            let id = often.iter().fold(17u64, |h, &c| text::english::words::mix(h, u64::from(c)));
            Some((form, ((id >> 20) as u16 & 0x7fff).max(1)))
        })
        .collect()
}

/// The tagger's file, and what it took each word for on its second pass: it had met the sentence once, which gives about as many
/// mistakes as a new text. The parser must meet those mistakes in training, and this costs nothing.
fn learn_tagger(train: &[Sentence], dictionary: &Dictionary<'_>, passes: usize) -> Result<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut tagged = vec![Vec::new(); train.len()];
    let names = tag_classes(train);
    ensure!(passes > 0 && names.len() < 128, "{} classes are too many", names.len());
    let number: BTreeMap<String, u8> = names.iter().enumerate().map(|(i, n)| (n.clone(), i as u8)).collect();
    let lex = lexicon(train, dictionary, &number);
    let look: BTreeMap<u64, u16> = lex.iter().copied().collect();

    let mut random = Random::new(1);
    let mut p = Perceptron::new(names.len(), 2);
    let mut order: Vec<usize> = (0..train.len()).collect();
    let mut keys = Vec::new();
    let mut scores = vec![0i32; names.len()];
    for pass in 0..passes {
        random.shuffle(&mut order);
        let (mut right, mut all) = (0usize, 0usize);
        for &i in &order {
            let s = &train[i];
            // Now and then as a headline, all in capitals or all in small letters: reports come so.
            let views = s.disguised(random.below(100), dictionary);
            let trained: Vec<u16> = views.form.iter().map(|f| look.get(f).copied().unwrap_or(0)).collect();
            let amb: Vec<u32> = trained.iter().zip(&views.dictionary).map(|(&t, &d)| tagger::ambiguity(t, d)).collect();
            let (mut p1, mut p2) = (0u64, 0u64);
            for (k, &known) in trained.iter().enumerate() {
                let gold = number.get(&s.words[k].class()).copied();
                let guess = if known & SURE != 0 {
                    (known & 0xff) as u8
                } else {
                    keys.clear();
                    tagger::features(&views, &amb, k, p1, p2, |f| keys.push(f));
                    p.score(&keys, &mut scores);
                    let guess = tagger::best(&scores);
                    if let Some(g) = gold {
                        p.step();
                        all += 1;
                        right += usize::from(g == guess);
                        if g != guess {
                            p.update(&keys, g, guess);
                        }
                    }
                    guess
                };
                (p2, p1) = (p1, u64::from(guess) + 1);
                if pass == 1.min(passes - 1) {
                    tagged[i].push(guess);
                }
            }
        }
        eprintln!(
            "tagger pass {}: {:.2} % while learning, {} features",
            pass + 1,
            100.0 * right as f64 / all as f64,
            p.len()
        );
    }
    Ok((Weights::write(&names, &lex, p.rows(2_900_000)), tagged))
}

/// How many gold arcs a move makes impossible (dynamic oracle of the arc-hybrid system).
struct Costs {
    shift: usize,
    left: usize,
    right: usize,
}

fn costs(s: &State, gold: &[usize]) -> Costs {
    let (n, n0) = (gold.len(), s.next());
    let stack = s.stack();
    let mut c = Costs { shift: 0, left: 0, right: 0 };
    let below = stack.len().saturating_sub(1);
    if n0 < n {
        c.shift += stack[..below].iter().filter(|&&x| gold[n0] == x).count();
        c.shift += stack.iter().filter(|&&x| gold[x] == n0).count();
    }
    if let Some(&s0) = stack.last() {
        let ahead = |h: usize| h >= n0; // the buffer, root included
        let lost = (n0..n).filter(|&d| gold[d] == s0).count();
        let s1 = below.checked_sub(1).map(|k| stack[k]);
        let head = gold[s0];
        c.left = lost + usize::from((ahead(head) && head != n0) || Some(head) == s1);
        c.right = lost + usize::from(ahead(head));
    }
    c
}

fn learn_parser(train: &mut [Sentence], inputs: &[Input], keep: &[usize], passes: usize) -> Result<Vec<u8>> {
    let mut random = Random::new(2);
    let mut p = Perceptron::new(parser::CLASSES, 3);
    let mut order = keep.to_vec();
    let mut keys = Vec::new();
    let mut scores = vec![0i32; parser::CLASSES];
    let mut state = State::default();
    let mut zero = Vec::new();
    for pass in 0..passes {
        random.shuffle(&mut order);
        let (mut right, mut all) = (0usize, 0usize);
        for &i in &order {
            let (gold, rels): (Vec<usize>, Vec<Rel>) = train[i].words.iter().map(|w| (w.head, w.rel)).unzip();
            let x = &inputs[i];
            state.reset(x.len());
            while !state.done() {
                let [shift, left, root, rite] = state.legal();
                if root && !rite {
                    state.make(Move::Left(Rel::Root));
                    continue;
                }
                if shift && !left && !rite {
                    state.make(Move::Shift);
                    continue;
                }
                keys.clear();
                parser::features(&state, x, |f| keys.push(f));
                p.score(&keys, &mut scores);
                let guess = parser::pick(&state, &scores);
                let c = costs(&state, &gold);
                let least = [(shift, c.shift), (left || root, c.left), (rite, c.right)]
                    .iter()
                    .filter(|x| x.0)
                    .map(|x| x.1)
                    .min();
                let least = least.unwrap_or(0);
                // The moves that lose no more than they must; where the arc itself is gold the label must be too.
                zero.clear();
                if shift && c.shift == least {
                    zero.push(0);
                }
                let s0 = state.stack().last().copied().unwrap_or(0);
                let s1 = state.stack().len().checked_sub(2).map(|k| state.stack()[k]);
                if left && c.left == least {
                    if gold.get(s0) == Some(&state.next()) {
                        zero.push(Move::Left(rels[s0]).class());
                    } else {
                        zero.extend(Rel::ALL.iter().filter(|&&r| r != Rel::Root).map(|&r| Move::Left(r).class()));
                    }
                }
                if rite && c.right == least {
                    if gold.get(s0).copied() == s1 {
                        zero.push(Move::Right(rels[s0]).class());
                    } else {
                        zero.extend(Rel::ALL.iter().filter(|&&r| r != Rel::Root).map(|&r| Move::Right(r).class()));
                    }
                }
                let best = zero.iter().copied().max_by_key(|&c| (scores[usize::from(c)], std::cmp::Reverse(c)));
                let Some(best) = best else { break };
                p.step();
                all += 1;
                let good = zero.contains(&guess);
                right += usize::from(good);
                if !good {
                    p.update(&keys, best, guess);
                }
                // From the second pass on its own mistakes are followed, so that it learns what to do after one.
                let m = if good || (pass > 0 && random.below(100) < 90) { guess } else { best };
                let m = Move::of(m);
                state.make(if state.allows(m) { m } else { Move::of(best) });
            }
        }
        eprintln!(
            "parser pass {}: {:.2} % while learning, {} features",
            pass + 1,
            100.0 * right as f64 / all as f64,
            p.len()
        );
    }
    Ok(Weights::write(&parser::class_names(), &[], p.rows(7_600_000)))
}

/// Accuracy of tags and arcs on sentences, with our own tokens and the tagger's own tags.
fn measure(tests: &[(String, Vec<Sentence>)], m: &Models<'_>) -> Result<()> {
    println!("{:<34} {:>6} {:>6} {:>6} {:>6} {:>6} {:>7}", "part", "words", "UPOS", "lemma", "UAS", "LAS", "nsubj F");
    for (name, sentences) in tests {
        let (mut all, mut upos, mut lem, mut uas, mut las) = (0u32, 0u32, 0u32, 0u32, 0u32);
        let (mut found, mut made, mut want) = (0u32, 0u32, 0u32);
        let mut state = State::default();
        for s in sentences {
            let classes = m.tagger.tag(&s.views(m.dictionary));
            let x = m.input(s, &classes);
            parser::parse(m.weights, &x, &mut state);
            for (k, w) in s.words.iter().enumerate() {
                let (tag, fine) = m.tagger.class(classes[k]);
                let (head, rel) = state.arc(k);
                let arc = head.unwrap_or(s.words.len()) == w.head;
                all += 1;
                upos += u32::from(tag == w.tag);
                lem += u32::from(w.lemma.is_empty() || m.lemma(&w.norm, tag, fine) == w.lemma);
                uas += u32::from(arc);
                las += u32::from(arc && rel == w.rel);
                let subject = |r: Rel| matches!(r, Rel::Nsubj | Rel::NsubjPass);
                made += u32::from(subject(rel));
                want += u32::from(subject(w.rel));
                found += u32::from(arc && subject(rel) && rel == w.rel);
            }
        }
        let pc = |n: u32| 100.0 * f64::from(n) / f64::from(all.max(1));
        let f = 200.0 * f64::from(found) / f64::from((made + want).max(1));
        println!("{name:<34} {all:>6} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {f:>7.2}", pc(upos), pc(lem), pc(uas), pc(las));
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
