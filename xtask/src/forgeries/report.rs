//! The section of the accuracy report.

use super::{Trial, every_kind, presses, scores, try_one};
use crate::measure::{Rate, Section, Setting, Table};
use anyhow::{Context, Result};
use bonafide_domain::CheckOutcome;
use bonafide_testkit::press::{Forgery, Stage};
use bonafide_verification::SIGNALS;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use std::collections::BTreeMap;

/// Of each kind, and as many untouched.
const COUNT: u64 = 200;

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let trials = trials(setting)?;
    let mut section = Section {
        about: vec![
            "Specimens that the press forges, each in one way: on paper, before it is photographed, or in the file, after it. \
             Passports, cards of two sides and large cards in turn; forgers take care, or scan. Beside them untouched documents, \
             some photographed carelessly, some stored again by a service that passes pictures on. A forgery is found by traces \
             of editing (the check `notTamperedDocument`) or by data that contradict each other (`dataIntegrity`); what stops \
             neither may still not be accepted, for another check's sake."
                .into(),
        ],
        ..Section::default()
    };
    let mut table = Table::new(
        "Forgeries by kind",
        &[
            "kind",
            "found by traces",
            "found by dataIntegrity",
            "found by either",
            "accepted all the same",
        ],
    );
    for kind in every_kind() {
        for stage in [Stage::Paper, Stage::File] {
            let of: Vec<&Trial> = trials
                .iter()
                .filter(|trial| match kind {
                    None => trial.forgery.is_none() && stage == Stage::Paper,
                    Some(kind) => trial.forgery == Some((kind, stage)),
                })
                .collect();
            if of.is_empty() {
                continue;
            }
            let name = kind.map_or_else(
                || "untouched".to_owned(),
                |kind| format!("{} ({})", kind.name(), place(stage)),
            );
            table.row(row(&name, &of));
            for trial in of.iter().filter(|trial| kind.is_some() && trial.accepted) {
                section.fail(format!("{name}: accepted"), format!("seed {}", trial.seed));
            }
        }
    }
    section.tables.push(table);
    section.tables.push(untouched(&trials));
    let forged: Vec<&Trial> = trials
        .iter()
        .filter(|trial| trial.forgery.is_some())
        .collect();
    let untouched: Vec<&Trial> = trials
        .iter()
        .filter(|trial| trial.forgery.is_none())
        .collect();
    section.headline(
        "forged documents found, over all kinds",
        rate(&forged, found),
        None,
    );
    section.headline(
        "forged documents accepted all the same",
        rate(&forged, |trial| trial.accepted),
        None,
    );
    section.headline(
        "untouched documents with a trace of editing",
        rate(&untouched, |trial| trial.traces_found),
        None,
    );
    for forgery in Forgery::ALL {
        for signal in SIGNALS {
            section.scores.extend(scores(&trials, forgery, signal.kind));
        }
    }
    Ok(section)
}

fn place(stage: Stage) -> &'static str {
    match stage {
        Stage::Paper => "on paper",
        Stage::File => "in the file",
    }
}

fn doubted(trial: &Trial) -> bool {
    trial.data_integrity != CheckOutcome::Passed
}

fn found(trial: &Trial) -> bool {
    trial.traces_found || doubted(trial)
}

fn rate(of: &[&Trial], told: impl Fn(&Trial) -> bool) -> Rate {
    Rate::among(of.iter().map(|trial| told(trial)))
}

fn row(name: &str, of: &[&Trial]) -> Vec<crate::measure::Cell> {
    vec![
        name.into(),
        rate(of, |trial| trial.traces_found).into(),
        rate(of, doubted).into(),
        rate(of, found).into(),
        rate(of, |trial| trial.accepted).into(),
    ]
}

/// False alarms by circumstances.
fn untouched(trials: &[Trial]) -> Table {
    let mut table = Table::new(
        "Untouched documents by circumstances",
        &[
            "circumstances",
            "taken for edited",
            "dataIntegrity did not pass",
            "either",
            "accepted",
        ],
    );
    let mut by: BTreeMap<String, Vec<&Trial>> = BTreeMap::new();
    for trial in trials.iter().filter(|trial| trial.forgery.is_none()) {
        by.entry(format!("{:?}", trial.circumstances))
            .or_default()
            .push(trial);
    }
    for (name, of) in by {
        table.row(row(&name, &of));
    }
    table
}

fn trials(setting: &Setting) -> Result<Vec<Trial>> {
    let engine = Engine::new(&ModelStore::open(&setting.models)?, setting.jobs)?;
    let presses = presses()?;
    // Seed by seed, so that a run that was cut short has as many of each kind.
    let keys: Vec<String> = setting
        .seeds(COUNT)
        .flat_map(|seed| {
            every_kind()
                .into_iter()
                .map(move |kind| format!("{} {seed}", kind.map_or("untouched", Forgery::name)))
        })
        .collect();
    setting
        .ledger("forgeries")
        .each(&keys, setting.jobs, |key| {
            let (name, seed) = key.rsplit_once(' ').context("kind and seed")?;
            let kind = Forgery::ALL.into_iter().find(|kind| kind.name() == name);
            let seed: u64 = seed.parse()?;
            let press = &presses[(seed / 3) as usize % presses.len()];
            try_one(&engine, press, kind, seed, None)
        })
}
