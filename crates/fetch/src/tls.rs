//! Encryption: whose certificates are believed, and why one was not.
//!
//! Key decision: own connector over rustls in place of the client library's, which believes either the list built in or a list of
//! one's own. A house whose network inspects connections needs both, and somebody who looks at a failure needs to know which of the
//! many things that can be wrong with a certificate it was. Validity is judged by the [`Clock`], as all else that depends on the time of day.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use model::Moment;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    time_provider::TimeProvider,
};
use ureq::{
    Error,
    unversioned::transport::{
        Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport, TransportAdapter, time,
    },
};

use crate::{Clock, Failure, guard::shown};

/// Bytes waiting to be read or sent on one connection.
const BUFFER: usize = 64 << 10;

/// Whose certificates are believed.
#[derive(Clone, Debug)]
pub struct Roots(RootCertStore);

impl Default for Roots {
    /// The list of Mozilla's root programme, as it is in the program.
    fn default() -> Self {
        Self(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }
}

impl Roots {
    /// The largest file of certificates that is believed, in bytes: 4 MiB, thirty times Mozilla's whole list.
    pub const MAX_BYTES: u64 = 4 << 20;

    /// Believe those who stand in a file too; the error says what is wrong with it, in words that follow its name.
    pub fn add_file(&mut self, file: &Path) -> Result<(), String> {
        let mut pem = Vec::new();
        File::open(file)
            .and_then(|f| f.take(Self::MAX_BYTES + 1).read_to_end(&mut pem))
            .map_err(|e| format!("could not be read: {e}"))?;
        if pem.len() as u64 > Self::MAX_BYTES {
            return Err("is larger than 4 MiB".to_owned());
        }
        self.add(&pem)
    }

    /// Believe also those who stand in a file of certificates (PEM); the error says what is wrong with it.
    pub fn add(&mut self, pem: &[u8]) -> Result<(), String> {
        let mut added = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let damaged = |e: &dyn std::fmt::Display| format!("holds a certificate that is damaged ({e})");
            let certificate = certificate.map_err(|e| damaged(&e))?;
            self.0.add(certificate).map_err(|e| damaged(&e))?;
            added += 1;
        }
        match added {
            0 if pem.is_empty() => Err("is empty".to_owned()),
            0 => Err("holds no certificate in PEM form".to_owned()),
            _ => Ok(()),
        }
    }
}

/// The clock by which certificates are valid.
struct Today(Arc<dyn Clock>);

impl std::fmt::Debug for Today {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Today")
    }
}

impl TimeProvider for Today {
    fn current_time(&self) -> Option<UnixTime> {
        let millis = u64::try_from(self.0.millis()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_millis(millis)))
    }
}

/// Encrypts the connections to https addresses.
#[derive(Debug)]
pub(crate) struct Tls(Arc<ClientConfig>);

impl Tls {
    pub(crate) fn new(roots: &Roots, clock: Arc<dyn Clock>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_details(provider, Arc::new(Today(clock)))
            .with_safe_default_protocol_versions()
            .expect("the provider knows the usual versions")
            .with_root_certificates(roots.0.clone())
            .with_no_client_auth();
        Self(Arc::new(config))
    }
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, Encrypted>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let Some(plain) = chained else { return Ok(None) };
        if !details.needs_tls() {
            return Ok(Some(Either::A(plain)));
        }
        let host = details.uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let refused = |why: &rustls::Error| Error::Other(Box::new(failure(&host, why)));
        let name = ServerName::try_from(host.clone()).map_err(|_| {
            let note = format!("{} is no name for which there are certificates", shown(&host));
            Error::Other(Box::new(Failure::new("tls", note).todo("look for a slip in the address")))
        })?;
        let mut conn = ClientConnection::new(Arc::clone(&self.0), name).map_err(|e| refused(&e))?;
        let mut sock = TransportAdapter::new(plain.boxed(), Arc::clone(&details.current_time));
        sock.set_timeout(left(details));
        if let Err(e) = conn.complete_io(&mut sock) {
            let why = e.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
            return Err(why.map(refused).unwrap_or_else(|| Error::from(e)));
        }
        let (buffers, stream) = (LazyBuffers::new(BUFFER, BUFFER), StreamOwned::new(conn, sock));
        Ok(Some(Either::B(Encrypted { buffers, stream })))
    }
}

/// What is left of the time to connect: it began before there was anything to encrypt.
fn left(details: &ConnectionDetails) -> NextTimeout {
    use time::{Duration, Instant};
    let passed = match ((details.current_time)(), details.now) {
        (Instant::Exact(now), Instant::Exact(began)) => now.saturating_duration_since(began),
        _ => std::time::Duration::ZERO,
    };
    let mut timeout = details.timeout;
    if let Duration::Exact(all) = timeout.after {
        timeout.after = Duration::Exact(all.saturating_sub(passed));
    }
    timeout
}

/// A connection that nobody on the way can read.
pub(crate) struct Encrypted {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl std::fmt::Debug for Encrypted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Encrypted")
    }
}

impl Transport for Encrypted {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        Ok(io::Write::write_all(&mut self.stream, output)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(timeout);
        let amount = io::Read::read(&mut self.stream, self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

fn day(time: UnixTime) -> String {
    let moment = i64::try_from(time.as_secs()).ok().and_then(Moment::from_seconds).map(|m| m.to_string());
    moment.and_then(|m| m.get(..10).map(str::to_owned)).unwrap_or_else(|| "a day that no calendar has".to_owned())
}

/// Why the encrypted connection to a host was not made, and what to do.
pub(crate) fn failure(host: &str, why: &rustls::Error) -> Failure {
    let clock = "look at this machine's clock; where it is right, tell whoever keeps the site";
    let (what, todo) = match why {
        rustls::Error::InvalidCertificate(c) => match c {
            CertificateError::ExpiredContext { not_after, .. } => {
                (format!("its certificate ended on {}", day(*not_after)), clock)
            }
            CertificateError::Expired => ("its certificate has ended".to_owned(), clock),
            CertificateError::NotValidYetContext { not_before, .. } => {
                (format!("its certificate begins on {}", day(*not_before)), clock)
            }
            CertificateError::NotValidYet => ("its certificate has not begun".to_owned(), clock),
            CertificateError::NotValidForNameContext { presented, .. } => {
                // They come as the library writes them for programmers: `DnsName("a.example")`.
                let plain = |n: &String| {
                    let inner = n.split_once('(').map_or(n.as_str(), |(_, n)| n.trim_end_matches(')'));
                    shown(inner.trim_matches('"'))
                };
                let names: Vec<String> = presented.iter().take(3).map(plain).collect();
                let names = if names.is_empty() { "no name".to_owned() } else { names.join(", ") };
                (
                    format!("its certificate is for {names}"),
                    "look for a slip in the address, and look at it in a browser",
                )
            }
            CertificateError::NotValidForName => (
                "its certificate is for another name".to_owned(),
                "look for a slip in the address, and look at it in a browser",
            ),
            CertificateError::UnknownIssuer => (
                "its certificate is signed by itself, or by an authority that is not known here".to_owned(),
                "look at it in a browser; where your own house's network inspects connections, write its root \
                 certificate under [tls] roots in sources.toml, or name it to evidence stamp with --roots",
            ),
            CertificateError::Revoked => (
                "its certificate was called back".to_owned(),
                "do not believe what it says; tell whoever keeps the site",
            ),
            other => (format!("its certificate is not in order: {other}"), "look at it in a browser"),
        },
        rustls::Error::InvalidMessage(_) => {
            ("what answers there is not encrypted".to_owned(), "look at the address in a browser; it may be http")
        }
        other => (other.to_string(), "look at it in a browser, and at this machine's clock"),
    };
    Failure::new("tls", format!("the encrypted connection to {host} was not made: {what}")).todo(todo)
}
