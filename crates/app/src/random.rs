use uuid::Uuid;

/// Where unguessable bytes come from.
pub trait Random: Send + Sync {
    /// Fills the buffer with bytes that nobody can guess.
    ///
    /// # Panics
    /// When the machine has no randomness to give: nothing secret can be made then.
    fn fill(&self, buffer: &mut [u8]);
}

/// The random source of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        aws_lc_rs::rand::fill(buffer).expect("the operating system gives random bytes");
    }
}

/// A UUID of version 4 (RFC 9562, 5.4).
pub(crate) fn uuid(random: &dyn Random) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
