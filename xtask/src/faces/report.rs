//! The section of the accuracy report.

use super::{Pair, different, of_documents, of_pictures, pairs};
use crate::measure::{
    Axis, Direction, Line, OperatingPoint, Plot, Rate, Scores, Section, Setting, Table,
};
use crate::print::TODAY;
use anyhow::{Result, ensure};
use bonafide_verification::{Rules, THRESHOLDS};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;

/// Distances over which the errors are drawn.
const DRAWN: std::ops::RangeInclusive<u32> = 0..=120;

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    ensure!(
        setting.faces.is_some() || setting.specimens.is_some(),
        "pictures of faces are needed: --faces FOLDER"
    );
    let engine = Engine::new(&ModelStore::open(&setting.models)?, 1)?;
    let people = match &setting.faces {
        Some(folder) => of_pictures(&engine, folder)?,
        None => Vec::new(),
    };
    let holders = match &setting.specimens {
        Some(folder) => of_documents(&engine, folder)?,
        None => Vec::new(),
    };
    let among_people = pairs(&people);
    let mut on_documents = different(&holders, &holders);
    on_documents.extend(different(&people, &holders));
    let mut section = Section {
        about: vec![
            format!(
                "Photographs of public figures ({} faces), and the largest portrait of every specimen document of the folder ({} \
                 portraits). A distance is one of two embeddings: the smaller, the more alike. Documents with the same name are \
                 left out, because specimens of one name show several people.",
                people.len(),
                holders.len()
            ),
            "The bands were chosen with these very pairs in view, for want of others: what is told of their thresholds is no \
             independent test."
                .into(),
            "The bands are strict, because this embedding is known to be weaker for some groups: of the different people that \
             come closest, most are women from East Asia."
                .into(),
        ],
        not_measured: vec![
            "Faces: a live selfie against the portrait of the same person's document was not measured, for want of pictures of \
             which both are public. How often a rightful holder is sent to a person is therefore not known."
                .into(),
            "Faces: error rates by group were not measured, because no pictures with labels were at hand. That the weakness for \
             some groups shows in the closest pairs says that it is there, not how large it is."
                .into(),
            "Faces: whether a selfie shows a live person is not judged unless the operator provides a detector; \
             `notFaceSpoofing` is then absent."
                .into(),
        ],
        ..Section::default()
    };
    for (what, pairs) in [
        ("ordinary photographs", &among_people),
        ("on documents, different people", &on_documents),
    ] {
        if !pairs.is_empty() {
            section.tables.push(bands(what, pairs));
        }
    }
    section.scores.push(scores(
        "faces: one person or two",
        &among_people,
        &on_documents,
    ));
    section.plots.push(errors(&section.scores[0]));
    let strict = section.scores[0].shipped();
    section.headline(
        "different people taken for one at `high`",
        strict.false_alarms,
        Some("none"),
    );
    section.headline(
        "photographs of one person that reach `high`",
        strict.found,
        None,
    );
    for pair in among_people.iter().chain(&on_documents) {
        if !pair.same_person && pair.distance <= strict.threshold {
            section.fail("two people at `high`", pair.files.join(" and "));
        }
    }
    Ok(section)
}

/// The bands of similarity: the most distance of each, from the rules.
fn limits() -> [(&'static str, f64); 3] {
    let rules = Rules::shipped(TODAY);
    [
        ("high", rules.similarity_high),
        ("medium", rules.similarity_medium),
        ("low", rules.similarity_low),
    ]
}

fn bands(what: &str, pairs: &[Pair]) -> Table {
    let limits = limits();
    let mut columns = vec!["pairs"];
    columns.extend(limits.iter().map(|(name, _)| *name));
    let mut table = Table::new(format!("Pairs at each band or above: {what}"), &columns);
    for (name, same_person) in [("of one person", true), ("of two people", false)] {
        let of: Vec<&Pair> = pairs
            .iter()
            .filter(|pair| pair.same_person == same_person)
            .collect();
        if of.is_empty() {
            continue;
        }
        let reached = limits
            .iter()
            .map(|(_, limit)| Rate::among(of.iter().map(|pair| pair.distance <= *limit)).into());
        table.row(std::iter::once(name.into()).chain(reached).collect());
    }
    table
}

fn scores(name: &str, among_people: &[Pair], on_documents: &[Pair]) -> Scores {
    let distances = |same_person: bool| -> Vec<f64> {
        among_people
            .iter()
            .chain(on_documents)
            .filter(|pair| pair.same_person == same_person)
            .map(|pair| pair.distance)
            .collect()
    };
    Scores {
        name: name.into(),
        positives: distances(true),
        negatives: distances(false),
        direction: Direction::LowerIsPositive,
        threshold: limits()[0].1,
        origin: THRESHOLDS
            .iter()
            .find(|threshold| threshold.key == "similarity_high")
            .map_or_else(
                || "the rules".to_owned(),
                |threshold| threshold.origin.to_owned(),
            ),
    }
}

/// False matches and false non-matches over the threshold.
fn errors(scores: &Scores) -> Plot {
    let points = |told: fn(OperatingPoint) -> f64| -> Vec<(f64, f64)> {
        DRAWN
            .map(|step| f64::from(step) / 100.0)
            .map(|threshold| (threshold, told(scores.at(threshold))))
            .collect()
    };
    Plot {
        name: "faces-errors".into(),
        caption: "Errors over the threshold of distance".into(),
        x: Axis::linear("distance", 0.0, 1.2),
        y: Axis::logarithmic(
            "share of pairs (what is below stands at the foot)",
            0.0001,
            1.0,
        ),
        lines: vec![
            Line {
                name: "false match".into(),
                points: points(|point| point.false_alarms.share().unwrap_or(0.0)),
                mark: Some((
                    scores.threshold,
                    scores.shipped().false_alarms.share().unwrap_or(0.0),
                )),
            },
            Line {
                name: "false non-match".into(),
                points: points(|point| 1.0 - point.found.share().unwrap_or(1.0)),
                mark: None,
            },
        ],
    }
}
