//! Digests as archives write them: `sha1:BASE32`, `sha256:BASE32` or hexadecimal.

use data_encoding::{BASE32, BASE32_NOPAD, HEXLOWER};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What comparing with a digest came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The bytes have this digest.
    Right,
    /// They have another.
    Wrong,
    /// The digest is of a kind that is not known here, or is none.
    Unknown,
}

/// Compare bytes with a digest.
pub fn check(digest: &str, bytes: &[u8]) -> Checked {
    let Some((kind, value)) = digest.split_once(':') else { return Checked::Unknown };
    let sum: Vec<u8> = match kind.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        _ => return Checked::Unknown,
    };
    let value = value.trim();
    let upper = value.to_ascii_uppercase();
    let stated = if value.len() == sum.len() * 2 {
        HEXLOWER.decode(value.to_ascii_lowercase().as_bytes())
    } else if value.ends_with('=') {
        BASE32.decode(upper.as_bytes())
    } else {
        BASE32_NOPAD.decode(upper.as_bytes())
    };
    match stated {
        Ok(s) if s == sum => Checked::Right,
        Ok(s) if s.len() == sum.len() => Checked::Wrong,
        _ => Checked::Unknown,
    }
}

/// The digest that we write: SHA-256 in the letters that archives' tools compare.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    format!("sha256:{}", BASE32.encode(&Sha256::digest(bytes)))
}

/// SHA-256 in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::{Checked, check, hex, sha256};

    #[test]
    fn digests_are_compared_in_any_letters() {
        assert_eq!(check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b""), Checked::Right);
        assert_eq!(check("SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b""), Checked::Right);
        assert_eq!(check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"x"), Checked::Wrong);
        assert_eq!(check(&sha256(b"abc"), b"abc"), Checked::Right);
        assert_eq!(check(&format!("sha-256:{}", hex(b"abc")), b"abc"), Checked::Right);
        for odd in ["md5:00", "sha1:", "", "sha1:short", "sha256:é"] {
            assert_eq!(check(odd, b"abc"), Checked::Unknown, "{odd}");
        }
    }
}
