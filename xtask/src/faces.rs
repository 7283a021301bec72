//! How well faces are told apart: distances of pairs of one person and of two, and the errors over the threshold.

mod copies;
mod report;

use crate::measure::Rate;
use anyhow::{Context, Result, ensure};
use bonafide_facts::FaceTemplate;
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
pub(crate) use report::measure;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Prints how well faces are told apart.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder of pictures of one face each, named `PERSON_NUMBER.jpg` or `PERSON-NUMBER.jpg`: pictures of one person are
    /// pairs that should match. Can be given several times.
    #[arg(long)]
    pictures: Vec<PathBuf>,
    /// A folder of documents with a `truth.json` that maps each file's name to the lines of its machine-readable zone: the
    /// largest portraits of documents with different names are pairs that should not match. Documents of one name are left
    /// out, because specimens of one name show several people.
    #[arg(long)]
    documents: Vec<PathBuf>,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// How many of the closest pairs of different people, and of the farthest of one, to name.
    #[arg(long, default_value_t = 8)]
    worst: usize,
}

/// Thresholds at which errors are printed.
const THRESHOLDS: [f64; 11] = [
    0.30, 0.35, 0.38, 0.40, 0.42, 0.45, 0.48, 0.50, 0.52, 0.55, 0.60,
];

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    ensure!(
        !(arguments.pictures.is_empty() && arguments.documents.is_empty()),
        "give a folder: --pictures or --documents"
    );
    let store = ModelStore::open(&arguments.models)?;
    let engine = Engine::new(&store, 1)?;
    let mut people = Vec::new();
    for folder in &arguments.pictures {
        people.extend(of_pictures(&engine, folder)?);
    }
    let mut holders = Vec::new();
    for folder in &arguments.documents {
        holders.extend(of_documents(&engine, folder)?);
    }
    let mut pairs = pairs(&people);
    pairs.extend(different(&holders, &holders));
    pairs.extend(different(&people, &holders));
    print(&pairs, people.len() + holders.len(), arguments.worst, out)?;
    copies::print(&engine, &arguments.documents, &pairs, out)
}

/// A face, and whose it is.
pub(crate) struct Known {
    /// The person, as the file's name or the zone says.
    pub(crate) person: String,
    /// The file.
    pub(crate) file: String,
    pub(crate) template: FaceTemplate,
}

/// Two faces and how far apart they are.
pub(crate) struct Pair {
    pub(crate) same_person: bool,
    pub(crate) distance: f64,
    pub(crate) files: [String; 2],
}

/// The largest face of every picture in a folder; the person is what stands before the last `_` or `-` of the file's name.
/// Pictures without a number, and those without a face, are left out.
pub(crate) fn of_pictures(engine: &Engine, folder: &Path) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    for path in files(folder)? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let Some((person, number)) = stem.rsplit_once(['_', '-']) else {
            continue;
        };
        if number.parse::<u32>().is_ok() {
            known.extend(face(engine, &path, person)?);
        }
    }
    Ok(known)
}

/// The holder's portrait of every document in a folder whose name is known.
pub(crate) fn of_documents(engine: &Engine, folder: &Path) -> Result<Vec<Known>> {
    let truth = std::fs::read_to_string(folder.join("truth.json"))
        .with_context(|| format!("{}: no truth.json", folder.display()))?;
    let truth: BTreeMap<String, Vec<String>> = serde_json::from_str(&truth)?;
    let mut known = Vec::new();
    for (file, lines) in truth {
        // Of three lines the last holds the name, of two the first, after code and State.
        let name = match &lines[..] {
            [_, _, name] => name.as_str(),
            [first, _] => first.get(5..).unwrap_or_default(),
            _ => continue,
        };
        known.extend(face(engine, &folder.join(&file), name.trim_matches('<'))?);
    }
    Ok(known)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|path| {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        extension == "jpg" || extension == "jpeg" || extension == "png"
    });
    files.sort();
    Ok(files)
}

fn face(engine: &Engine, path: &Path, person: &str) -> Result<Option<Known>> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let faces = engine.describe_faces(&bytes, &Limits::default(), Deadline::NONE)?;
    let template = faces.into_iter().find_map(|face| face.template);
    Ok(template.map(|template| Known {
        person: person.to_owned(),
        file: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        template,
    }))
}

/// Every pair of faces, of one person and of two.
pub(crate) fn pairs(known: &[Known]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, one) in known.iter().enumerate() {
        pairs.extend(known[at + 1..].iter().filter_map(|other| pair(one, other)));
    }
    pairs
}

/// Every pair of faces of two people, one from each list; of a list with itself, each pair once.
pub(crate) fn different(ones: &[Known], others: &[Known]) -> Vec<Pair> {
    let itself = std::ptr::eq(ones, others);
    let mut pairs = Vec::new();
    for (at, one) in ones.iter().enumerate() {
        let others = if itself { &others[at + 1..] } else { others };
        let of_two = others.iter().filter(|other| other.person != one.person);
        pairs.extend(of_two.filter_map(|other| pair(one, other)));
    }
    pairs
}

fn pair(one: &Known, other: &Known) -> Option<Pair> {
    Some(Pair {
        same_person: one.person == other.person,
        distance: one.template.distance(&other.template)?,
        files: [one.file.clone(), other.file.clone()],
    })
}

fn print(pairs: &[Pair], faces: usize, worst: usize, out: &mut impl Write) -> Result<()> {
    let (mut same, mut two): (Vec<&Pair>, Vec<&Pair>) =
        pairs.iter().partition(|pair| pair.same_person);
    same.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    two.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    writeln!(
        out,
        "{faces} faces; {} pairs of one person, {} of two",
        same.len(),
        two.len()
    )?;
    writeln!(
        out,
        "threshold  false match (of two)            false non-match (of one)"
    )?;
    for threshold in THRESHOLDS {
        let matched = Rate::among(two.iter().map(|pair| pair.distance <= threshold));
        let missed = Rate::among(same.iter().map(|pair| pair.distance > threshold));
        writeln!(
            out,
            "{threshold:<10} {:<30} {}",
            told(matched),
            told(missed)
        )?;
    }
    for (what, pairs) in [
        ("closest of two people", two),
        ("farthest of one person", same),
    ] {
        writeln!(out, "{what}:")?;
        for pair in pairs.iter().take(worst) {
            let [one, other] = &pair.files;
            writeln!(out, "  {:.3}  {one}  {other}", pair.distance)?;
        }
    }
    Ok(())
}

fn told(rate: Rate) -> String {
    let Rate { hits, of } = rate;
    match rate.share() {
        Some(share) => {
            let interval = rate.interval();
            format!(
                "{:.2} % ({hits}/{of}; {:.2}-{:.2})",
                100.0 * share,
                100.0 * interval.lower,
                100.0 * interval.upper
            )
        }
        None => "-".to_owned(),
    }
}
