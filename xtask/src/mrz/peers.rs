//! What other open tools read of the same pictures, scored by the same scorer. `scripts/peers.sh` lets them read.

use super::folder::{self, FolderTruth};
use super::outcome::{Outcome, Tally, Zone};
use crate::measure::{Section, Setting, Table};
use anyhow::{Context, Result};
use bonafide_documents::mrz::{self, Layout, MrzFormat};
use serde::Deserialize;
use std::path::Path;

/// Where `scripts/peers.sh` keeps what they read.
const FOLDER: &str = "target/peers";

/// Name on the page, name in files, and what it means when it was not run.
const TOOLS: [(&str, &str, &str); 4] = [
    ("RapidOCR", "rapidocr", "scripts/peers.sh was not run"),
    (
        "fastmrz",
        "fastmrz",
        "not run: it reads with a Tesseract model, `mrz.traineddata`, that its package does not carry",
    ),
    ("PassportEye", "passporteye", "scripts/peers.sh was not run"),
    (
        "Tesseract, full page",
        "tesseract",
        "scripts/peers.sh was not run",
    ),
];

/// A line of what a tool wrote: first its version, then a picture each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Version {
        version: String,
    },
    Picture {
        file: String,
        lines: Vec<String>,
        milliseconds: f64,
    },
}

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let mut section = Section {
        about: vec![
            "The same pictures, read side by side and scored by the same scorer: of what a tool tells, upper-cased and without \
             characters that a zone cannot have, the last lines that are about as long as the true ones. That is generous: the \
             truth says how many lines to look for and how long they are. Check digits of what was so found are worked out by \
             our own parser. Each tool has a second row, with letters where digits have to stand and digits where letters have \
             to turned into what they look like (O and 0, I and 1, …) by our own tables, as a careful integrator would: most \
             of these tools do not know what may stand where. Pictures without a zone are left out, since two of the tools read every text."
                .into(),
            "On the folder it is not a fair race: our reader was developed while looking at its failures on these pictures, and \
             theirs were not. The printed specimens are as new to all, but set in the typeface that our recogniser was trained on."
                .into(),
            "Each tool ran on one thread, as its documentation says, one picture at a time. Times are processor time of the tool \
             and of the programs that it starts; ours hold everything that the engine does with a picture, not the zone \
             alone."
                .into(),
        ],
        ..Section::default()
    };
    let printed = ["printed-careful", "printed-sloppy"].map(|name| Path::new(FOLDER).join(name));
    let folders = setting.specimens.iter().cloned().chain(printed);
    for folder in folders.filter(|folder| folder.join("truth.json").exists()) {
        section
            .tables
            .push(beside(setting, &folder, &mut section.not_measured)?);
    }
    section.not_measured.sort();
    section.not_measured.dedup();
    Ok(section)
}

/// One folder's table: ours first.
fn beside(setting: &Setting, folder: &Path, not_measured: &mut Vec<String>) -> Result<Table> {
    let truth = folder::truth(folder)?;
    let name = folder
        .file_name()
        .context("a folder with a name")?
        .to_string_lossy()
        .into_owned();
    let (title, ledger) = match name.as_str() {
        "printed-careful" => ("printed specimens, careful", "peers-printed-careful"),
        "printed-sloppy" => ("printed specimens, sloppy", "peers-printed-sloppy"),
        _ => ("the folder", "mrz-folder"),
    };
    let mut table = Tally::table(&format!("Beside other tools: {title}"));
    let ours: Vec<Outcome> = folder::outcomes(setting, folder, ledger)?
        .into_iter()
        .filter(|outcome| !truth[&outcome.case].is_empty())
        .collect();
    table.row(Tally(&ours).row("Bonafide"));
    for (title, tool, absent) in TOOLS {
        let path = Path::new(FOLDER).join(format!("{name}-{tool}.jsonl"));
        for (look_alikes, what) in [
            (LookAlikes::AsTold, ""),
            (LookAlikes::ByPlace, ", look-alikes by place"),
        ] {
            let Some((version, outcomes)) = told(&path, &truth, look_alikes)? else {
                not_measured.push(format!("{title}: {absent}."));
                break;
            };
            let mut set = format!("{title} {version}{what}");
            let pictures = truth.values().filter(|lines| !lines.is_empty()).count();
            if outcomes.len() < pictures {
                set = format!("{set} (first {} pictures)", outcomes.len());
            }
            table.row(Tally(&outcomes).row(&set));
        }
    }
    Ok(table)
}

/// What becomes of a letter where a digit has to stand, and the other way round.
#[derive(Clone, Copy)]
enum LookAlikes {
    /// It stays as the tool told it.
    AsTold,
    /// It becomes what it looks like and may stand there.
    ByPlace,
}

/// A tool's version and what came of each picture that it read; `None` when it was not run.
fn told(
    path: &Path,
    truth: &FolderTruth,
    look_alikes: LookAlikes,
) -> Result<Option<(String, Vec<Outcome>)>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path)?;
    let (mut version, mut outcomes) = (String::new(), Vec::new());
    for line in text.lines() {
        let told =
            serde_json::from_str(line).with_context(|| format!("reading {}", path.display()))?;
        match told {
            Told::Version { version: told } => version = told,
            Told::Picture {
                file,
                lines,
                milliseconds,
            } => {
                if let Some(truth) = truth.get(&file).filter(|truth| !truth.is_empty()) {
                    let zone = zone_among(&lines, truth, look_alikes);
                    outcomes.push(Outcome::of(file, truth, zone.as_ref(), milliseconds));
                }
            }
        }
    }
    Ok(Some((version, outcomes)))
}

/// The last lines of a reading that can be the zone's.
fn zone_among(lines: &[String], truth: &[String], look_alikes: LookAlikes) -> Option<Zone> {
    let length = truth.first()?.len();
    let mut candidates: Vec<String> = lines
        .iter()
        .map(|line| {
            line.chars()
                .map(|letter| letter.to_ascii_uppercase())
                .filter(|letter| {
                    letter.is_ascii_uppercase() || letter.is_ascii_digit() || *letter == '<'
                })
                .collect()
        })
        .filter(|line: &String| {
            let digits = line.chars().filter(char::is_ascii_digit).count();
            line.len() + 8 >= length && (line.contains('<') || digits > 5)
        })
        .collect();
    let mut lines = candidates.split_off(candidates.len().saturating_sub(truth.len()));
    if let LookAlikes::ByPlace = look_alikes {
        put_by_place(&mut lines);
    }
    (!lines.is_empty()).then(|| Zone {
        valid: mrz::parse(&lines).is_ok_and(|zone| zone.check_digits_valid()),
        lines,
    })
}

/// Turns what cannot stand in its column into what looks like it and can. Lines of another length than their format's
/// stay: nobody knows which column is which.
fn put_by_place(lines: &mut [String]) {
    let Some(format) = MrzFormat::from_lines(lines) else {
        return;
    };
    let layout = Layout::for_lines(format, lines);
    for (number, line) in lines.iter_mut().enumerate() {
        let put = |(column, letter): (usize, char)| match layout.alphabet_at(number, column) {
            Some(alphabet) if !alphabet.admits(letter) => {
                alphabet.look_alikes(letter).next().unwrap_or(letter)
            }
            _ => letter,
        };
        *line = line.chars().enumerate().map(put).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_the_last_lines_that_can_be_one() {
        let truth = ["P<UTOERIKSSON<<ANNA", "L898902C36UTO740812"].map(str::to_owned);
        let read = [
            "PASSPORT OF UTOPIA, A LONG HEADING",
            "P<UTOERIKSSON<< anna",
            "x",
            "L898902C3 6UTO740812",
        ]
        .map(str::to_owned);
        let zone = zone_among(&read, &truth, LookAlikes::AsTold).expect("a zone");
        assert_eq!(zone.lines, truth);
    }

    #[test]
    fn a_page_without_such_lines_has_no_zone() {
        let truth = ["P<UTOERIKSSON<<ANNA".to_owned()];
        let read = ["P<UTO".to_owned(), "HELLO".to_owned()];
        assert!(zone_among(&read, &truth, LookAlikes::AsTold).is_none());
    }

    #[test]
    fn a_zero_among_letters_becomes_an_o_by_its_place() {
        let mut lines = [
            "P<UT0ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UT07408122F12O4159ZE184226B<<<<<10",
        ]
        .map(str::to_owned);
        put_by_place(&mut lines);
        assert_eq!(lines[0], "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        assert_eq!(lines[1], "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    }
}
