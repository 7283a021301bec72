//! What must hold of sealed bytes and wrapped keys, seen from outside.

use bonafide_sealing::{
    DataKey, Entropy, MasterKey, MasterKeys, Place, Unopened, UnwrapError, WrappedKey, sealed_len,
};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that never come again, from a number that goes up.
struct Counting(AtomicU64);

impl Counting {
    const fn new() -> Self {
        Self(AtomicU64::new(1))
    }
}

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            chunk.copy_from_slice(&mixed[..chunk.len()]);
        }
    }
}

const SEGMENT: usize = 64 * 1024 + 16;
const HEAD: usize = 20;

const PLACE: Place<'_> = Place {
    account: "live-acme-1f2e",
    dossier: "0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10",
    what: "image",
    which: "7d9f0b0e-2f4f-4f6c-8a55-93d1f1b3a001",
};

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| (at * 31 % 251) as u8).collect()
}

#[test]
fn every_flipped_bit_of_a_small_file_is_found() {
    let entropy = Counting::new();
    let key = DataKey::draw(&entropy);
    let sealed = key.seal(&PLACE, &bytes(300), &entropy);
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            assert_eq!(
                key.open(&PLACE, &changed),
                Err(Unopened),
                "byte {at}, bit {bit}"
            );
        }
    }
    assert_eq!(key.open(&PLACE, &sealed).unwrap(), bytes(300));
}

#[test]
fn ten_thousand_flipped_bytes_of_a_large_file_are_found() {
    let entropy = Counting::new();
    let key = DataKey::draw(&entropy);
    let sealed = key.seal(&PLACE, &bytes(200_000), &entropy);
    let mut changed = sealed.clone();
    for turn in 0..10_000_usize {
        let at = turn * 7919 % sealed.len();
        changed[at] ^= 0x5a;
        assert_eq!(key.open(&PLACE, &changed), Err(Unopened), "byte {at}");
        changed[at] ^= 0x5a;
    }
}

#[test]
fn segments_cannot_be_swapped_dropped_repeated_or_taken_from_another_file() {
    let entropy = Counting::new();
    let key = DataKey::draw(&entropy);
    let sealed = key.seal(&PLACE, &bytes(4 * 65_536), &entropy);
    let other = key.seal(&PLACE, &bytes(4 * 65_536), &entropy);
    let (head, body) = sealed.split_at(HEAD);
    let segments: Vec<&[u8]> = body.chunks(SEGMENT).collect();
    let strange: Vec<&[u8]> = other[HEAD..].chunks(SEGMENT).collect();
    assert_eq!(segments.len(), 4);
    let opens = |segments: &[&[u8]]| {
        let mut joined = head.to_vec();
        joined.extend(segments.concat());
        key.open(&PLACE, &joined).is_ok()
    };
    assert!(opens(&segments));
    for first in 0..4 {
        for second in 0..4 {
            if first != second {
                let mut swapped = segments.clone();
                swapped.swap(first, second);
                assert!(!opens(&swapped), "{first} and {second} swapped");
            }
        }
        let mut dropped = segments.clone();
        dropped.remove(first);
        assert!(!opens(&dropped), "{first} dropped");
        let mut twice = segments.clone();
        twice.insert(first, segments[first]);
        assert!(!opens(&twice), "{first} twice");
        let mut taken = segments.clone();
        taken[first] = strange[first];
        assert!(!opens(&taken), "{first} of another file");
    }
}

#[test]
fn a_cut_or_longer_file_is_found_at_every_length() {
    let entropy = Counting::new();
    let key = DataKey::draw(&entropy);
    let sealed = key.seal(&PLACE, &bytes(65_536 + 50), &entropy);
    for length in (0..sealed.len())
        .rev()
        .step_by(13)
        .chain([HEAD + SEGMENT, HEAD, 0])
    {
        assert_eq!(
            key.open(&PLACE, &sealed[..length]),
            Err(Unopened),
            "{length}"
        );
    }
    for more in [1, 16, SEGMENT] {
        let mut longer = sealed.clone();
        longer.extend(bytes(more));
        assert_eq!(key.open(&PLACE, &longer), Err(Unopened), "{more} more");
    }
}

#[test]
fn what_is_sealed_opens_at_its_own_place_alone() {
    let entropy = Counting::new();
    let key = DataKey::draw(&entropy);
    let sealed = key.seal(&PLACE, b"Anna Maria Eriksson", &entropy);
    let elsewhere = [
        Place {
            account: "live-acme-1f2f",
            ..PLACE
        },
        Place {
            dossier: "0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e11",
            ..PLACE
        },
        Place {
            what: "file",
            ..PLACE
        },
        Place {
            which: "7d9f0b0e-2f4f-4f6c-8a55-93d1f1b3a002",
            ..PLACE
        },
        // The same letters with another border between them.
        Place {
            what: "imag",
            which: "e7d9f0b0e-2f4f-4f6c-8a55-93d1f1b3a001",
            ..PLACE
        },
    ];
    for place in elsewhere {
        assert_eq!(key.open(&place, &sealed), Err(Unopened), "{place:?}");
    }
    assert_eq!(DataKey::draw(&entropy).open(&PLACE, &sealed), Err(Unopened));
    assert_eq!(key.open(&PLACE, &sealed).unwrap(), b"Anna Maria Eriksson");
}

#[test]
fn a_wrapped_key_opens_for_its_own_dossier_under_its_own_master_key_alone() {
    let entropy = Counting::new();
    let (old, new) = (MasterKey::draw(&entropy), MasterKey::draw(&entropy));
    let key = DataKey::draw(&entropy);
    let sealed = key.seal(&PLACE, b"Anna", &entropy);
    let wrapped = old.wrap("acme", "one", &key, &entropy);
    let keys = MasterKeys::new([old.clone(), new.clone()]);
    let opened = keys.unwrap("acme", "one", &wrapped).unwrap();
    assert_eq!(opened.open(&PLACE, &sealed).unwrap(), b"Anna");

    assert_eq!(
        keys.unwrap("acme", "two", &wrapped).err(),
        Some(UnwrapError::Damaged)
    );
    assert_eq!(
        keys.unwrap("acm", "eone", &wrapped).err(),
        Some(UnwrapError::Damaged)
    );
    let without = MasterKeys::new([new]);
    assert_eq!(
        without.unwrap("acme", "one", &wrapped).err(),
        Some(UnwrapError::Missing(old.id()))
    );
    for at in 0..wrapped.bytes().len() {
        let mut changed = wrapped.bytes().to_vec();
        changed[at] ^= 1;
        let opened = WrappedKey::read(changed).and_then(|key| keys.unwrap("acme", "one", &key));
        assert!(opened.is_err(), "byte {at}");
    }
    assert!(WrappedKey::read(wrapped.bytes()[1..].to_vec()).is_err());
}

#[test]
fn master_keys_come_back_from_their_text_and_show_nothing_of_themselves() {
    let entropy = Counting::new();
    let key = MasterKey::draw(&entropy);
    let text = format!("# kept apart\n\n{}  # the first\n", &*key.reveal());
    let read = MasterKeys::read(&text).unwrap();
    assert_eq!(read.newest(), Some(&key));
    assert_eq!(read.find(key.id()), Some(&key));
    assert_eq!(key.id().to_string().parse(), Ok(key.id()));
    for wrong in [
        "zz",
        "00",
        &key.reveal()[1..],
        &format!("{}0", &*key.reveal()),
    ] {
        assert!(MasterKeys::read(wrong).is_err(), "{wrong}");
    }
    let shown = format!("{key:?} {read:?} {:?}", DataKey::draw(&entropy));
    assert!(!shown.contains(key.reveal().as_str()), "{shown}");
    assert!(shown.contains("[redacted]"));
}

#[test]
fn no_nonce_comes_twice() {
    let entropy = Counting::new();
    let key = DataKey::draw(&entropy);
    let mut seen = HashSet::new();
    for _ in 0..20_000 {
        let sealed = key.seal(&PLACE, b"", &entropy);
        assert!(seen.insert(sealed[1..HEAD].to_vec()));
    }
}

proptest! {
    #[test]
    fn whatever_was_sealed_comes_back(plain in prop::collection::vec(any::<u8>(), 0..2000)) {
        let entropy = Counting::new();
        let key = DataKey::draw(&entropy);
        let sealed = key.seal(&PLACE, &plain, &entropy);
        prop_assert_eq!(sealed.len() as u64, sealed_len(plain.len() as u64));
        prop_assert_eq!(key.open(&PLACE, &sealed).unwrap(), plain);
    }

    #[test]
    fn so_do_lengths_around_the_borders_of_segments(segments in 0_usize..4, beside in -2_isize..3) {
        let length = (segments * 65_536).saturating_add_signed(beside);
        let entropy = Counting::new();
        let key = DataKey::draw(&entropy);
        let sealed = key.seal(&PLACE, &bytes(length), &entropy);
        prop_assert_eq!(sealed.len() as u64, sealed_len(length as u64));
        prop_assert!(key.open(&PLACE, &sealed).unwrap() == bytes(length));
    }

    #[test]
    fn no_other_bytes_open(noise in prop::collection::vec(any::<u8>(), 0..500)) {
        let key = DataKey::draw(&Counting::new());
        prop_assert_eq!(key.open(&PLACE, &noise), Err(Unopened));
        prop_assert!(WrappedKey::read(noise).is_err());
    }
}
