use super::*;
use crate::measure::{Cell, Direction, Rate, Scores, Table};

fn provenance() -> Provenance {
    Provenance {
        commit: "abc".into(),
        committed: "2026-11-22".into(),
        rules: "r1".into(),
        models: vec![("mrz-line".into(), "0123".into())],
        cores: 2,
        processor: "a processor".into(),
        jobs: 1,
        load: "0.1".into(),
        first_seed: 7,
    }
}

fn written(section: Section) -> (String, Vec<Plot>) {
    let measured = vec![
        (
            Chapter::MrzFolder,
            Some(Measured {
                provenance: provenance(),
                section,
            }),
        ),
        (Chapter::Faces, None),
    ];
    let mut plots = Vec::new();
    let page = page_of(&measured, "accuracy", &mut plots);
    (page, plots)
}

#[test]
fn what_was_not_measured_is_said_to_be_so_twice() {
    let (page, _) = written(Section::default());
    assert!(page.contains("- **Faces**: not measured in this run."));
    assert!(page.contains("## Faces\n\nNot measured in this run."));
}

#[test]
fn a_rate_stands_with_its_count_and_its_interval() {
    let mut table = Table::new("Zones", &["set", "exact"]);
    table.row(vec!["folder".into(), Cell::Rate(Rate::new(8, 10))]);
    let (page, _) = written(Section {
        tables: vec![table],
        ..Section::default()
    });
    assert!(
        page.contains("| folder | 8 of 10 (80.0 %; 44.4–97.5) |"),
        "{page}"
    );
}

#[test]
fn failures_stand_before_the_sections_and_are_named_in_them() {
    let mut section = Section::default();
    for seed in 0..15 {
        section.fail("not found", format!("seed {seed}"));
    }
    let (page, _) = written(section);
    let head = page.find("not found 15").expect("counted at the head");
    let named = page
        .find("- not found (15): seed 0; seed 1;")
        .expect("named");
    assert!(head < named && page.contains("; and 3 more"), "{page}");
}

#[test]
fn scores_become_a_row_and_a_curve() {
    let (page, plots) = written(Section {
        scores: vec![Scores {
            name: "portrait replaced".into(),
            positives: vec![0.9, 0.4],
            negatives: vec![0.1, 0.2],
            direction: Direction::HigherIsPositive,
            threshold: 0.5,
            origin: "chosen on other seeds.".into(),
        }],
        ..Section::default()
    });
    assert!(page.contains("| portrait replaced | 1 of 2 (50.0 %; 1.3–98.7) | 0 of 2 (0.0 %; 0.0–84.2) | ≥ 0.5000 | 1.000 |"), "{page}");
    assert!(page.contains("](accuracy/mrz-folder-roc-1.svg)"));
    assert_eq!(plots[0].lines[0].mark, Some((0.0, 0.5)));
}
