//! Any bytes as sealed bytes, as a wrapped key and as a file of master keys: none opens that was not sealed, what was sealed
//! comes back, and one changed byte is found.
#![no_main]

use bonafide_sealing::{DataKey, Entropy, MasterKey, MasterKeys, Place, WrappedKey, sealed_len};
use libfuzzer_sys::fuzz_target;

/// The same bytes each time: a finding can be repeated.
struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0);
    }
}

const PLACE: Place<'_> = Place {
    account: "account",
    dossier: "dossier",
    what: "what",
    which: "which",
};

fuzz_target!(|bytes: &[u8]| {
    let key = DataKey::draw(&Fixed(7));
    assert!(key.open(&PLACE, bytes).is_err());
    let mut sealed = key.seal(&PLACE, bytes, &Fixed(9));
    assert_eq!(sealed.len() as u64, sealed_len(bytes.len() as u64));
    assert_eq!(key.open(&PLACE, &sealed).as_deref(), Ok(bytes));
    let at = bytes.iter().fold(0_usize, |at, byte| at * 31 + usize::from(*byte)) % sealed.len();
    sealed[at] ^= 1;
    assert!(key.open(&PLACE, &sealed).is_err());

    let master = MasterKeys::new([MasterKey::draw(&Fixed(3))]);
    if let Ok(wrapped) = WrappedKey::read(bytes.to_vec()) {
        assert!(master.unwrap("account", "dossier", &wrapped).is_err());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = MasterKeys::read(text);
    }
});
