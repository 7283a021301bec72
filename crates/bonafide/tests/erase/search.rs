//! Looks at every byte of folders for texts and for keys.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What is looked for, by its first eight bytes.
pub(crate) struct Search {
    needles: HashMap<[u8; 8], Vec<(usize, Vec<u8>)>>,
    /// By the first two bytes: most places need no further look.
    begins: Vec<bool>,
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// How often each needle was found, by its number, and a file that has it.
    pub(crate) hits: BTreeMap<usize, (u64, PathBuf)>,
}

/// A text or a key in the forms in which it may have been written: as it is, in hexadecimal digits, and in base64 wherever
/// it begins among the bytes that are written together.
pub(crate) fn forms(of: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![of.to_vec()];
    let lower: String = of.iter().map(|byte| format!("{byte:02x}")).collect();
    forms.push(lower.to_uppercase().into_bytes());
    forms.push(lower.into_bytes());
    for before in 0..3 {
        let padded = [&vec![0; before][..], of].concat();
        // What depends on the bytes around it is left off.
        let (first, last) = ([0, 2, 3][before], padded.len() * 4 / 3);
        for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let text = alphabet.encode(&padded);
            forms.push(text.as_bytes()[first..last].to_vec());
        }
    }
    forms
}

impl Search {
    /// For each of these in each of its [`forms`]; a hit has the number of what it is a form of.
    pub(crate) fn for_every_form(needles: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let needles = needles.into_iter().enumerate();
        Self::of(needles.flat_map(|(number, needle)| {
            let forms = forms(&needle).into_iter();
            forms.map(move |form| (number, form))
        }))
    }

    /// For these, each of at least eight bytes.
    pub(crate) fn new(needles: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::of(needles.into_iter().enumerate())
    }

    fn of(needles: impl IntoIterator<Item = (usize, Vec<u8>)>) -> Self {
        let mut search = Self {
            needles: HashMap::new(),
            begins: vec![false; 1 << 16],
        };
        for (number, needle) in needles {
            let head: [u8; 8] = needle[..8].try_into().unwrap();
            search.begins[usize::from(u16::from_be_bytes([head[0], head[1]]))] = true;
            search
                .needles
                .entry(head)
                .or_default()
                .push((number, needle));
        }
        search
    }

    /// Every file below these folders.
    pub(crate) fn through(&self, folders: &[PathBuf]) -> Found {
        let mut found = Found::default();
        let mut left = folders.to_vec();
        while let Some(path) = left.pop() {
            let Ok(metadata) = std::fs::symlink_metadata(&path) else {
                continue;
            };
            if metadata.is_dir() {
                let entries = std::fs::read_dir(&path).unwrap();
                left.extend(entries.flatten().map(|entry| entry.path()));
            } else if metadata.is_file()
                && let Ok(bytes) = std::fs::read(&path)
            {
                found.files += 1;
                found.bytes += bytes.len() as u64;
                self.look(&bytes, &path, &mut found);
            }
        }
        found
    }

    fn look(&self, bytes: &[u8], path: &Path, found: &mut Found) {
        for at in 0..bytes.len().saturating_sub(7) {
            let begin = usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1]);
            if !self.begins[begin] {
                continue;
            }
            let head: [u8; 8] = bytes[at..at + 8].try_into().unwrap();
            for (number, needle) in self.needles.get(&head).into_iter().flatten() {
                if bytes[at..].starts_with(needle) {
                    let hit = found
                        .hits
                        .entry(*number)
                        .or_insert_with(|| (0, path.to_owned()));
                    hit.0 += 1;
                }
            }
        }
    }
}

#[test]
fn a_text_is_found_in_each_form_wherever_it_begins() {
    let needle = b"Zqxjmarker001n00001";
    let search = Search::for_every_form([needle.to_vec()]);
    let folder = tempfile::tempdir().unwrap();
    let found = |written: Vec<u8>| {
        std::fs::write(folder.path().join("file"), written).unwrap();
        search.through(&[folder.path().to_owned()]).hits.len()
    };
    for before in 0..5 {
        let around = [&b"\xff\x00\x7f\x3e\xfb"[..before], needle, b"\xfe\x03"].concat();
        assert_eq!(found(around.clone()), 1);
        assert_eq!(found(STANDARD_NO_PAD.encode(&around).into_bytes()), 1);
        assert_eq!(found(URL_SAFE_NO_PAD.encode(&around).into_bytes()), 1);
    }
    let hexadecimal: String = needle.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(found(hexadecimal.to_uppercase().into_bytes()), 1);
    assert_eq!(found(hexadecimal.into_bytes()), 1);
    assert_eq!(found(needle[1..].to_vec()), 0);
}
