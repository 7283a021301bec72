//! Any file as a picture: what the probe takes has the size that decoding finds, decoding refuses by name what it
//! cannot read, and what is kept is no larger than asked for.
#![no_main]

use bonafide_fuzz::decode::{DecodeError, Limits, decode, probe};
use bonafide_fuzz::raster::Raster;
use libfuzzer_sys::fuzz_target;

/// Small, so that an input takes little time; the code is the same for large ones.
const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    edge: 2_000,
    pixels: 1 << 20,
    alloc: 16 << 20,
    kept_edge: 64,
};

fuzz_target!(|file: &[u8]| {
    let probed = probe(file, &LIMITS);
    match (probed, decode(file, &LIMITS)) {
        (Ok(info), Ok(picture)) => {
            assert_eq!(info.size, picture.size);
            assert!(picture.size.width.max(picture.size.height) <= LIMITS.edge);
            assert!((1..=LIMITS.kept_edge).contains(&picture.raster.long_side()));
        }
        (Ok(_), Err(error)) => assert!(
            matches!(
                error,
                DecodeError::Damaged { .. }
                    | DecodeError::Unsupported { .. }
                    | DecodeError::Truncated { .. }
                    | DecodeError::TooMuchMemory { .. }
            ),
            "only damage within the pixels is found late: {error}"
        ),
        (Err(early), Err(late)) => assert_eq!(early, late),
        (Err(error), Ok(_)) => panic!("a refused file was decoded: {error}"),
    }
});
