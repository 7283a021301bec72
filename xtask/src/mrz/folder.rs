//! Pictures of a folder with the truth beside them.

use super::outcome::{Outcome, Reading, Tally};
use super::reader::Reader;
use crate::measure::{Cell, Section, Setting};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Each file's name and the lines of its zone; none: it has no zone.
pub(crate) type FolderTruth = BTreeMap<String, Vec<String>>;

/// Reads a folder's `truth.json`.
pub(crate) fn truth(folder: &Path) -> Result<FolderTruth> {
    let path = folder.join("truth.json");
    let text = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| {
        format!(
            "{} should map each file's name to the lines of its zone",
            path.display()
        )
    })
}

/// Looks at every picture of the folder.
pub(crate) fn outcomes(setting: &Setting, folder: &Path, ledger: &str) -> Result<Vec<Outcome>> {
    let truth = truth(folder)?;
    let reader = Reader::open(setting)?;
    let names: Vec<String> = truth.keys().cloned().collect();
    setting.ledger(ledger).each(&names, setting.jobs, |name| {
        let path = folder.join(name);
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        reader.read(name, &bytes, &truth[name])
    })
}

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let folder = setting
        .specimens
        .as_deref()
        .context("pictures with a truth.json are needed: --specimens FOLDER")?;
    let outcomes = outcomes(setting, folder, "mrz-folder")?;
    let tally = Tally(&outcomes);
    let mut section = Section {
        about: vec![
            "A folder of public specimen pictures, with the lines of their machine-readable zones written down by hand. \
             The folder is not part of this repository (rights in the pictures are not settled). Times are \
             processor time of one core, of everything that the engine does with a picture, from the file's bytes to facts; \
             reading of the zone is a part of it."
                .into(),
            "Mechanisms of the reader were developed while looking at its failures on these very pictures: the figure is \
             optimistic for others. The recogniser itself saw rendered lines alone. The pictures are not independent \
             either: some show the same document twice."
                .into(),
        ],
        ..Section::default()
    };
    let mut table = Tally::table("Machine-readable zones of the folder");
    table.row(tally.row("pictures of the folder"));
    section.tables.push(table);
    section.headline(
        "zones of the folder exact",
        tally.rate(Reading::Exact),
        Some("50 of 52"),
    );
    section.headline(
        "zones of the folder valid but wrong",
        tally.rate(Reading::ValidButWrong),
        Some("none"),
    );
    for (what, share, aim) in [("median", 0.5, "350 ms"), ("p95", 0.95, "1000 ms")] {
        let time = tally.time(share).map_or(Cell::Unknown, Cell::Milliseconds);
        section.headline(
            format!("a picture of the folder, looked at on one core, {what}"),
            time,
            Some(aim),
        );
    }
    section.headline(
        "zones invented in the folder",
        tally.invented(),
        Some("none"),
    );
    tally.tell_failures("", &mut section);
    Ok(section)
}
