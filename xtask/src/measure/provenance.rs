use anyhow::Result;
use bonafide_vision::models::ModelStore;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::Command;

/// With what a section was measured, so that it can be measured again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provenance {
    /// The commit, with a word where files differed from it.
    pub(crate) commit: String,
    pub(crate) committed: String,
    pub(crate) rules: String,
    /// Name and version of every model.
    pub(crate) models: Vec<(String, String)>,
    pub(crate) cores: usize,
    pub(crate) processor: String,
    /// Pictures looked at at once.
    pub(crate) jobs: usize,
    /// What else the machine was doing when it began: processes that wanted a core in the last minute.
    pub(crate) load: String,
    pub(crate) first_seed: u64,
}

impl Provenance {
    /// Of now and here.
    pub(crate) fn here(models: &Path, jobs: usize, first_seed: u64) -> Result<Self> {
        let store = ModelStore::open(models)?;
        let engine = bonafide_vision::engine::Engine::new(&store, 1)?;
        Ok(Self {
            commit: commit(),
            committed: git(&["show", "-s", "--format=%cs"]),
            rules: bonafide_verification::Rules::version(),
            models: engine
                .models()
                .iter()
                .map(|model| (model.name.clone(), model.version.clone()))
                .collect(),
            cores: std::thread::available_parallelism().map_or(1, Into::into),
            processor: processor(),
            jobs,
            load: std::fs::read_to_string("/proc/loadavg")
                .ok()
                .and_then(|text| text.split_whitespace().next().map(str::to_owned))
                .unwrap_or_default(),
            first_seed,
        })
    }

    /// Changes whenever what is measured may have changed: the code of the rooms and the models.
    pub(crate) fn code(&self) -> String {
        let rooms = git(&["rev-parse", "HEAD:crates"]);
        let changed = git(&["diff", "HEAD", "--", "crates", "models"]);
        let models: Vec<&str> = self
            .models
            .iter()
            .map(|(_, version)| version.as_str())
            .collect();
        format!("{rooms} {} {:x}", models.join(" "), checksum(&changed))
    }
}

fn commit() -> String {
    let commit = git(&["rev-parse", "--short=12", "HEAD"]);
    if git(&[
        "status",
        "--porcelain",
        "--untracked-files=no",
        "--",
        "crates",
        "models",
        "xtask",
    ])
    .is_empty()
    {
        commit
    } else {
        format!("{commit} with changes")
    }
}

/// What git says, or nothing: a source archive has no history.
fn git(arguments: &[&str]) -> String {
    Command::new("git")
        .args(arguments)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn processor() -> String {
    std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

/// FNV-1a: tells texts apart, no more.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
