//! The section of the accuracy report.

use super::sets::{self, Subject};
use super::{Eye, Measured, RegionFrom, scores};
use crate::measure::{Rate, Section, Setting, Table};
use crate::print::TODAY;
use anyhow::{Context, Result};
use bonafide_facts::TamperSignalKind;
use bonafide_testkit::press::recapture::{Medium, Nature};
use bonafide_verification::Rules;
use serde::{Deserialize, Serialize};

/// Of each medium, and as many untouched in full colour and in pale inks.
const COUNT: u64 = 200;

/// What a ledger keeps of a picture.
#[derive(Serialize, Deserialize)]
struct Kept {
    own_chroma: f64,
    screen: Option<f64>,
    print: Option<f64>,
}

pub(crate) fn section(setting: &Setting) -> Result<Section> {
    let measured = measured(setting)?;
    let mut section = Section {
        about: vec![
            "Specimens that the press captures a second time: shown on a display, printed, copied; and untouched ones, as many in \
             full colour as in pale inks. Kind of document, care, size and quality of the file are drawn from the seed. A document \
             too small in the picture for a score counts as not found. A picture of a screen or a print is found where either \
             trace counts. Black-and-white copies are held against the document's own colour, and found where the check does not \
             pass; their `false alarms` are untouched documents in full colour that do not pass; documents in pale inks have a \
             table of their own."
                .into(),
        ],
        ..Section::default()
    };
    section.scores = scores(&measured);
    for nature in [Nature::Screen, Nature::Print, Nature::BlackAndWhite] {
        let (mut found, mut alarms) = (Rate::default(), Rate::default());
        for score in &section.scores {
            let medium = Medium::ALL
                .into_iter()
                .find(|medium| medium.name() == score.name);
            if medium.is_some_and(|medium| medium.nature() == nature) {
                let point = score.shipped();
                found = Rate::new(found.hits + point.found.hits, found.of + point.found.of);
                alarms = point.false_alarms;
            }
        }
        match nature {
            Nature::Screen => section.headline("pictures of screens found", found, None),
            Nature::Print => {
                section.headline("pictures of prints found", found, None);
                section.headline(
                    "untouched documents taken for pictures of a screen or a print",
                    alarms,
                    Some("1 %"),
                );
            }
            Nature::BlackAndWhite => {
                section.headline("black-and-white copies found", found, Some("98 %"));
                section.headline(
                    "untouched documents taken for black-and-white copies",
                    alarms,
                    Some("1 %"),
                );
            }
        }
    }
    section.tables.push(told_apart(&measured));
    section.tables.push(pale_inks(&measured));
    section.not_measured.push(
        "A photographic print has no dots, and nothing that is looked for shows it; neither does a display or a print so fine, \
         or a picture so small or blurred, that no lattice reaches the camera."
            .into(),
    );
    section.not_measured.push(
        "The inkjet of the press scatters its dots by a sequence that has an order of its own; a printer that diffuses errors \
         leaves less to see. Bezel, paper edge and flicker are in the pictures and are not looked for."
            .into(),
    );
    for medium in Medium::ALL {
        let Some(score) = section
            .scores
            .iter()
            .find(|score| score.name == medium.name())
        else {
            continue;
        };
        let seeds = measured
            .iter()
            .filter(|one| one.subject == Subject::Medium(medium))
            .map(|one| one.seed);
        let missed: Vec<u64> = seeds
            .zip(&score.positives)
            .filter(|(_, value)| !score.tells(**value))
            .map(|(seed, _)| seed)
            .collect();
        for seed in missed {
            section.fail(
                format!("{} not noticed", medium.name()),
                format!("seed {seed}"),
            );
        }
    }
    Ok(section)
}

/// Of the pictures that are found, how many are given the medium that they are of.
fn told_apart(measured: &[Measured]) -> Table {
    let mut table = Table::new(
        "Found displays and prints that are called what they are.",
        &["medium", "called so"],
    );
    for medium in Medium::ALL {
        let (screen, print) = (
            TamperSignalKind::ScreenRecapture,
            TamperSignalKind::PrintRecapture,
        );
        let (own, other) = match medium.nature() {
            Nature::Screen => (screen, print),
            Nature::Print => (print, screen),
            Nature::BlackAndWhite => continue,
        };
        let rules = Rules::shipped(TODAY);
        let seen = |one: &Measured, kind: TamperSignalKind| {
            let score = if kind == screen {
                one.screen
            } else {
                one.print
            };
            score.is_some_and(|score| score >= rules.tamper_threshold(kind))
        };
        let found = measured.iter().filter(|one| {
            one.subject == Subject::Medium(medium) && (seen(one, own) || seen(one, other))
        });
        table.row(vec![
            medium.name().into(),
            Rate::among(found.map(|one| seen(one, own))).into(),
        ]);
    }
    table
}

/// What becomes of documents in pale inks.
fn pale_inks(measured: &[Measured]) -> Table {
    let rules = Rules::shipped(TODAY);
    let of = |told: &dyn Fn(f64) -> bool| {
        let pale = measured.iter().filter(|one| one.subject == Subject::Pale);
        Rate::among(pale.map(|one| told(one.own_chroma)))
    };
    let mut table = Table::new(
        "Untouched documents printed in a quarter to a half of the usual colour, by what `notBlackAndWhite` says of them.",
        &["said", "documents"],
    );
    table.row(vec![
        "passed".into(),
        of(&|chroma| chroma >= rules.colour_from).into(),
    ]);
    table.row(vec![
        "not made: a copy cannot be told from a pale document".into(),
        of(&|chroma| chroma > rules.grey_at_most && chroma < rules.colour_from).into(),
    ]);
    table.row(vec![
        "failed: taken for a copy".into(),
        of(&|chroma| chroma <= rules.grey_at_most).into(),
    ]);
    table
}

/// Seed by seed, so that a run that was cut short has as many of each medium.
fn measured(setting: &Setting) -> Result<Vec<Measured>> {
    let eye = Eye::open(RegionFrom::Engine, &setting.models, setting.jobs)?;
    let printer = sets::Printer::open(TODAY)?;
    let subjects: Vec<Subject> = [Subject::Untouched, Subject::Pale]
        .into_iter()
        .chain(Medium::ALL.map(Subject::Medium))
        .collect();
    let work: Vec<(Subject, u64)> = setting
        .seeds(COUNT)
        .flat_map(|seed| subjects.iter().map(move |subject| (*subject, seed)))
        .collect();
    let keys: Vec<String> = work
        .iter()
        .map(|(subject, seed)| format!("{} {seed}", subject.name()))
        .collect();
    let kept = setting
        .ledger("recaptures")
        .each(&keys, setting.jobs, |key| {
            let (name, seed) = key.rsplit_once(' ').context("a subject and a seed")?;
            let subject = subjects
                .iter()
                .find(|subject| subject.name() == name)
                .context("a known subject")?;
            let seed = seed.parse()?;
            let sample = sets::sample(&printer, *subject, seed, None)?;
            let seen = eye.look(&sample, *subject, seed)?;
            Ok(Kept {
                own_chroma: seen.own_chroma,
                screen: seen.screen,
                print: seen.print,
            })
        })?;
    Ok(work
        .into_iter()
        .zip(kept)
        .map(|((subject, seed), kept)| Measured {
            subject,
            seed,
            own_chroma: kept.own_chroma,
            screen: kept.screen,
            print: kept.print,
            features: None,
        })
        .collect())
}
