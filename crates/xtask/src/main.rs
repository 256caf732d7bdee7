//! Work on the repository that is no part of the product: what a change does to the shipped crises, and checks of the house rules.
//!
//! Key decision: whatever a contributor must remember is a command here, and whatever can be checked is a test.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)] // A developers' tool: reads and writes files, prints.

mod archive;
mod corpus_diff;
mod licences;
mod plant;
mod synth;
#[cfg(test)]
mod tidy;
mod train;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "xtask", about = "Work on the repository")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Learn the English tagger, dictionary forms and parser from treebanks (CoNLL-U), and measure them
    Train(train::Options),
    /// Show which claims, answers, copies and findings of the shipped crises differ from the committed snapshots
    CorpusDiff {
        /// Replace the snapshots
        #[arg(long)]
        write: bool,
        /// Exit with 1 where anything differs
        #[arg(long)]
        check: bool,
    },
    /// Check the licences and sources of everything that is linked in against deny.toml
    Licences,
    /// Write pages of real length with copies planted among them, and what was planted, for measuring how copies are traced
    Plant(plant::Options),
    /// Write N invented reports as JSON lines, for measuring scale; the same N gives the same bytes
    Synth {
        /// How many
        n: usize,
        /// Where to
        #[arg(long, short, value_name = "FILE", default_value = "out/synth.jsonl")]
        output: std::path::PathBuf,
    },
    /// Write an archive of N invented reports as JSON lines, as they are made; each line tells what was planted
    Archive {
        /// How many
        n: u64,
        /// Where to
        #[arg(long, short, value_name = "FILE", default_value = "out/archive.jsonl")]
        output: std::path::PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().task {
        Task::Train(o) => train::run(&o),
        Task::CorpusDiff { write, check } => corpus_diff::run(write, check),
        Task::Licences => licences::run(&root()),
        Task::Plant(o) => plant::run(&root(), &o),
        Task::Archive { n, output } => archive::run(n, &output),
        Task::Synth { n, output } => synth::run(&root(), n, &output),
    }
}

/// The repository.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
