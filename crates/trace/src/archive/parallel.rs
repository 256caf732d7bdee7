//! The same work on many items, on several threads, with the results in the order of the items.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// Items that a thread takes at a time.
const TAKEN: usize = 64;

/// Does `work` for `0..n`; each thread makes itself a `state` first.
pub(crate) fn each<S, R: Send>(
    n: usize,
    threads: usize,
    state: &(dyn Fn() -> S + Sync),
    work: &(dyn Fn(&mut S, usize) -> R + Sync),
) -> Vec<R> {
    let taken = TAKEN.min(n.div_ceil(4 * threads)).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<R>)>> = Mutex::new(Vec::new());
    let run = || {
        let mut own = state();
        loop {
            let from = next.fetch_add(taken, Ordering::Relaxed);
            if from >= n {
                return;
            }
            let made: Vec<R> = (from..n.min(from + taken)).map(|i| work(&mut own, i)).collect();
            done.lock().unwrap_or_else(PoisonError::into_inner).push((from, made));
        }
    };
    std::thread::scope(|s| {
        for _ in 1..threads.min(n) {
            s.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|d| d.0);
    done.into_iter().flat_map(|d| d.1).collect()
}
