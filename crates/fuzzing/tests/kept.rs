//! Every input that fuzzing found worth keeping (`fuzz/kept`, written by `fuzz/run.sh -k`), run again on the stable toolchain.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests read files.

use std::{
    fs,
    io::Read as _,
    panic::catch_unwind,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use flate2::read::GzDecoder;
use fuzzing::TARGETS;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/kept")
}

/// The inputs of a file: each behind its length, all in gzip; `fuzz/kept.py` writes it.
fn inputs(file: &Path) -> Vec<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(fs::File::open(file).unwrap()).read_to_end(&mut plain).unwrap();
    let (mut rest, mut out) = (plain.as_slice(), Vec::new());
    while let Some((length, more)) = rest.split_first_chunk() {
        let (input, more) = more.split_at(u32::from_le_bytes(*length).try_into().unwrap());
        out.push(input.to_vec());
        rest = more;
    }
    assert!(rest.is_empty(), "{} ends with an input", file.display());
    out
}

#[test]
fn what_fuzzing_found_is_borne() {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap();
        let target = TARGETS.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("{name} is no target"));
        all.extend(inputs(&file).into_iter().map(|input| (target, input)));
    }
    assert!(all.len() > 1_000, "{} inputs", all.len());
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|s| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            s.spawn(|| {
                while let Some((target, input)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if catch_unwind(|| (target.run)(input)).is_err() {
                        failed.lock().unwrap().push(format!("{}: {:?}", target.name, String::from_utf8_lossy(input)));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
