use sha2::{Digest, Sha256};

/// SHA-256 of some bytes in lower-case hexadecimal, as `sha256sum` prints it.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A stable id: `prefix` and the first 10 hexadecimal digits of the SHA-256 of the parts, which are kept apart by a zero byte.
///
/// Ten digits are 40 bits: among a million ids of one kind a clash is expected about once in two stores; callers that cannot bear
/// one must check.
pub fn content_id(prefix: &str, parts: &[&str]) -> String {
    let mut h = Sha256::new();
    for p in parts {
        h.update(p.as_bytes());
        h.update([0]);
    }
    format!("{prefix}{}", &hex(&h.finalize())[..10])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(super::content_id("c", &["ab", "c"]), super::content_id("c", &["a", "bc"]));
        assert_eq!(super::sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
