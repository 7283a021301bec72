use anyhow::{Context, Result, anyhow};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// What a long measurement has found so far, an item a line, so that one that was cut short goes on where it was.
///
/// An item counts for the code and the models that made it alone: a ledger of other code is begun anew.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    code: String,
}

#[derive(Serialize, Deserialize)]
struct Heading {
    code: String,
}

#[derive(Serialize, Deserialize)]
struct Entry<T> {
    key: String,
    item: T,
}

impl Ledger {
    /// A ledger in a folder; `code` names what measures.
    pub(crate) fn new(folder: &Path, name: &str, code: &str) -> Self {
        Self {
            path: folder.join(format!("{name}.jsonl")),
            code: code.to_owned(),
        }
    }

    /// The item of each key, in the order of the keys: those that the ledger holds as they are, the others worked out,
    /// `jobs` at once, and written down as they come.
    pub(crate) fn each<T>(
        &self,
        keys: &[String],
        jobs: usize,
        work: impl Fn(&str) -> Result<T> + Sync,
    ) -> Result<Vec<T>>
    where
        T: Serialize + DeserializeOwned + Send,
    {
        let (mut items, mut file) = self.open::<T>()?;
        let missing: Vec<&String> = keys
            .iter()
            .filter(|key| !items.contains_key(*key))
            .collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| -> Result<()> {
            let (sender, receiver) = mpsc::channel::<Result<Entry<T>>>();
            for _ in 0..jobs.max(1) {
                let (sender, next, missing, work) = (sender.clone(), &next, &missing, &work);
                scope.spawn(move || {
                    while let Some(key) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let entry =
                            work(key)
                                .with_context(|| format!("measuring {key}"))
                                .map(|item| Entry {
                                    key: (*key).clone(),
                                    item,
                                });
                        let failed = entry.is_err();
                        if sender.send(entry).is_err() || failed {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let name = self.path.file_stem().unwrap_or_default().to_string_lossy();
            for (done, entry) in receiver.iter().enumerate() {
                let entry = entry?;
                writeln!(file, "{}", serde_json::to_string(&entry)?)?;
                super::progress(&name, done as u64 + 1, missing.len() as u64);
                items.insert(entry.key, entry.item);
            }
            Ok(())
        })?;
        keys.iter()
            .map(|key| {
                items
                    .remove(key)
                    .ok_or_else(|| anyhow!("{key} was asked for twice, or never measured"))
            })
            .collect()
    }

    /// What was measured by the same code, and the file to write on in.
    fn open<T: DeserializeOwned>(&self) -> Result<(HashMap<String, T>, File)> {
        let mut items = HashMap::new();
        if let Ok(file) = File::open(&self.path) {
            let mut lines = BufReader::new(file).lines();
            let heading = lines.next().transpose()?.unwrap_or_default();
            if serde_json::from_str::<Heading>(&heading).is_ok_and(|h| h.code == self.code) {
                // A last line that was cut short is measured again.
                for line in lines {
                    if let Ok(entry) = serde_json::from_str::<Entry<T>>(&line?) {
                        items.insert(entry.key, entry.item);
                    }
                }
                let mut file = OpenOptions::new().append(true).open(&self.path)?;
                writeln!(file)?;
                return Ok((items, file));
            }
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file =
            File::create(&self.path).with_context(|| format!("writing {}", self.path.display()))?;
        let heading = Heading {
            code: self.code.clone(),
        };
        writeln!(file, "{}", serde_json::to_string(&heading)?)?;
        Ok((items, file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(n: u32) -> Vec<String> {
        (0..n).map(|key| key.to_string()).collect()
    }

    #[test]
    fn a_measurement_that_was_cut_short_goes_on_where_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::new(folder.path(), "test", "code");
        let failed = ledger.each(&keys(5), 1, |key| {
            anyhow::ensure!(key != "3", "cut short");
            Ok(key.len())
        });
        assert!(format!("{:#}", failed.expect_err("cut short")).contains("measuring 3"));
        let worked = std::sync::Mutex::new(Vec::new());
        let items = ledger
            .each(&keys(5), 2, |key| {
                worked.lock().expect("not poisoned").push(key.to_owned());
                Ok(key.len())
            })
            .expect("measured");
        assert_eq!(items, [1, 1, 1, 1, 1]);
        let mut worked = worked.into_inner().expect("not poisoned");
        worked.sort();
        assert_eq!(worked, ["3", "4"]);
    }

    #[test]
    fn what_other_code_measured_is_measured_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = Ledger::new(folder.path(), "test", "old code");
        old.each(&keys(1), 1, |_| Ok("old".to_owned()))
            .expect("measured");
        let new = Ledger::new(folder.path(), "test", "new code");
        let items = new
            .each(&keys(1), 1, |_| Ok("new".to_owned()))
            .expect("measured");
        assert_eq!(items, ["new"]);
    }
}
