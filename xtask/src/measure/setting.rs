use super::Ledger;
use std::path::PathBuf;

/// With what a section is measured.
///
/// A section is one function in a module of its own, `fn measure(setting: &Setting) -> anyhow::Result<Section>`, and a
/// row in `accuracy/sections.rs`.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// The folder of the models.
    pub(crate) models: PathBuf,
    /// Pictures of documents with a `truth.json`.
    pub(crate) specimens: Option<PathBuf>,
    /// Pictures of faces, `person_n.jpg`.
    pub(crate) faces: Option<PathBuf>,
    /// How many of each kind; without it the section's own default.
    pub(crate) count: Option<u64>,
    /// The first seed that is reported on.
    pub(crate) first_seed: u64,
    /// Pictures looked at at once.
    pub(crate) jobs: usize,
    /// Names the code and the models that measure.
    pub(crate) code: String,
    /// Where ledgers lie.
    pub(crate) ledgers: PathBuf,
}

impl Setting {
    /// Reported seeds begin here; whatever is chosen, trained or tuned is so on smaller ones.
    pub(crate) const FIRST_SEED: u64 = 1_000_000;

    /// The reported seeds, or fewer where `--count` says so.
    pub(crate) fn seeds(&self, default_count: u64) -> std::ops::Range<u64> {
        self.first_seed..self.first_seed + self.count.unwrap_or(default_count)
    }

    /// What was measured of a set so far.
    pub(crate) fn ledger(&self, name: &str) -> Ledger {
        Ledger::new(&self.ledgers, name, &self.code)
    }
}

/// Tells how far a long measurement has come, on standard error.
#[expect(
    clippy::print_stderr,
    reason = "a command-line tool tells its progress on standard error"
)]
pub(crate) fn progress(what: &str, done: u64, of: u64) {
    if done == of || done.is_multiple_of(25) {
        eprintln!("{what}: {done} of {of}");
    }
}
