//! Time stamps beside OpenSSL, which plays the authority and checks what we kept. Without the program `openssl` the test says that it
//! was skipped.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr)] // Tests run programs and touch files.

use std::{fs, path::Path, process::Command};

use evidence::stamp;
use sha2::{Digest, Sha256};

const SETTINGS: &str = "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\ncrypto_device = builtin\ndigests = sha256\ndefault_policy = 1.2.3.4\nsigner_digest = sha256\n\
    other_policies = 1.2.3.5\naccuracy = secs:1\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\n";

fn openssl(dir: &Path, args: &[&str]) {
    let o = Command::new("openssl").args(args).current_dir(dir).output().unwrap();
    assert!(o.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&o.stderr));
}

#[test]
fn openssl_answers_our_question_and_we_read_its_answer() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: time stamps beside OpenSSL (openssl is missing)");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    fs::write(at.join("head.json"), "{\"size\":3,\"root\":\"00\"}\n").unwrap();
    fs::write(at.join("tsa.cnf"), SETTINGS).unwrap();
    fs::write(at.join("serial"), "01\n").unwrap();
    let subject = ["-subj", "/CN=An authority", "-addext", "extendedKeyUsage=critical,timeStamping"];
    openssl(
        at,
        &[&["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"][..], &subject]
            .concat(),
    );

    let sha256: [u8; 32] = Sha256::digest(fs::read(at.join("head.json")).unwrap()).into();
    fs::write(at.join("head.tsq"), stamp::request(&sha256)).unwrap();
    openssl(
        at,
        &[
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            "head.tsq",
            "-inkey",
            "key.pem",
            "-signer",
            "cert.pem",
            "-out",
            "head.tsr",
        ],
    );
    let answer = fs::read(at.join("head.tsr")).unwrap();
    let stamped = stamp::answer(&answer, &sha256).unwrap();
    assert_eq!(stamped.serial, "02");
    assert!(stamped.time.to_string().starts_with("20"), "{stamped:?}");
    openssl(at, &["ts", "-verify", "-data", "head.json", "-in", "head.tsr", "-CAfile", "cert.pem"]);

    assert_eq!(stamp::answer(&answer, &[0; 32]).unwrap_err().code, "proof-wrong");
    for end in [0, 1, 10, 50, answer.len() / 2] {
        assert!(stamp::answer(&answer[..end], &sha256).is_err(), "cut at {end}");
    }
}
