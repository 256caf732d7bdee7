//! Proofs hold for what they were made of, and for nothing else.

use evidence::{Entry, Growth, Head, Inclusion, Log, Passing};
use model::{Report, sha256_hex};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn lines(n: u64) -> Vec<String> {
    (0..n).map(|i| format!("{{\"entry\":\"capture\",\"report\":\"r{i}\"}}")).collect()
}

/// The tree by the words of RFC 6962, section 2.1, over the hashes of the lines.
fn by_the_book(leaves: &[Vec<u8>]) -> Vec<u8> {
    match leaves {
        [] => Sha256::digest(b"").to_vec(),
        [one] => Sha256::digest([&[0], one.as_slice()].concat()).to_vec(),
        many => {
            let k = many.len().next_power_of_two() / 2;
            let k = if k == many.len() { k / 2 } else { k };
            let (l, r) = (by_the_book(&many[..k]), by_the_book(&many[k..]));
            Sha256::digest([vec![1], l, r].concat()).to_vec()
        }
    }
}

#[test]
fn the_head_is_the_tree_of_the_standard() {
    for n in 0..40 {
        let all = lines(n);
        let leaves: Vec<Vec<u8>> = all.iter().map(|l| Sha256::digest(l.as_bytes()).to_vec()).collect();
        let wanted: String = by_the_book(&leaves).iter().map(|b| format!("{b:02x}")).collect();
        let mut passing = Passing::default();
        all.iter().for_each(|l| passing.push(l));
        assert_eq!((passing.size(), passing.head()), (n, Head { size: n, root: wanted.clone() }));
        assert_eq!(all.iter().collect::<Log>().head(), Head { size: n, root: wanted });
    }
    // of no lines: what everybody can compute
    assert_eq!(Log::default().head().root, sha256_hex(b""));
}

#[test]
fn a_line_says_what_was_captured() {
    let r = Report { url: Some("https://a.example/".to_owned()), ..Report::from_text("a", "Text") };
    let line = Entry::capture(&r).line();
    assert!(line.starts_with("{\"entry\":\"capture\",\"report\":\"a\",\"sha256\":\""), "{line}");
    assert!(line.contains(&sha256_hex(b"Text")) && !line.contains('\n'), "{line}");
    assert_eq!(serde_json::from_str::<Entry>(&line).unwrap(), Entry::capture(&r));
}

#[test]
fn what_is_not_there_cannot_be_proven() {
    let log: Log = lines(5).iter().collect();
    assert_eq!(log.inclusion(5, "x").unwrap_err().code, "log-too-short");
    assert_eq!(log.inclusion(2, "x").unwrap_err().code, "proof-wrong");
    assert_eq!(log.growth(6).unwrap_err().code, "log-too-short");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_line_of_every_log_is_proven(n in 1u64..60, at in 0u64..60) {
        let all = lines(n);
        let log: Log = all.iter().collect();
        let at = at % n;
        let proof = log.inclusion(at, &all[at as usize]).unwrap();
        prop_assert_eq!(proof.verify(), Ok(()));
        let back: Inclusion = serde_json::from_str(&serde_json::to_string(&proof).unwrap()).unwrap();
        prop_assert_eq!(back.verify(), Ok(()));
        let other = Inclusion { line: "x".to_owned(), ..proof.clone() };
        prop_assert!(other.verify().is_err());
        if n > 1 {
            let moved = Inclusion { index: (at + 1) % n, ..proof.clone() };
            prop_assert!(moved.verify().is_err());
        }
        let longer: Log = all.iter().map(String::as_str).chain(["one more"]).collect();
        let elsewhere = Inclusion { head: longer.head(), ..proof };
        prop_assert!(elsewhere.verify().is_err());
    }

    #[test]
    fn growth_is_proven_and_change_is_not(n in 0u64..60, added in 0u64..20, changed in 0u64..60) {
        let all = lines(n + added);
        let log: Log = all.iter().collect();
        let proof = log.growth(n).unwrap();
        prop_assert_eq!(&proof.old, &all[..n as usize].iter().collect::<Log>().head());
        prop_assert_eq!(proof.verify(), Ok(()));
        if n > 0 {
            let mut bent = all.clone();
            bent[(changed % n) as usize].push('x');
            let bent: Log = bent.iter().collect();
            let own = bent.growth(n).unwrap();
            prop_assert!(own.verify().is_ok());
            let of_another = Growth { old: proof.old.clone(), ..own };
            prop_assert!(of_another.verify().is_err());
        }
    }

    #[test]
    fn nonsense_is_refused_without_a_panic(size in any::<u64>(), index in any::<u64>(), path in proptest::collection::vec("[0-9a-fxé]{0,70}", 0..6), root in "[0-9a-f]{62,66}") {
        let head = Head { size, root };
        let _ = Inclusion { line: "x".to_owned(), index, path: path.clone(), head: head.clone() }.verify();
        let _ = Growth { old: head.clone(), new: head, path }.verify();
    }
}
