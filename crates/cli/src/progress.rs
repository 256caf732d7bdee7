//! How far a long run is, on standard error: only on a terminal, only after half a second, never with --quiet.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run shorter than this shows nothing: a bar that flashes by only disturbs.
const SILENT: Duration = Duration::from_millis(500);

pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    shown: std::sync::Once,
    started: Instant,
}

impl Progress {
    pub(crate) fn new(what: &'static str, total: usize, quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what);
            bar
        });
        Self { bar, shown: std::sync::Once::new(), started: Instant::now() }
    }

    /// So much of a stage is done. A new stage begins a new bar, with its own rate and time left. May be called from any thread.
    pub(crate) fn at(&self, stage: &'static str, done: usize, total: usize) {
        let Some(bar) = &self.bar else { return };
        if bar.message() != stage {
            bar.reset();
            bar.set_message(stage);
        }
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        if self.started.elapsed() > SILENT {
            self.shown.call_once(|| bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }

    /// One more is done. May be called from any thread.
    pub(crate) fn step(&self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if self.started.elapsed() > SILENT {
            self.shown.call_once(|| bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
