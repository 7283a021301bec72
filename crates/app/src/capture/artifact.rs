use crate::random::Random;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The secret in a link to a hosted page: 256 random bits as 50 characters of `[a-z0-9]` (base 36, most significant first).
/// Shown once; stored as its SHA-256, as a client's secret is.
#[derive(Clone, PartialEq, Eq)]
pub struct Artifact(String);

impl Artifact {
    /// Characters: 36 to the 50th is more than 2 to the 256th.
    pub const LENGTH: usize = 50;

    pub(crate) fn draw(random: &dyn Random) -> Self {
        let mut number = [0; 32];
        random.fill(&mut number);
        let mut characters = vec![b'0'; Self::LENGTH];
        for character in characters.iter_mut().rev() {
            *character = b"0123456789abcdefghijklmnopqrstuvwxyz"[divided(&mut number)];
        }
        Self(characters.into_iter().map(char::from).collect())
    }

    /// The text, to be put into a link.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// What has the form of one; `None` for everything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        (text.len() == Self::LENGTH && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }
}

/// Divides a number (most significant byte first) by 36 and gives the remainder.
fn divided(number: &mut [u8; 32]) -> usize {
    let mut rest = 0_u32;
    for byte in number {
        let part = (rest << 8) | u32::from(*byte);
        *byte = (part / 36) as u8;
        rest = part % 36;
    }
    rest as usize
}

impl fmt::Debug for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Artifact([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);

    impl Random for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn every_number_has_fifty_characters_and_all_its_bits() {
        let zero = Artifact::draw(&Fixed(0));
        assert_eq!(zero.reveal(), "0".repeat(50));
        let most = Artifact::draw(&Fixed(0xff));
        assert_eq!(Artifact::from_text(most.reveal()), Some(most.clone()));
        // Read back, it is 2 to the 256th less one.
        let mut number = [0_u8; 33];
        for character in most.reveal().bytes() {
            let mut carry =
                u32::from(character) - u32::from(if character < b'a' { b'0' } else { b'a' - 10 });
            for byte in number.iter_mut().rev() {
                let part = u32::from(*byte) * 36 + carry;
                *byte = (part & 0xff) as u8;
                carry = part >> 8;
            }
        }
        assert_eq!(number[0], 0);
        assert!(number[1..].iter().all(|byte| *byte == 0xff));
    }

    #[test]
    fn what_has_another_form_is_none() {
        for text in ["", "a", &"A".repeat(50), &"a".repeat(51), &"é".repeat(25)] {
            assert_eq!(Artifact::from_text(text), None, "{text}");
        }
    }
}
