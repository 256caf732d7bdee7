//! A limit on how slowly an answer may come.
//!
//! Key decision: what counts is how much came in a stretch of time, and not the pause between two bytes: a server that sends one byte
//! each second is never silent, and would hold its place for all the time there is. The stretch begins with the first byte of the
//! answer, so that a server may think before it speaks (for that, there is a limit of its own). This stands above encryption, whose own
//! messages are no answer.

use std::time::{Duration, Instant};

use ureq::{
    Error,
    unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport, time},
};

use crate::Failure;

/// Bytes that have to come in the stretch: less than the slowest line there ever was gives in a few seconds.
const LEAST: usize = 1 << 10;

/// Ends connections on which next to nothing comes for this long.
#[derive(Debug)]
pub(crate) struct Pace(pub(crate) Duration);

impl<In: Transport> Connector<In> for Pace {
    type Out = Paced<In>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let host = details.uri.host().unwrap_or_default().to_owned();
        Ok(chained.map(|inner| Paced { inner, host, stretch: self.0, since: None, bytes: 0 }))
    }
}

/// A connection that is watched.
#[derive(Debug)]
pub(crate) struct Paced<T> {
    inner: T,
    host: String,
    stretch: Duration,
    /// When this stretch began; `None` before the answer does.
    since: Option<Instant>,
    /// What came in it.
    bytes: usize,
}

impl<T: Transport> Transport for Paced<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.since = None;
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.inner.buffers().input().len();
        if let Some(since) = self.since {
            // What is there already is taken, however long the last of it took to be read.
            let left = self.stretch.saturating_sub(since.elapsed()).max(Duration::from_millis(1));
            if left < *timeout.after {
                timeout.after = time::Duration::Exact(left);
            }
        }
        match self.inner.await_input(timeout) {
            Ok(more) => {
                self.bytes += self.inner.buffers().input().len().saturating_sub(before);
                if self.since.is_none() || self.bytes >= LEAST {
                    (self.since, self.bytes) = (Some(Instant::now()), 0);
                }
                Ok(more)
            }
            Err(_) if self.since.is_some_and(|s| s.elapsed() >= self.stretch) => {
                let seconds = self.stretch.as_secs_f32();
                let note = format!("{} sent less than {LEAST} bytes in {seconds} seconds, and was left", self.host);
                Err(Error::Other(Box::new(Failure::new("idle", note))))
            }
            Err(e) => Err(e),
        }
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
