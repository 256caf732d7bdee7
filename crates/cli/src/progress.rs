//! How far a long run is, on standard error, never with --quiet: a bar on a terminal, after half a second; elsewhere a line a minute, so
//! that a log shows that it lives.

use std::{
    io::{IsTerminal, Write as _},
    sync::{Mutex, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run shorter than this shows nothing: a bar that flashes by only disturbs.
const SILENT: Duration = Duration::from_millis(500);
/// A log gets a line so often.
const LINE: Duration = Duration::from_secs(60);

pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    shown: std::sync::Once,
    started: Instant,
    /// The stage that is shown, and since when.
    stage: Mutex<(&'static str, Instant)>,
    /// Lines that a log has had so far; none are written where the user wants quiet.
    lines: Option<std::sync::atomic::AtomicU64>,
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
        let lines = (!quiet && bar.is_none()).then(Default::default);
        let started = Instant::now();
        Self { bar, shown: std::sync::Once::new(), started, stage: Mutex::new((what, started)), lines }
    }

    /// So many reports were taken in, from so many bytes of all. May be called from any thread.
    pub(crate) fn bytes(&self, stage: &str, reports: usize, done: u64, all: u64) {
        let took = self.started.elapsed();
        if took < SILENT {
            return;
        }
        let rate = reports as f64 / took.as_secs_f64();
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            bar.set_position(done);
            bar.set_message(format!("{stage}: {reports} reports, {rate:.0}/s"));
            self.shown.call_once(|| {
                let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} % {eta}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
                bar.set_draw_target(ProgressDrawTarget::stderr());
            });
        } else if self.line_is_due() {
            let share = if all > 0 { done as f64 / all as f64 } else { 0.0 };
            let left = left(share, took);
            // Nothing is left to be done when standard error itself is gone.
            let _ = writeln!(
                std::io::stderr(),
                "{stage}: {reports} reports, {rate:.0}/s, {:.0} % of the bytes{left}",
                share * 100.0
            );
        }
    }

    /// A log has had no line in this minute.
    fn line_is_due(&self) -> bool {
        let minutes = self.started.elapsed().as_secs() / LINE.as_secs();
        self.lines.as_ref().is_some_and(|l| l.fetch_max(minutes, Ordering::Relaxed) < minutes)
    }

    /// So much of a stage is done. A new stage begins a new bar, with its own rate and time left. May be called from any thread.
    pub(crate) fn at(&self, stage: &'static str, done: usize, total: usize) {
        let Some(bar) = &self.bar else {
            let since = {
                let mut now = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
                if now.0 != stage {
                    *now = (stage, Instant::now());
                }
                now.1
            };
            if self.line_is_due() {
                let took = since.elapsed();
                let rate = done as f64 / took.as_secs_f64().max(0.001);
                let left = left(done as f64 / total.max(1) as f64, took);
                // Nothing is left to be done when standard error itself is gone.
                let _ = writeln!(std::io::stderr(), "{stage}: {done} of {total}, {rate:.0}/s{left}");
            }
            return;
        };
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

/// The time left, in words, where so much was done in so long.
fn left(share: f64, took: Duration) -> String {
    let seconds = took.as_secs_f64() * (1.0 / share - 1.0);
    if seconds.is_finite() { format!(", about {:.0} min left", (seconds / 60.0).ceil()) } else { String::new() }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
