//! The section of the accuracy report.

use super::sets::{self, Subject};
use super::{Eye, Measured, RegionFrom, scores};
use crate::measure::{Rate, Section, Setting};
use crate::print::TODAY;
use anyhow::{Context, Result};
use bonafide_testkit::press::Press;
use bonafide_testkit::press::recapture::{Medium, Nature};
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
             too small in the picture for a score counts as not found. Screens and prints are held against the score of their own \
             nature, black-and-white copies against the document's own colour: there `false alarms` are coloured documents taken \
             for grey ones."
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
        let (what, aim, least) = match nature {
            Nature::Screen => ("pictures of screens", None, None),
            Nature::Print => ("pictures of prints", None, None),
            Nature::BlackAndWhite => ("black-and-white copies", Some("98 %"), Some("1 %")),
        };
        section.headline(format!("{what} found"), found, aim);
        section.headline(
            format!("untouched documents taken for {what}"),
            alarms,
            least,
        );
    }
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

/// Seed by seed, so that a run that was cut short has as many of each medium.
fn measured(setting: &Setting) -> Result<Vec<Measured>> {
    let eye = Eye::open(RegionFrom::Engine, &setting.models, setting.jobs)?;
    let press = Press::open()?;
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
            let sample = sets::sample(&press, *subject, seed, TODAY, None)?;
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
