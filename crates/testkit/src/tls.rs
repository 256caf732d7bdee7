//! Certificates made on the spot, good ones and bad ones.
//!
//! Key decision: made anew at each run, since one that is kept in a repository ends some day and takes the tests with it.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};

/// A day: year, month, day.
pub type Day = (i32, u8, u8);

/// A time that holds today and on the day that tests have.
pub const FOR_YEARS: (Day, Day) = ((2020, 1, 1), (2100, 1, 1));

/// Somebody who signs certificates.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// The certificates between it and its root.
    chain: Vec<CertificateDer<'static>>,
}

fn params(name: &str, of: &[&str], (from, to): (Day, Day)) -> CertificateParams {
    let mut p = CertificateParams::new(of.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
    p.distinguished_name.push(DnType::CommonName, name);
    (p.not_before, p.not_after) = (date_time_ymd(from.0, from.1, from.2), date_time_ymd(to.0, to.1, to.2));
    p
}

fn authority_params(name: &str) -> CertificateParams {
    let mut p = params(name, &[], FOR_YEARS);
    p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    p
}

fn config(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap())
}

impl Authority {
    /// A root of this name.
    pub fn new(name: &str) -> Self {
        let issuer = CertifiedIssuer::self_signed(authority_params(name), KeyPair::generate().unwrap()).unwrap();
        Self { issuer, chain: Vec::new() }
    }

    /// Another that this one vouches for.
    pub fn beneath(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::signed_by(authority_params(name), key, &self.issuer).unwrap();
        let chain = [vec![issuer.der().clone()], self.chain.clone()].concat();
        Self { issuer, chain }
    }

    /// Its own certificate, as a file.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// What a server needs to be one of these names between two days.
    pub fn server(&self, names: &[&str], days: (Day, Day)) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let own = params("server", names, days).signed_by(&key, &self.issuer).unwrap();
        config([vec![own.der().clone()], self.chain.clone()].concat(), &key)
    }
}

/// A server for which nobody vouches but itself.
pub fn self_signed(names: &[&str]) -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let own = params("server", names, FOR_YEARS).self_signed(&key).unwrap();
    config(vec![own.der().clone()], &key)
}
