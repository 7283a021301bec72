//! Printed specimens, photographed with every degree of care.

use super::outcome::{Outcome, Reading, Tally, Zone};
use super::reader::Reader;
use crate::looks;
use crate::measure::{Section, Setting};
use crate::print::{Care, Printer};
use anyhow::{Context, Result};
use bonafide_testkit::press::DocumentKind;

/// Sides that have a zone.
const ZONED: [DocumentKind; 3] = [
    DocumentKind::Passport,
    DocumentKind::CardBack,
    DocumentKind::LargeCard,
];

/// How many careful photographs the aim is set on: no valid-but-wrong zone among them.
const MANY: u64 = 5000;

/// Every kind, with every care, a few of each.
pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let mut section = Section {
        about: vec![
            "Specimens of Utopia from the document press, printed and photographed as a phone does: scanned flat, with \
             care, and carelessly (askew, in bad light, unsharp, turned). They are set in the typeface that the \
             recogniser was trained on. The front of a card has no zone: what is told there is invented."
                .into(),
        ],
        ..Section::default()
    };
    let mut table = Tally::table("Machine-readable zones of printed specimens");
    for care in Care::ALL {
        let looks = looks::genuine(setting, care)?;
        for kind in DocumentKind::ALL {
            let outcomes: Vec<Outcome> = looks
                .iter()
                .filter(|look| look.kind == kind)
                .map(|look| {
                    let truth = look.truth.mrz.as_ref().map(|mrz| mrz.lines.clone());
                    let read = look.facts.mrz.as_ref().map(Zone::of);
                    Outcome::of(
                        look.case(),
                        &truth.unwrap_or_default(),
                        read.as_ref(),
                        look.milliseconds,
                    )
                })
                .collect();
            let set = format!("{kind:?}, {}", care.name());
            let tally = Tally(&outcomes);
            table.row(tally.row(&set));
            tally.tell_failures(care.name(), &mut section);
        }
    }
    section.tables.push(table);
    Ok(section)
}

/// Thousands of careful photographs, the kinds in turn.
pub(crate) fn measure_many(setting: &Setting) -> Result<Section> {
    let outcomes = careful(setting)?;
    let mut section = Section {
        about: vec![format!(
            "{} careful photographs of printed specimens with a zone, passports, backs of cards and large cards in turn, \
             each of another holder. The zone alone was read, and times are of that. The aim: 99 % exact, and none valid but \
             wrong.",
            outcomes.len()
        )],
        ..Section::default()
    };
    let mut table = Tally::table("Careful photographs by the thousand");
    let tally = Tally(&outcomes);
    table.row(tally.row("all kinds"));
    for kind in ZONED {
        let of_kind: Vec<Outcome> = outcomes
            .iter()
            .filter(|outcome| outcome.case.starts_with(&format!("{kind:?} ")))
            .cloned()
            .collect();
        table.row(Tally(&of_kind).row(&format!("{kind:?}")));
    }
    section.tables.push(table);
    section.headline(
        "careful photographs of printed zones exact",
        tally.rate(Reading::Exact),
        Some("99 %"),
    );
    section.headline(
        "careful photographs valid but wrong",
        tally.rate(Reading::ValidButWrong),
        Some("none in 5 000"),
    );
    tally.tell_failures("", &mut section);
    Ok(section)
}

/// Reads the zone alone: what else is on a page changes nothing of it, and the thousands are read in half the time.
fn careful(setting: &Setting) -> Result<Vec<Outcome>> {
    let reader = Reader::open(setting)?;
    let printer = Printer::open()?;
    let keys: Vec<String> = setting
        .seeds(MANY)
        .map(|seed| {
            let kind = ZONED[(seed % ZONED.len() as u64) as usize];
            format!("{kind:?} {seed}")
        })
        .collect();
    setting.ledger("mrz-many").each(&keys, setting.jobs, |key| {
        let (kind, seed) = key.split_once(' ').context("kind and seed")?;
        let kind = ZONED
            .into_iter()
            .find(|known| format!("{known:?}") == kind)
            .context("a known kind")?;
        let photo = printer.photograph(kind, Care::Careful, seed.parse()?)?;
        let truth = photo.truth.mrz.map(|mrz| mrz.lines).unwrap_or_default();
        reader.read_zone(key, &photo.jpeg, &truth)
    })
}
