//! How many forged documents are found, and how many untouched ones are taken for forged.
//!
//! [`try_out`] is the measurement; the command prints its counts. Nothing is chosen on the seeds that are reported.

mod report;

use crate::measure::{Direction, Rate, Scores, Setting, progress};
use anyhow::{Context, Result, anyhow};
use bonafide_domain::{CheckOutcome, Outcome, ProviderReport, Report, Side};
use bonafide_facts::{PageFacts, TamperSignalKind};
use bonafide_testkit::press::{
    DocumentKind, Forgery, Photo, Portrait, Press, Scene, SpecimenData, Stage, photograph,
    stored_again,
};
use bonafide_verification::{Case, Page, Rules, SIGNALS, judge};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use jiff::civil::{Date, date};
pub(crate) use report::measure;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A fixed day, so that the same seeds print the same specimens in any year.
const TODAY: Date = date(2026, 11, 21);

/// Prints, for each kind of forgery, how many were made, found by traces of editing, found by data integrity, and
/// accepted all the same; and how many untouched documents were taken for forged.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Documents of each kind.
    #[arg(long, default_value_t = 20)]
    count: u64,
    /// The first seed.
    #[arg(long, default_value_t = Setting::FIRST_SEED)]
    first_seed: u64,
    /// One kind of forgery alone (as `press --forge`), or `untouched`; all of them if left out.
    #[arg(long)]
    kind: Option<String>,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Pictures of real documents, none of them edited as far as is known: only their false alarms are counted.
    #[arg(long, env = "BONAFIDE_SPECIMENS")]
    specimens: Option<PathBuf>,
    /// Documents looked at at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Where to leave each picture with what was seen in it, for choosing thresholds.
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// Under what circumstances a document was photographed and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Circumstances {
    Careful,
    Sloppy,
    Scanned,
    /// With care, and stored again by a service that passes pictures on.
    StoredAgain,
}

/// One document and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Trial {
    /// `None`: untouched.
    pub(crate) forgery: Option<(Forgery, Stage)>,
    pub(crate) seed: u64,
    pub(crate) circumstances: Circumstances,
    /// The highest score of each trace that was looked for, over all sides.
    pub(crate) scores: Vec<(TamperSignalKind, f32)>,
    /// The check of traces of editing did not pass.
    pub(crate) traces_found: bool,
    /// How alike the portrait and its repetition are, in detail and at a glance.
    pub(crate) likeness: Option<(f32, f32)>,
    pub(crate) data_integrity: CheckOutcome,
    pub(crate) accepted: bool,
}

/// What is tried.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) models: PathBuf,
    /// Seeds of each kind.
    pub(crate) seeds: std::ops::Range<u64>,
    /// Kinds of forgery; `None` for untouched documents.
    pub(crate) kinds: Vec<Option<Forgery>>,
    pub(crate) jobs: usize,
    pub(crate) keep: Option<PathBuf>,
}

impl Plan {
    /// Every kind, and as many untouched documents.
    pub(crate) fn everything(setting: &Setting, default_count: u64) -> Self {
        Self {
            models: setting.models.clone(),
            seeds: setting.seeds(default_count),
            kinds: every_kind(),
            jobs: setting.jobs,
            keep: None,
        }
    }
}

fn every_kind() -> Vec<Option<Forgery>> {
    std::iter::once(None)
        .chain(Forgery::ALL.into_iter().map(Some))
        .collect()
}

/// Prints, forges, photographs, looks and judges; trials in the order of kinds and seeds.
pub(crate) fn try_out(plan: &Plan) -> Result<Vec<Trial>> {
    let store = ModelStore::open(&plan.models)?;
    let engine = Engine::new(&store, plan.jobs)?;
    let presses = presses()?;
    let todo: Vec<(Option<Forgery>, u64)> = plan
        .kinds
        .iter()
        .flat_map(|kind| plan.seeds.clone().map(|seed| (*kind, seed)))
        .collect();
    let next = AtomicU64::new(0);
    let lane = || -> Result<Vec<(usize, Trial)>> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((kind, seed)) = todo.get(at as usize) else {
                return Ok(done);
            };
            let press = &presses[(seed / 3) as usize % presses.len()];
            done.push((
                at as usize,
                try_one(&engine, press, *kind, *seed, plan.keep.as_deref())?,
            ));
            progress("forgeries", at + 1, todo.len() as u64);
        }
    };
    let mut trials = std::thread::scope(|scope| -> Result<Vec<(usize, Trial)>> {
        let lanes: Vec<_> = (0..plan.jobs.max(1)).map(|_| scope.spawn(lane)).collect();
        let mut all = Vec::new();
        for lane in lanes {
            all.extend(lane.join().map_err(|_| anyhow!("a lane panicked"))??);
        }
        Ok(all)
    })?;
    trials.sort_by_key(|(at, _)| *at);
    Ok(trials.into_iter().map(|(_, trial)| trial).collect())
}

/// Presses with the portraits of a few people.
fn presses() -> Result<Vec<Press>> {
    let first = Portrait::fetched()?.unwrap_or_else(|| Portrait::drawn(0));
    let faces = std::iter::once(first.clone()).chain((1..5).map(|seed| first.another(seed)));
    faces
        .map(|face| Ok(Press::open()?.with_portrait(face)))
        .collect()
}

fn sides_of(seed: u64) -> &'static [(Side, DocumentKind)] {
    const PASSPORT: &[(Side, DocumentKind)] = &[(Side::Front, DocumentKind::Passport)];
    const LARGE: &[(Side, DocumentKind)] = &[(Side::Front, DocumentKind::LargeCard)];
    const CARD: &[(Side, DocumentKind)] = &[
        (Side::Front, DocumentKind::CardFront),
        (Side::Back, DocumentKind::CardBack),
    ];
    match seed % 3 {
        0 => PASSPORT,
        1 => CARD,
        _ => LARGE,
    }
}

/// Forgers take care; of what is untouched every kind of picture comes.
fn circumstances(forged: bool, seed: u64) -> Circumstances {
    match (forged, seed / 3 % 8) {
        (_, 0) => Circumstances::Scanned,
        (false, 1 | 2) => Circumstances::Sloppy,
        (false, 3 | 4) => Circumstances::StoredAgain,
        _ => Circumstances::Careful,
    }
}

fn try_one(
    engine: &Engine,
    press: &Press,
    kind: Option<Forgery>,
    seed: u64,
    keep: Option<&Path>,
) -> Result<Trial> {
    let data = SpecimenData::random(seed, TODAY);
    let circumstances = circumstances(kind.is_some(), seed);
    let (mut pages, mut forgery) = (Vec::new(), None);
    for (side, document) in sides_of(seed) {
        let scene = match circumstances {
            Circumstances::Scanned => Scene::flat(),
            Circumstances::Sloppy => Scene::sloppy(seed),
            Circumstances::Careful | Circumstances::StoredAgain => Scene::careful(seed),
        };
        let forged = match kind {
            Some(kind) => press.forge(*document, &data, kind, &scene, seed)?,
            None => None,
        };
        let (photo, area) = if let Some(forged) = forged {
            forgery = Some((forged.truth.forgery, forged.truth.stage));
            (forged.photo, Some(forged.truth.area))
        } else {
            let photo = photograph(&press.print(*document, &data, seed)?, &scene, seed);
            let photo = match circumstances {
                Circumstances::StoredAgain => {
                    stored_again(&photo, &scene, 60 + (seed * 7 % 36) as u8)?
                }
                _ => photo,
            };
            (photo, None)
        };
        let facts = engine.look(&photo.jpeg, &Limits::default(), Deadline::NONE)?;
        if let Some(folder) = keep {
            let name = format!(
                "{}-{seed}-{document:?}",
                kind.map_or("untouched", Forgery::name)
            );
            leave(folder, &name, &photo, &facts, area, forgery, circumstances)?;
        }
        pages.push(Page { side: *side, facts });
    }
    Ok(judged(pages, forgery, seed, circumstances))
}

fn leave(
    folder: &Path,
    name: &str,
    photo: &Photo,
    facts: &PageFacts,
    area: Option<bonafide_facts::Quad>,
    forgery: Option<(Forgery, Stage)>,
    circumstances: Circumstances,
) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(format!("{name}.jpg")), &photo.jpeg)?;
    let seen = serde_json::json!({
        "facts": facts, "area": area, "forgery": forgery,
        "circumstances": format!("{circumstances:?}"),
    });
    std::fs::write(folder.join(format!("{name}.json")), seen.to_string())?;
    Ok(())
}

fn judged(
    pages: Vec<Page>,
    forgery: Option<(Forgery, Stage)>,
    seed: u64,
    circumstances: Circumstances,
) -> Trial {
    let rules = Rules::shipped(TODAY);
    let signals = || pages.iter().flat_map(|page| &page.facts.tamper);
    let mut scores: Vec<(TamperSignalKind, f32)> = Vec::new();
    for signal in signals() {
        match scores.iter_mut().find(|(kind, _)| *kind == signal.kind) {
            Some((_, score)) => *score = score.max(signal.score),
            None => scores.push((signal.kind, signal.score)),
        }
    }
    let likeness = pages.iter().find_map(|page| {
        let ghost = page.facts.ghost?;
        Some((ghost.likeness, ghost.resemblance))
    });
    let outcome = judge(&Case {
        pages,
        selfie: None,
        expected: None,
        rules,
    });
    Trial {
        forgery,
        seed,
        circumstances,
        scores,
        traces_found: outcome_of(&outcome, "notTamperedDocument") != CheckOutcome::Passed,
        data_integrity: outcome_of(&outcome, "dataIntegrity"),
        likeness,
        accepted: matches!(outcome, Outcome::Accepted(..)),
    }
}

fn outcome_of(outcome: &Outcome, wanted: &str) -> CheckOutcome {
    let evidence = |report: &Report| {
        let ProviderReport::PictureId(pictureid) = &report.provider_specific else {
            unreachable!("our own engine told it")
        };
        let checks = &pictureid.evidence.checks;
        checks
            .iter()
            .find(|check| check.check == wanted)
            .map(|check| check.outcome)
    };
    match outcome {
        Outcome::Accepted(_, report)
        | Outcome::Rejected(report)
        | Outcome::Inconclusive(report) => evidence(report),
        Outcome::Failed(_) | Outcome::Canceled => None,
    }
    .unwrap_or(CheckOutcome::NotMade)
}

/// Scores of one trace: those of a kind of forgery beside those of untouched documents, with the shipped threshold.
/// `None` where the trace was looked for in no forged document.
pub(crate) fn scores(
    trials: &[Trial],
    forgery: Forgery,
    signal: TamperSignalKind,
) -> Option<Scores> {
    let of = |wanted: Option<Forgery>| -> Vec<f64> {
        trials
            .iter()
            .filter(|trial| trial.forgery.map(|(kind, _)| kind) == wanted)
            .filter_map(|trial| trial.scores.iter().find(|(kind, _)| *kind == signal))
            .map(|(_, score)| f64::from(*score))
            .collect()
    };
    let row = SIGNALS.iter().find(|row| row.kind == signal)?;
    let positives = of(Some(forgery));
    (!positives.is_empty()).then(|| Scores {
        name: format!("{}: {}", forgery.name(), row.name),
        positives,
        negatives: of(None),
        direction: Direction::HigherIsPositive,
        threshold: row.shipped,
        origin: row.origin.to_owned(),
    })
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let kinds = match arguments.kind.as_deref() {
        None => every_kind(),
        Some("untouched") => vec![None],
        Some(name) => {
            let kind = Forgery::ALL.into_iter().find(|kind| kind.name() == name);
            vec![Some(kind.with_context(|| {
                format!("no forgery is called {name}; `press --help` tells where to find them")
            })?)]
        }
    };
    let trials = try_out(&Plan {
        models: arguments.models.clone(),
        seeds: arguments.first_seed..arguments.first_seed + arguments.count,
        kinds: kinds.clone(),
        jobs: arguments.jobs,
        keep: arguments.keep.clone(),
    })?;
    writeln!(
        out,
        "{:<32}{:>5}{:>10}{:>17}{:>9}{:>10}",
        "kind", "made", "by traces", "by dataIntegrity", "by both", "accepted"
    )?;
    for kind in kinds {
        for stage in [Stage::Paper, Stage::File] {
            let wanted = kind.map(|kind| (kind, stage));
            let of: Vec<&Trial> = trials
                .iter()
                .filter(|trial| trial.forgery == wanted)
                .collect();
            if of.is_empty() || (kind.is_none() && stage == Stage::File) {
                continue;
            }
            let name = match kind {
                Some(kind) => format!("{} ({stage:?})", kind.name()),
                None => "untouched".to_owned(),
            };
            print_row(out, &name, &of)?;
            if kind.is_none() {
                for circumstances in [
                    Circumstances::Careful,
                    Circumstances::Sloppy,
                    Circumstances::Scanned,
                    Circumstances::StoredAgain,
                ] {
                    let of: Vec<&Trial> = of
                        .iter()
                        .copied()
                        .filter(|trial| trial.circumstances == circumstances)
                        .collect();
                    print_row(out, &format!("  {circumstances:?}"), &of)?;
                }
            }
        }
    }
    print_traces(out, &trials)?;
    if let Some(folder) = &arguments.specimens {
        print_folder(out, &arguments.models, folder)?;
    }
    Ok(())
}

fn print_row(out: &mut impl Write, name: &str, of: &[&Trial]) -> Result<()> {
    let count = |told: fn(&Trial) -> bool| of.iter().filter(|trial| told(trial)).count();
    let integrity = |trial: &Trial| trial.data_integrity != CheckOutcome::Passed;
    writeln!(
        out,
        "{name:<32}{:>5}{:>10}{:>17}{:>9}{:>10}",
        of.len(),
        count(|trial| trial.traces_found),
        count(integrity),
        count(|trial| trial.traces_found || trial.data_integrity != CheckOutcome::Passed),
        count(|trial| trial.accepted),
    )?;
    Ok(())
}

fn print_traces(out: &mut impl Write, trials: &[Trial]) -> Result<()> {
    writeln!(
        out,
        "\ntraces at their thresholds (found; false alarms; area under the curve)"
    )?;
    for row in SIGNALS {
        for forgery in Forgery::ALL {
            let Some(scores) = scores(trials, forgery, row.kind) else {
                continue;
            };
            let point = scores.shipped();
            let tell = |rate: Rate| format!("{} of {}", rate.hits, rate.of);
            let area = scores.area_under_curve().unwrap_or(f64::NAN);
            writeln!(
                out,
                "{:<58}{:>12}{:>12}{area:>8.3}",
                scores.name,
                tell(point.found),
                tell(point.false_alarms)
            )?;
        }
    }
    Ok(())
}

/// False alarms on pictures that nobody is known to have edited.
fn print_folder(out: &mut impl Write, models: &Path, folder: &Path) -> Result<()> {
    let store = ModelStore::open(models)?;
    let engine = Engine::new(&store, 1)?;
    let rules = Rules::shipped(TODAY);
    let (mut pictures, mut alarms, mut ghosts) = (0, Vec::new(), Vec::new());
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("can't read {}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end != "json"))
        .collect();
    files.sort();
    for file in files {
        let Ok(facts) = engine.look(&std::fs::read(&file)?, &Limits::default(), Deadline::NONE)
        else {
            continue;
        };
        pictures += 1;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if let Some(ghost) = &facts.ghost {
            let second = ghost.second_face.map_or_else(String::new, |face| {
                format!("; a second face ({:.2}) {:.2}", face.score, face.likeness)
            });
            ghosts.push(format!(
                "  {:.2} at a glance, {:.2} in detail{second}: {name}",
                ghost.resemblance, ghost.likeness
            ));
        }
        for signal in &facts.tamper {
            if f64::from(signal.score) >= rules.tamper_threshold(signal.kind) {
                alarms.push(format!("  {:?} {:.2} {name}", signal.kind, signal.score));
            }
        }
    }
    writeln!(
        out,
        "\nfolder: {pictures} pictures, {} alarms",
        alarms.len()
    )?;
    for alarm in alarms {
        writeln!(out, "{alarm}")?;
    }
    writeln!(out, "\nthe place most like the portrait")?;
    for ghost in ghosts {
        writeln!(out, "{ghost}")?;
    }
    Ok(())
}
