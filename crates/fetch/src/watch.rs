//! Looking at many sources again and again.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

use crate::{
    Client, Fetched, Outcome, Poll, Source, State,
    poll::{self, poll},
};

/// How often the engine looks up from waiting.
const SLICE: Duration = Duration::from_millis(250);

/// Where captures and states are kept.
pub trait Desk {
    /// What is remembered of a source.
    fn state(&self, source: &str) -> Option<State>;

    /// Keep what came and what is to be remembered: both or neither, and for good when this comes back. The same captures given
    /// again, as after a crash, must change nothing.
    fn keep(&mut self, source: &Source, captures: &[Fetched], state: &State) -> Result<(), Box<dyn std::error::Error>>;
}

/// How to go about it.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Look once at all that is due, then end.
    pub once: bool,
    /// Sources looked at side by side; those of one host come one after the other all the same.
    pub parallel: usize,
}

/// What happens, for whoever wants to tell it.
#[derive(Debug)]
pub enum Event<'a> {
    /// A source is being looked at.
    Looking(&'a Source),
    /// It was, and what came is kept.
    Kept(&'a Source, &'a Poll),
    /// Nothing is due for this many seconds.
    Idle(i64),
}

/// The engine.
#[derive(Debug)]
pub struct Watch<'a> {
    client: &'a Client,
    options: Options,
}

/// A source in the round.
struct Slot<'a> {
    source: &'a Source,
    state: State,
    running: bool,
    done: bool,
}

impl Slot<'_> {
    /// When it is due, in seconds since 1970.
    fn due(&self) -> i64 {
        self.state.next_due.as_ref().map_or(i64::MIN, model::Moment::seconds)
    }
}

impl<'a> Watch<'a> {
    /// An engine that asks by this client.
    pub fn new(client: &'a Client, options: Options) -> Self {
        Self { client, options }
    }

    /// Look at sources until told to stop (by the client's flag), or once. What was fetched when the stop came is kept. Gives what
    /// the last look at each gave, in the order of the sources; an error only where the desk could not keep something.
    pub fn run(
        &self,
        sources: &[Source],
        desk: &mut dyn Desk,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Vec<Option<Outcome>>, Box<dyn std::error::Error>> {
        let state = |s: &Source| desk.state(&s.name).unwrap_or_default();
        let mut slots: Vec<Slot> =
            sources.iter().map(|s| Slot { source: s, state: state(s), running: false, done: false }).collect();
        for s in &slots {
            self.client.recall(&s.state.robots);
        }
        let mut trouble = None;
        std::thread::scope(|scope| {
            let (give, take) = mpsc::channel();
            let mut told_idle = false;
            loop {
                let now = self.client.clock().now();
                let ending = self.client.is_stopped() || trouble.is_some();
                let mut running = slots.iter().filter(|s| s.running).count();
                let mut places: BTreeSet<String> =
                    slots.iter().filter(|s| s.running).map(|s| s.source.target.place()).collect();
                let mut order: Vec<usize> = (0..slots.len()).collect();
                order.sort_by_key(|i| slots.get(*i).map_or(i64::MAX, Slot::due));
                for i in order {
                    let Some(slot) = slots.get_mut(i) else { continue };
                    // A timer that starts us each quarter of an hour may come a little early.
                    let early = if self.options.once { slot.source.every.as_secs() / 10 } else { 0 };
                    let due = slot.due() <= now.seconds().saturating_add(i64::try_from(early).unwrap_or(0));
                    let ready = !ending && due && !slot.running && !slot.done;
                    if !ready || running >= self.options.parallel.max(1) || !places.insert(slot.source.target.place()) {
                        continue;
                    }
                    running += 1;
                    (slot.running, told_idle) = (true, false);
                    tell(Event::Looking(slot.source));
                    let (client, source, state, give) = (self.client, slot.source, slot.state.clone(), give.clone());
                    let now = now.clone();
                    scope.spawn(move || {
                        let look = catch_unwind(AssertUnwindSafe(|| poll(client, source, &state, &now)));
                        let look = look.unwrap_or_else(|_| Ok(poll::broken(source, &state, &now)));
                        // Nobody takes it any more only where the engine itself is gone.
                        let _ = give.send((i, look));
                    });
                }
                if running == 0 {
                    let next = slots.iter().filter(|s| !s.done).map(Slot::due).min();
                    let (false, Some(next)) = (ending || self.options.once, next) else { return };
                    let left = next.saturating_sub(now.seconds()).max(0);
                    if !told_idle {
                        told_idle = true;
                        tell(Event::Idle(left));
                    }
                    let left = Duration::from_secs(u64::try_from(left).unwrap_or(0));
                    self.client.clock().wait(left.clamp(Duration::from_millis(10), SLICE));
                    continue;
                }
                match take.recv_timeout(SLICE) {
                    Ok((i, look)) => {
                        let Some(slot) = slots.get_mut(i) else { continue };
                        slot.running = false;
                        slot.done = self.options.once;
                        let Ok(poll) = look else { continue };
                        if trouble.is_some() {
                            continue;
                        }
                        match desk.keep(slot.source, &poll.captures, &poll.state) {
                            Ok(()) => {
                                tell(Event::Kept(slot.source, &poll));
                                slot.state = poll.state;
                            }
                            Err(e) => trouble = Some(e),
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        });
        match trouble {
            Some(e) => Err(e),
            None => Ok(slots.into_iter().map(|s| s.state.outcome).collect()),
        }
    }
}
