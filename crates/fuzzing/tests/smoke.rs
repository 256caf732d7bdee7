//! Every fuzz target over its seeds and simple mutations of them, on the stable toolchain.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests read files and the clock.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fuzzing::{TARGETS, Target};

/// Time for each target: enough for hundreds of runs, little enough for every change.
const BUDGET: Duration = Duration::from_millis(1_200);

fn fuzz_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// Seeds of a target, in order of name: its own, and those for all.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let mut out = vec![Vec::new()];
    for folder in ["all", target] {
        let Ok(entries) = fs::read_dir(fuzz_dir().join("seeds").join(folder)) else { continue };
        let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
        files.sort();
        out.extend(files.iter().map(|f| fs::read(f).unwrap()));
    }
    out
}

/// A small generator of its own, so that a failure comes back on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap()
    }
}

const PIECES: &[&str] = &[
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "\u{0301}",
    "é",
    "٣٤",
    "１２",
    "½",
    "𝟙",
    "\r\n",
    "\n\n",
    "\"",
    "“",
    "+++\n",
    "<div>",
    "</",
    "<!--",
    "&#x41;",
    "{\"",
    "\\u",
    "999999999999999999999999",
    "1e400",
    "0.0.0",
    "1,2,3",
    "-",
    "–",
    "$",
    "%",
    "at least ",
    "half of ",
    "dozens of ",
    "on Monday",
    "the 31st of February",
    "Mr. ",
    "U.S. ",
    "said ",
    "according to ",
    " not ",
    " (",
    ")",
    "[",
    "]",
    "...",
    "?!",
];

fn mutate(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(data.len() + 1);
        match chance.below(6) {
            0 => data.truncate(at),
            1 => data.insert(at, u8::try_from(chance.below(256)).unwrap()),
            2 if at < data.len() => data[at] ^= 1 << chance.below(8),
            3 => {
                let piece = PIECES[chance.below(PIECES.len())];
                data.splice(at..at, piece.repeat(1 + chance.below(3)).into_bytes());
            }
            4 => {
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                data.splice(at..at, other[from..to].iter().copied());
            }
            _ => {
                let to = (at + chance.below(80)).min(data.len());
                data.drain(at..to);
            }
        }
    }
    data
}

fn run(target: &Target) {
    let seeds = seeds(target.name);
    assert!(seeds.len() > 1, "{} has no seeds", target.name);
    let started = Instant::now();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let try_it = |data: &[u8]| {
        if std::panic::catch_unwind(|| (target.run)(data)).is_err() {
            panic!("{} failed on {:?}", target.name, String::from_utf8_lossy(data));
        }
    };
    for s in &seeds {
        try_it(s);
    }
    for _ in 0..3_000 {
        if started.elapsed() > BUDGET {
            break;
        }
        let (a, b) = (chance.below(seeds.len()), chance.below(seeds.len()));
        let data = mutate(&seeds[a], &seeds[b], &mut chance);
        try_it(&data);
    }
}

macro_rules! smoke {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            run(TARGETS.iter().find(|t| t.name == stringify!($name)).unwrap());
        })+

        #[test]
        fn no_target_is_left_out() {
            let mut listed = vec![$(stringify!($name)),+];
            let mut known: Vec<_> = TARGETS.iter().map(|t| t.name).collect();
            listed.sort_unstable();
            known.sort_unstable();
            assert_eq!(listed, known);
            let mut files: Vec<String> = fs::read_dir(fuzz_dir().join("fuzz_targets"))
                .unwrap()
                .map(|e| e.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            files.sort();
            assert_eq!(files, known, "fuzz/fuzz_targets has one file for each target");
            for name in known {
                let code = fs::read_to_string(fuzz_dir().join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
                assert!(code.contains(&format!("fuzzing::{name}(data)")), "{name}.rs runs its target");
                let manifest = fs::read_to_string(fuzz_dir().join("Cargo.toml")).unwrap();
                assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is in the manifest");
            }
        }
    };
}

smoke!(
    any_file,
    front_matter,
    html,
    json_lines,
    text,
    network,
    reader,
    quantities,
    times,
    moment,
    know_image,
    know_lookup,
    stored_json,
    picture,
    archives,
    feeds,
    web_archive,
    mail,
    tables,
    documents,
    exchanges,
    stamps,
    search,
    robots,
    addresses,
    sources,
    tips,
);
