//! What sealing costs beside the SHA-256 that every file is given anyway: MB/s of each, over a file of 4 MiB.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use bonafide_sealing::{DataKey, Entropy, MasterKey, MasterKeys, Place};
use sha2::{Digest as _, Sha256};
use std::hint::black_box;
use std::time::Instant;

const PLACE: Place<'_> = Place {
    account: "live-acme-1f2e3d4c5b6a7988",
    dossier: "0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10",
    what: "file",
    which: "7d9f0b0e-2f4f-4f6c-8a55-93d1f1b3a001",
};

struct Fixed;

impl Entropy for Fixed {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0x5a);
    }
}

/// The fastest of several turns: the others were disturbed.
fn seconds<T>(turns: usize, mut what: impl FnMut() -> T) -> f64 {
    (0..turns)
        .map(|_| {
            let began = Instant::now();
            black_box(what());
            began.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn main() {
    let file: Vec<u8> = (0..4 << 20).map(|at: u32| (at % 251) as u8).collect();
    let key = DataKey::draw(&Fixed);
    let sealed = key.seal(&PLACE, &file, &Fixed);
    let rate = |seconds: f64| file.len() as f64 / 1e6 / seconds;
    let hash = rate(seconds(20, || Sha256::digest(&file)));
    let seal = rate(seconds(20, || key.seal(&PLACE, &file, &Fixed)));
    let open = rate(seconds(20, || key.open(&PLACE, &sealed)));
    println!("sha256        {hash:>7.0} MB/s");
    println!(
        "seal          {seal:>7.0} MB/s, {:.2} of sha256's time",
        hash / seal
    );
    println!(
        "open          {open:>7.0} MB/s, {:.2} of sha256's time",
        hash / open
    );

    let master = MasterKey::draw(&Fixed);
    let wrapped = master.wrap("acme", "dossier", &key, &Fixed);
    let keys = MasterKeys::new([master]);
    let row = key.seal(&PLACE, &file[..1000], &Fixed);
    let micros = |seconds: f64| seconds * 1e6 / 1000.0;
    let unwrap = micros(seconds(20, || {
        for _ in 0..1000 {
            black_box(keys.unwrap("acme", "dossier", &wrapped).is_ok());
        }
    }));
    let column = micros(seconds(20, || {
        for _ in 0..1000 {
            black_box(key.open(&PLACE, &row).is_ok());
        }
    }));
    println!("unwrap a key      {unwrap:.2} µs");
    println!("open a column of 1 kB {column:.2} µs");
}
