//! The pictures of the folder, changed as pictures change on their way: does the engine read kinds of pictures, or these?

use super::folder::truth;
use super::outcome::{Outcome, Reading, Tally};
use super::reader::Reader;
use crate::figures::Change;
use crate::measure::{Section, Setting};
use anyhow::{Context, Result};
use bonafide_vision::decode::{Limits, decode};

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let folder = setting
        .specimens
        .as_deref()
        .context("pictures with a truth.json are needed: --specimens FOLDER")?;
    let truth = truth(folder)?;
    let reader = Reader::open(setting)?;
    let mut section = Section {
        about: vec![
            "The pictures of the folder again, each turned, reduced, compressed, blurred and otherwise changed by code, as pictures \
             change on their way. The zone alone was read. A zone that can be read as it stands and not when it is changed shows \
             where the reader is at its limits."
                .into(),
        ],
        ..Section::default()
    };
    let mut table = Tally::table("Zones of the folder under changes");
    let mut all = Vec::new();
    for change in Change::ALL {
        let keys: Vec<String> = truth
            .keys()
            .map(|name| format!("{}: {name}", change.name()))
            .collect();
        let outcomes: Vec<Outcome> =
            setting
                .ledger("mrz-changed")
                .each(&keys, setting.jobs, |key| {
                    let (_, name) = key.split_once(": ").context("a change and a name")?;
                    let path = folder.join(name);
                    let bytes = std::fs::read(&path)
                        .with_context(|| format!("reading {}", path.display()))?;
                    let picture = decode(&bytes, &Limits::default())?;
                    reader.read_zone(key, &change.apply(&picture.raster)?, &truth[name])
                })?;
        table.row(Tally(&outcomes).row(&change.name()));
        all.extend(outcomes);
    }
    let tally = Tally(&all);
    table.row(tally.row("all changes"));
    section.tables.push(table);
    section.headline(
        "zones of the folder exact, under 28 changes of the pictures",
        tally.rate(Reading::Exact),
        None,
    );
    section.headline(
        "the same, valid but wrong",
        tally.rate(Reading::ValidButWrong),
        Some("none"),
    );
    tally.tell_failures("", &mut section);
    Ok(section)
}
