//! A sender's name or number in one writing, so that the same sender is the same pseudonym.

use crate::flat::Flat;

/// The one writing of a sender: small letters, single blanks; a telephone number as its digits, without the zeros that begin it abroad.
pub fn plain_sender(sender: &str) -> String {
    let flat = Flat::new(sender).text.to_lowercase();
    let words: Vec<&str> = flat.split_whitespace().collect();
    let plain = words.join(" ");
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let number = digits.len() >= 7 && plain.chars().all(|c| c.is_ascii_digit() || " +-().\u{2f}".contains(c));
    if number {
        digits.strip_prefix("00").unwrap_or(&digits).to_owned()
    } else {
        plain.trim_start_matches('@').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::plain_sender;

    #[test]
    fn one_sender_has_one_writing() {
        assert_eq!(plain_sender("+963 944-123-456"), plain_sender("00963 944 123456"));
        assert_eq!(plain_sender("٠٠٩٦٣ ٩٤٤ ١٢٣ ٤٥٦"), plain_sender("+963944123456"));
        assert_eq!(plain_sender(" Rana@Post.example "), plain_sender("rana@post.example"));
        assert_ne!(plain_sender("rana"), plain_sender("rania"));
    }
}
