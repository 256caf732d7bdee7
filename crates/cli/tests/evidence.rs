//! A desk's file through the program: copies, checks, proofs, and what is left when the program is killed or the disk is full.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests touch files and wait.

mod common;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use common::Desk;
use serde_json::Value;

fn reports(from: usize, to: usize) -> String {
    (from..to).fold(String::new(), |mut out, n| {
        let _ = writeln!(
            out,
            "{{\"id\":\"r{n}\",\"url\":\"https://post.example/{n}\",\"published\":\"2031-05-02T10:00:00Z\",\
             \"text\":\"At least {n} people were hurt in the storm at Orlo, the coast guard said.\"}}"
        );
        out
    })
}

fn filled() -> Desk {
    let d = Desk::new();
    d.keep("a.jsonl", &reports(20, 24));
    d.get(&["read", "a.jsonl", "--db", "desk.sqlite", "-q"]);
    d
}

#[test]
fn proofs_are_checked_by_anybody() {
    let d = filled();
    d.keep("monday.json", &d.get(&["evidence", "head", "--db", "desk.sqlite"]));
    d.keep("r21.json", &d.get(&["evidence", "prove", "r21", "--db", "desk.sqlite"]));
    let said = d.get(&["evidence", "verify", "r21.json", "--head", "monday.json"]);
    assert!(said.starts_with("line 1 of 4") && said.contains("https://post.example/21"), "{said}");

    d.keep("b.jsonl", &reports(24, 27));
    d.get(&["read", "b.jsonl", "--db", "desk.sqlite", "-q"]);
    d.get(&["judge", "--db", "desk.sqlite", "same-event", "r20", "r21", "-q"]);
    d.keep("grown.json", &d.get(&["evidence", "grown", "monday.json", "--db", "desk.sqlite"]));
    d.keep("tuesday.json", &d.get(&["evidence", "head", "--db", "desk.sqlite"]));
    assert!(d.get(&["evidence", "verify", "grown.json", "--head", "tuesday.json"]).contains("from 4 to 8 lines"));
    d.keep("decision.json", &d.get(&["evidence", "prove", "#1", "--db", "desk.sqlite"]));
    assert!(d.get(&["evidence", "verify", "decision.json"]).contains("same-event"));
    assert!(d.get(&["check", "--db", "desk.sqlite", "--head", "monday.json"]).contains("whole"));

    // another head, a bent line, a file of something else
    let (code, said) = d.fails(&["evidence", "verify", "r21.json", "--head", "tuesday.json"]);
    assert!(code == Some(1) && said.contains("[other-head]"), "{said}");
    let bent = fs::read_to_string(d.path("r21.json")).unwrap().replace("post.example/21", "post.example/99");
    d.keep("bent.json", &bent);
    let (code, said) = d.fails(&["evidence", "verify", "bent.json"]);
    assert!(code == Some(1) && said.contains("[proof-wrong]"), "{said}");
    assert!(d.fails(&["evidence", "verify", "a.jsonl"]).1.contains("[not-a-proof]"));
    assert!(d.fails(&["evidence", "prove", "nobody", "--db", "desk.sqlite"]).1.contains("[no-such-entry]"));
    assert!(d.fails(&["evidence", "head", "--db", "nothing.sqlite"]).1.contains("[store-open]"));
    assert!(!d.files().contains(&"nothing.sqlite".to_owned()), "asking makes no file");
}

#[test]
fn a_backup_comes_back_and_the_old_file_stays() {
    let d = filled();
    d.get(&["backup", "--db", "desk.sqlite", "copy.sqlite", "-q"]);
    let before = d.get(&["read", "--db", "desk.sqlite", "--format", "json", "-q"]);
    d.keep("b.jsonl", &reports(24, 27));
    d.get(&["read", "b.jsonl", "--db", "desk.sqlite", "-q"]);
    assert!(d.fails(&["backup", "--db", "desk.sqlite", "copy.sqlite"]).1.contains("[store-there-already]"));
    d.get(&["restore", "copy.sqlite", "--db", "desk.sqlite", "-q"]);
    assert_eq!(d.get(&["read", "--db", "desk.sqlite", "--format", "json", "-q"]), before, "the picture of then");
    let newer = d.get(&["check", "--db", "desk.sqlite.before-restore-1", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&newer).unwrap()["reports"], 7, "nothing was lost");

    // a file that is beyond opening is what a backup is for
    d.keep("desk.sqlite", &"no database any more ".repeat(500));
    assert!(d.fails(&["check", "--db", "desk.sqlite"]).1.contains("[store-not-a-store]"));
    d.get(&["restore", "copy.sqlite", "--db", "desk.sqlite", "-q"]);
    assert_eq!(d.get(&["read", "--db", "desk.sqlite", "--format", "json", "-q"]), before);
    let kept = fs::read_to_string(d.path("desk.sqlite.before-restore-2")).unwrap();
    assert!(kept.starts_with("no database"), "kept as it was");

    // a copy that was changed is not brought back
    let by_hand = "UPDATE report SET text = 'x' WHERE id = 'r20'";
    let db = rusqlite::Connection::open(d.path("copy.sqlite")).unwrap();
    db.execute_batch(&format!("DROP TRIGGER report_fixed; {by_hand}")).unwrap();
    drop(db);
    let (code, said) = d.fails(&["restore", "copy.sqlite", "--db", "desk.sqlite"]);
    assert!(code == Some(1) && said.contains("[store-not-whole]"), "{said}");
    assert_eq!(d.get(&["read", "--db", "desk.sqlite", "--format", "json", "-q"]), before);
    let (code, said) = d.fails(&["check", "--db", "copy.sqlite", "--format", "json"]);
    assert!(code == Some(1) && said.contains("[store-not-whole]"), "{said}");
}

/// A little random generator: the moments of the kills must differ, and a failing run must be run again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

fn checked(d: &Desk, db: &str) -> Value {
    serde_json::from_str(&d.get(&["check", "--db", db, "--format", "json"])).unwrap()
}

/// `KILLS=200 cargo test -p cli --test evidence` takes the time to do it two hundred times.
#[test]
fn a_killed_import_or_decision_leaves_all_or_nothing() {
    let kills: u64 = std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(16);
    let d = filled();
    d.get(&["backup", "--db", "desk.sqlite", "start.sqlite", "-q"]);
    d.keep("b.jsonl", &reports(30, 330));
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut cut, mut decided) = (0, 0);
    for n in 0..kills {
        if n % 2 == 0 {
            let db = format!("import-{n}.sqlite");
            fs::copy(d.path("start.sqlite"), d.path(&db)).unwrap();
            let mut child = d
                .program(&["read", "b.jsonl", "--db", &db, "-q"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(dice.below(400)));
            child.kill().unwrap();
            child.wait().unwrap();
            let reports = checked(&d, &db)["reports"].as_u64().unwrap();
            assert!(reports == 4 || reports == 304, "{reports} reports after kill {n}");
            cut += u64::from(reports == 4);
            for end in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(PathBuf::from(d.path(&format!("{db}{end}"))));
            }
        } else {
            let mut child = d
                .program(&["judge", "--db", "desk.sqlite", "same-event", "r20", "r21"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(dice.below(150)));
            let acknowledged = child.try_wait().unwrap().is_some_and(|s| s.success());
            child.kill().unwrap();
            child.wait().unwrap();
            let now = checked(&d, "desk.sqlite")["judgements"].as_u64().unwrap();
            assert!(now == decided + 1 || now == decided && !acknowledged, "{now} after {decided}, kill {n}");
            decided = now;
        }
    }
    // run again after all that, the import does what it would have done
    d.get(&["read", "b.jsonl", "--db", "desk.sqlite", "-q"]);
    assert_eq!(checked(&d, "desk.sqlite")["reports"], 304);
    eprintln!("{cut} of {} imports were cut off before they were kept, {decided} decisions kept", kills.div_ceil(2));
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_told_and_loses_nothing() {
    let d = filled();
    let text = "word ".repeat(12_000);
    let big: String = (0..12).map(|n| format!("{{\"id\":\"big{n}\",\"text\":\"{n} {text}\"}}\n")).collect();
    d.keep("big.jsonl", &big);
    // files may not grow over this many blocks, which looks to the program like a disk without room
    let line = format!(
        "trap '' XFSZ; ulimit -f 700; exec {} read big.jsonl --db desk.sqlite -q",
        env!("CARGO_BIN_EXE_firsthand")
    );
    let o = Command::new("sh").arg("-c").arg(line).current_dir(Path::new(&d.path(""))).output().unwrap();
    let said = String::from_utf8_lossy(&o.stderr);
    assert_eq!(o.status.code(), Some(2), "{said}");
    assert!(said.contains("[store-") && said.contains("hint:"), "{said}");
    assert_eq!(checked(&d, "desk.sqlite")["reports"], 4);
    d.get(&["read", "big.jsonl", "--db", "desk.sqlite", "-q"]);
    assert_eq!(checked(&d, "desk.sqlite")["reports"], 16, "with room again it goes on");
}

/// An authority of our own: OpenSSL behind a web server, which answers as long as the file `open` is there.
fn authority(at: PathBuf) -> testkit::server::Server {
    use testkit::server::{Answer, Server};
    let openssl = |at: &Path, args: &[&str]| Command::new("openssl").args(args).current_dir(at).output().unwrap();
    fs::write(
        at.join("tsa.cnf"),
        "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\ncrypto_device = builtin\ndigests = sha256\ndefault_policy = 1.2.3.4\n\
         signer_digest = sha256\naccuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n",
    )
    .unwrap();
    fs::write(at.join("serial"), "01\n").unwrap();
    let subject = ["-subj", "/CN=An authority", "-addext", "extendedKeyUsage=critical,timeStamping"];
    let key = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"];
    assert!(openssl(&at, &[&key[..], &subject].concat()).status.success());
    Server::start(move |asked| match asked.path.as_str() {
        _ if !at.join("open").exists() => Answer::status(503),
        "/tsr" if asked.method == "POST" => {
            fs::write(at.join("q.tsq"), &asked.body).unwrap();
            let reply = [
                "ts",
                "-reply",
                "-config",
                "tsa.cnf",
                "-queryfile",
                "q.tsq",
                "-inkey",
                "key.pem",
                "-signer",
                "cert.pem",
            ];
            Answer::ok("application/timestamp-reply", openssl(&at, &reply).stdout)
        }
        "/cal/digest" if asked.body.len() == 32 => {
            let url = b"https://calendar.example";
            let mut said = vec![0xF0, 2, 1, 2, 0x08, 0, 0x83, 0xDF, 0xE3, 0x0D, 0x2E, 0xF9, 0x0C, 0x8E, 25, 24];
            said.extend(url);
            Answer::ok("application/vnd.opentimestamps.v1", said)
        }
        "/odd" => Answer::ok("text/html", "<html>Sign in</html>"),
        _ => Answer::status(404),
    })
}

#[test]
fn heads_are_stamped_by_others_or_wait_until_they_can_be() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: time stamps beside OpenSSL (openssl is missing)");
        return;
    }
    let d = Desk::new();
    d.keep("a.txt", "At least 12 prisoners escaped, the ministry said.");
    let (code, said) = d.fails(&["evidence", "stamp", "--db", "d.sqlite"]);
    assert!(code == Some(2) && said.contains("[store-open]"), "{said}");
    d.get(&["import", "a.txt", "--db", "d.sqlite"]);
    let (_, said) = d.fails(&["evidence", "stamp", "--db", "d.sqlite"]);
    assert!(said.contains("[nothing-to-stamp]"), "{said}");

    let dir = tempfile::tempdir().unwrap();
    let server = authority(dir.path().to_owned());
    let (tsa, calendar, odd) = (server.url("/tsr"), server.url("/cal"), server.url("/odd"));
    let allow = server.address().to_string();
    let first =
        d.run(&["evidence", "stamp", "--db", "d.sqlite", "--tsa", &tsa, "--calendar", &calendar, "--tsa", &odd]);
    assert!(first.status.success());
    assert!(
        String::from_utf8_lossy(&first.stderr).contains("[refused"),
        "the guard: {}",
        String::from_utf8_lossy(&first.stderr)
    );
    assert_eq!(server.asked().len(), 0, "nothing inside one's own network is asked");
    let closed = d.get(&["evidence", "stamp", "--db", "d.sqlite", "--allow", &allow, "-q"]);
    assert_eq!(closed.matches("waiting: head of 1 lines").count(), 3, "{closed}");

    fs::write(dir.path().join("open"), "").unwrap();
    let done = d.get(&["evidence", "stamp", "--db", "d.sqlite", "--allow", &allow, "-q"]);
    assert_eq!((done.matches("stamped: ").count(), done.matches("waiting: ").count()), (2, 1), "{done}");
    assert!(done.contains("promised by https://calendar.example") && done.contains("number 02"), "{done}");
    let again = d.get(&["evidence", "stamp", "--db", "d.sqlite", "--allow", &allow, "-q"]);
    assert_eq!(again.matches("waiting: ").count(), 1, "only what waits is asked again: {again}");
    assert!(again.contains("promised: head of 1 lines") && again.lines().count() == 2, "{again}");

    fs::create_dir(d.path("r")).unwrap();
    let list = d.get(&["evidence", "receipts", "--db", "d.sqlite", "-o", "r"]);
    assert!(list.contains("waiting since") && list.contains("ots verify"), "{list}");
    assert_eq!(fs::read_to_string(d.path("r/head-1.json")).unwrap(), d.get(&["evidence", "head", "--db", "d.sqlite"]));
    let checked = Command::new("openssl")
        .args(["ts", "-verify", "-data", "head-1.json", "-in", "head-1.json.1.tsr", "-CAfile"])
        .arg(dir.path().join("cert.pem"))
        .current_dir(d.path("r"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(fs::read(d.path("r/head-1.json.3.ots")).unwrap().starts_with(b"\x00OpenTimestamps"));
    assert!(d.get(&["check", "--db", "d.sqlite"]).contains("whole"));
}

#[test]
fn a_service_behind_the_certificates_of_ones_own_house_is_asked_once_they_are_named() {
    use testkit::{
        server::{Answer, Server},
        tls::{Authority, FOR_YEARS},
    };
    let d = Desk::new();
    d.keep("a.txt", "At least 12 prisoners escaped, the ministry said.");
    d.get(&["import", "a.txt", "--db", "d.sqlite"]);
    let house = Authority::new("House");
    let server = Server::start_tls(house.server(&["127.0.0.1"], FOR_YEARS), |asked| match asked.path.as_str() {
        "/digest" => {
            let promise = b"\xF0\x02\x01\x02\x08\x00\x83\xDF\xE3\x0D\x2E\xF9\x0C\x8E\x12\x11https://c.example";
            Answer::ok("application/vnd.opentimestamps.v1", promise.as_slice())
        }
        _ => Answer::status(404),
    });
    let (allow, calendar) = (server.address().to_string(), format!("https://{}", server.address()));
    let stamp = ["evidence", "stamp", "--db", "d.sqlite", "--allow", &allow];
    d.keep("words.pem", "our certificate");
    let (code, said) = d.fails(&[&stamp[..], &["--calendar", &calendar, "--roots", "words.pem"]].concat());
    assert!(
        code == Some(2) && said.contains("[bad-roots]") && said.contains("words.pem holds no certificate"),
        "{said}"
    );
    assert!(d.get(&["evidence", "receipts", "--db", "d.sqlite"]).contains("was ever wanted"), "nothing was queued");
    let o = d.run(&[&stamp[..], &["--calendar", &calendar]].concat());
    let said = String::from_utf8_lossy(&o.stderr);
    assert!(o.status.success() && said.contains("[tls]") && said.contains("--roots"), "{said}");
    d.keep("house.pem", &house.pem());
    let done = d.get(&[&stamp[..], &["--roots", "house.pem", "-q"]].concat());
    assert!(done.starts_with("stamped: ") && done.ends_with("promised by https://c.example\n"), "{done}");
}

/// Where `ots` of opentimestamps-client is there (`OTS=FILE`, or on the path), it reads what we kept.
#[test]
fn a_promise_is_asked_about_until_it_is_kept_and_both_proofs_stay() {
    use sha2::{Digest, Sha256};
    use testkit::server::{Answer, Server};
    let d = Desk::new();
    d.keep("a.txt", "At least 12 prisoners escaped, the ministry said.");
    d.get(&["import", "a.txt", "--db", "d.sqlite"]);
    let imprint = Sha256::digest(d.get(&["evidence", "head", "--db", "d.sqlite"]).as_bytes());
    let value: String = Sha256::digest([&imprint[..], &[1, 2]].concat()).iter().map(|b| format!("{b:02x}")).collect();
    let there = format!("/cal/timestamp/{value}");
    let path = there.clone();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/cal/digest" => {
            let url = format!("http://{}/cal", asked.header("host").unwrap());
            let n = u8::try_from(url.len()).unwrap();
            let head = [0xF0, 2, 1, 2, 0x08, 0, 0x83, 0xDF, 0xE3, 0x0D, 0x2E, 0xF9, 0x0C, 0x8E, n + 1, n];
            Answer::ok("application/vnd.opentimestamps.v1", [&head[..], url.as_bytes()].concat())
        }
        p if p == path => match asked.before {
            0 => Answer::with(404, &[("Content-Type", "text/plain")], "Pending confirmation in Bitcoin blockchain"),
            1 => Answer::ok("text/html", "<html>Sign in</html>"),
            // one more step, then block 2000
            _ => Answer::ok(
                "application/vnd.opentimestamps.v1",
                [0xF1, 1, 9, 0x08, 0, 0x05, 0x88, 0x96, 0x0D, 0x73, 0xD7, 0x19, 0x01, 2, 0xD0, 0x0F],
            ),
        },
        _ => Answer::status(404),
    });
    let allow = server.address().to_string();
    let stamp = |more: &[&str]| {
        d.get(&[&["evidence", "stamp", "--db", "d.sqlite", "--allow", &allow, "-q"][..], more].concat())
    };
    let first = stamp(&["--calendar", &server.url("/cal")]);
    assert!(first.starts_with("stamped: ") && first.contains("promised by http://"), "{first}");
    assert_eq!(server.count(&there), 0, "a promise is not asked about in the moment it is made");
    for _ in 0..2 {
        let later = stamp(&[]);
        assert!(later.starts_with("promised: ") && later.ends_with("not in a block yet\n"), "{later}");
    }
    let kept = stamp(&[]);
    assert!(kept.starts_with("stamped: ") && kept.ends_with("in Bitcoin block 2000\n"), "{kept}");
    let (_, said) = d.fails(&["evidence", "stamp", "--db", "d.sqlite"]);
    assert!(said.contains("[nothing-to-stamp]"), "{said}");
    assert_eq!(server.count(&there), 3, "and not after it was kept");

    fs::create_dir(d.path("r")).unwrap();
    let list = d.get(&["evidence", "receipts", "--db", "d.sqlite", "-o", "r"]);
    assert!(list.contains("promised by http://") && list.contains("in Bitcoin block 2000"), "{list}");
    let (old, new) =
        (fs::read(d.path("r/head-1.json.1.ots")).unwrap(), fs::read(d.path("r/head-1.json.2.ots")).unwrap());
    assert!(old != new && old[..old.len() - 60] == new[..old.len() - 60]);
    assert!(d.get(&["check", "--db", "d.sqlite"]).contains("whole"));
    let ots = std::env::var("OTS").unwrap_or_else(|_| "ots".to_owned());
    let Ok(o) = Command::new(&ots).args(["info", "head-1.json.2.ots"]).current_dir(d.path("r")).output() else {
        eprintln!("SKIPPED: the proof beside opentimestamps-client (ots is missing)");
        return;
    };
    let said = String::from_utf8_lossy(&o.stdout);
    let hex: String = imprint.iter().map(|b| format!("{b:02x}")).collect();
    assert!(
        o.status.success() && said.contains(&hex) && said.contains("BitcoinBlockHeaderAttestation(2000)"),
        "{said}"
    );
}
