//! One circumstance at a time, made worse step by step.

use super::outcome::{Outcome, Reading, Tally};
use super::reader::Reader;
use crate::measure::{Axis, Cell, Line, Plot, Rate, Section, Setting, Table};
use crate::print::Printer;
use anyhow::{Context, Result};
use bonafide_testkit::press::{DocumentKind, Effect, Scene};

const LEVELS: [f32; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

/// Widths of pictures at which a passport takes most of the width, in pixels.
const WIDTHS: [u32; 6] = [320, 400, 500, 640, 1000, 1600];

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let reader = Reader::open(setting)?;
    let printer = Printer::open()?;
    let mut section = Section {
        about: vec![
            "Passports, photographed with care but for one circumstance, which is made worse in five steps from slight to as \
             bad as the press can make it (a tilt of 40 degrees, a blur of 3 pixels, a thumb over 60 % of the zone…). At the \
             far end a zone often cannot be read by anyone; what counts there is that nothing wrong is told with right \
             check digits."
                .into(),
        ],
        ..Section::default()
    };
    let mut columns = vec!["circumstance".to_owned()];
    columns.extend(LEVELS.iter().map(|level| format!("{:.0} %", level * 100.0)));
    columns.push("valid but wrong".into());
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut table = Table::new("Exact zones by circumstance and its strength", &columns);
    let mut lines = Vec::new();
    for effect in Effect::ALL {
        let steps = LEVELS
            .iter()
            .map(|&level| {
                step(
                    setting,
                    &reader,
                    &printer,
                    &format!("{} {level}", effect.name()),
                    move |seed| Scene::careful(seed).with(effect, level),
                )
            })
            .collect::<Result<Vec<_>>>()?;
        table.row(row(effect.name(), &steps));
        lines.push(line(effect.name(), &LEVELS.map(f64::from), &steps));
        for outcomes in &steps {
            tell_worst(outcomes, &mut section);
        }
    }
    section.tables.push(table);
    // Eight lines are as many as a drawing bears.
    for (at, lines) in lines.chunks(8).enumerate() {
        section.plots.push(Plot {
            name: format!("mrz-grid-{}", at + 1),
            caption: "Share of zones read exactly, by the strength of one circumstance".into(),
            x: Axis::share("strength"),
            y: Axis::share("exact"),
            lines: lines.to_vec(),
        });
    }
    widths(setting, &reader, &printer, &mut section)?;
    Ok(section)
}

fn widths(
    setting: &Setting,
    reader: &Reader,
    printer: &Printer,
    section: &mut Section,
) -> Result<()> {
    let steps = WIDTHS
        .iter()
        .map(|&width| {
            step(
                setting,
                reader,
                printer,
                &format!("width {width}"),
                move |seed| Scene::careful(seed).sized(width, width * 3 / 4),
            )
        })
        .collect::<Result<Vec<_>>>()?;
    let mut columns = vec!["picture's width".to_owned()];
    columns.extend(WIDTHS.iter().map(|width| format!("{width} px")));
    columns.push("valid but wrong".into());
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut table = Table::new("Exact zones by the picture's width", &columns);
    table.row(row("exact", &steps));
    section.tables.push(table);
    section.plots.push(Plot {
        name: "mrz-widths".into(),
        caption: "Share of zones read exactly, by the picture's width".into(),
        x: Axis::logarithmic("picture's width, pixels", 300.0, 1700.0),
        y: Axis::share("exact"),
        lines: vec![line("careful", &WIDTHS.map(f64::from), &steps)],
    });
    for outcomes in &steps {
        tell_worst(outcomes, section);
    }
    Ok(())
}

fn step(
    setting: &Setting,
    reader: &Reader,
    printer: &Printer,
    name: &str,
    scene: impl Fn(u64) -> Scene + Sync,
) -> Result<Vec<Outcome>> {
    let keys: Vec<String> = setting
        .seeds(20)
        .map(|seed| format!("{name} {seed}"))
        .collect();
    setting.ledger("mrz-grid").each(&keys, setting.jobs, |key| {
        let (_, seed) = key.rsplit_once(' ').context("a name and a seed")?;
        let seed = seed.parse()?;
        let photo = printer.photograph_as(DocumentKind::Passport, &scene(seed), seed)?;
        let truth = photo.truth.mrz.map(|mrz| mrz.lines).unwrap_or_default();
        reader.read_zone(key, &photo.jpeg, &truth)
    })
}

fn row(name: &str, steps: &[Vec<Outcome>]) -> Vec<Cell> {
    let exact = steps
        .iter()
        .map(|outcomes| Cell::Rate(Tally(outcomes).rate(Reading::Exact)));
    let worst = steps
        .iter()
        .map(|outcomes| Tally(outcomes).rate(Reading::ValidButWrong))
        .fold(Rate::default(), |sum, rate| {
            Rate::new(sum.hits + rate.hits, sum.of + rate.of)
        });
    std::iter::once(name.into())
        .chain(exact)
        .chain([Cell::Rate(worst)])
        .collect()
}

fn line(name: &str, places: &[f64], steps: &[Vec<Outcome>]) -> Line {
    let share = |outcomes: &Vec<Outcome>| Tally(outcomes).rate(Reading::Exact).share();
    Line {
        name: name.into(),
        points: places
            .iter()
            .zip(steps)
            .filter_map(|(place, outcomes)| Some((*place, share(outcomes)?)))
            .collect(),
        mark: None,
    }
}

/// Of a grid that goes on until nothing can be read, only what was told wrongly with right check digits is a failure.
fn tell_worst(outcomes: &[Outcome], section: &mut Section) {
    let worst = outcomes
        .iter()
        .filter(|outcome| outcome.verdict == Reading::ValidButWrong);
    for outcome in worst {
        section.fail("valid but wrong", outcome.case.clone());
    }
}
