//! Looks at every byte of folders for texts and for keys.

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

impl Search {
    /// For these, each of at least eight bytes.
    pub(crate) fn new(needles: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut search = Self {
            needles: HashMap::new(),
            begins: vec![false; 1 << 16],
        };
        for (number, needle) in needles.into_iter().enumerate() {
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
