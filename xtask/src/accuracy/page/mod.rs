//! The page, written from measured sections alone.

mod figures;
mod scores;

use super::chapter::Chapter;
use super::store::Measured;
use super::svg;
use crate::measure::{Failure, Plot, Provenance, Section};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub(super) use figures::table;

/// What no measurement says of itself.
const LIMITS: &str = include_str!("../limits.md");

/// Cases told of each kind of failure; the count is always told.
const TOLD: usize = 12;

/// Writes the page and its drawings.
pub(crate) fn write(page: &Path, measured: &[(Chapter, Option<Measured>)]) -> Result<()> {
    let drawings = page.with_extension("");
    fs::create_dir_all(&drawings).with_context(|| format!("making {}", drawings.display()))?;
    let folder = drawings
        .file_name()
        .context("the page has a name")?
        .to_string_lossy();
    let mut plots = Vec::new();
    let text = page_of(measured, &folder, &mut plots);
    for entry in fs::read_dir(&drawings)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            fs::remove_file(path)?;
        }
    }
    for plot in &plots {
        fs::write(drawings.join(format!("{}.svg", plot.name)), svg::draw(plot))?;
    }
    fs::write(page, text).with_context(|| format!("writing {}", page.display()))
}

fn page_of(
    measured: &[(Chapter, Option<Measured>)],
    folder: &str,
    plots: &mut Vec<Plot>,
) -> String {
    let mut page = String::from(
        "# How well it reads and judges\n\n\
         Written by `cargo xtask accuracy` (`make accuracy`) from what it measured; not by hand. Rates stand with their counts \
         and exact 95 % intervals (Clopper and Pearson). Whatever was chosen, trained or tuned was so on other seeds than \
         those that are reported here, unless a section says otherwise. What was not measured is said to be so.\n\n",
    );
    glance(&mut page, measured);
    failures(&mut page, measured);
    page.push_str(LIMITS);
    not_measured(&mut page, measured);
    let shared = shared_provenance(measured);
    if let Some(shared) = shared {
        let _ = writeln!(page, "## With what it was measured\n\n{}\n", told(shared));
    }
    for (chapter, found) in measured {
        let _ = writeln!(page, "## {}\n", chapter.title());
        match found {
            None => page.push_str("Not measured in this run.\n\n"),
            Some(found) => {
                if shared.is_none() {
                    let _ = writeln!(page, "*{}*\n", told(&found.provenance));
                }
                section(&mut page, *chapter, &found.section, folder, plots);
            }
        }
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// The few figures that a hurried reader needs.
fn glance(page: &mut String, measured: &[(Chapter, Option<Measured>)]) {
    let headlines: Vec<_> = measured
        .iter()
        .filter_map(|(chapter, found)| Some((chapter, found.as_ref()?)))
        .flat_map(|(chapter, found)| {
            found
                .section
                .headlines
                .iter()
                .map(move |line| (chapter, line))
        })
        .collect();
    if headlines.is_empty() {
        return;
    }
    page.push_str("## At a glance\n\n| what | measured | aim |\n| --- | --- | --- |\n");
    for (_, line) in headlines {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            line.what,
            figures::cell(&line.figure),
            line.aim.as_deref().unwrap_or("–")
        );
    }
    page.push('\n');
}

/// Every kind of failure with its count, before anything that is praised.
fn failures(page: &mut String, measured: &[(Chapter, Option<Measured>)]) {
    page.push_str("## Where it fails\n\n");
    let mut none = true;
    for (chapter, found) in measured {
        let Some(found) = found else { continue };
        let kinds = by_kind(&found.section.failures);
        if kinds.is_empty() {
            continue;
        }
        none = false;
        let told: Vec<String> = kinds
            .iter()
            .map(|(kind, cases)| format!("{kind} {}", cases.len()))
            .collect();
        let _ = writeln!(page, "- **{}**: {}", chapter.title(), told.join("; "));
    }
    if none {
        page.push_str("No failure in what was measured.\n");
    } else {
        page.push_str("\nEach case is named in its section below.\n");
    }
    page.push('\n');
}

fn not_measured(page: &mut String, measured: &[(Chapter, Option<Measured>)]) {
    page.push_str("## What was not measured, and what that means\n\n");
    for (chapter, found) in measured {
        match found {
            None => {
                let _ = writeln!(page, "- **{}**: not measured in this run.", chapter.title());
            }
            Some(found) => {
                for sentence in &found.section.not_measured {
                    let _ = writeln!(page, "- {sentence}");
                }
            }
        }
    }
    page.push('\n');
}

fn section(
    page: &mut String,
    chapter: Chapter,
    section: &Section,
    folder: &str,
    plots: &mut Vec<Plot>,
) {
    for paragraph in &section.about {
        let _ = writeln!(page, "{paragraph}\n");
    }
    for table in &section.tables {
        figures::table(page, table);
    }
    scores::table(page, &section.scores);
    let drawn = section
        .plots
        .iter()
        .cloned()
        .chain(scores::plots(chapter.name(), &section.scores));
    for plot in drawn {
        let _ = writeln!(page, "![{}]({folder}/{}.svg)\n", plot.caption, plot.name);
        plots.push(plot);
    }
    let kinds = by_kind(&section.failures);
    if !kinds.is_empty() {
        page.push_str("Failures:\n\n");
        for (kind, cases) in kinds {
            let shown: Vec<&str> = cases.iter().take(TOLD).copied().collect();
            let more = match cases.len().saturating_sub(TOLD) {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            let _ = writeln!(
                page,
                "- {kind} ({}): {}{more}",
                cases.len(),
                shown.join("; ")
            );
        }
        page.push('\n');
    }
}

fn by_kind(failures: &[Failure]) -> BTreeMap<&str, Vec<&str>> {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for failure in failures {
        kinds.entry(&failure.kind).or_default().push(&failure.case);
    }
    kinds
}

/// What all sections were measured with, if it is the same.
fn shared_provenance(measured: &[(Chapter, Option<Measured>)]) -> Option<&Provenance> {
    let mut all = measured
        .iter()
        .filter_map(|(_, found)| Some(&found.as_ref()?.provenance));
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn told(provenance: &Provenance) -> String {
    let models: Vec<String> = provenance
        .models
        .iter()
        .map(|(name, version)| format!("{name} `{version}`"))
        .collect();
    format!(
        "Commit `{}` of {}, rules `{}`, {} of {} cores ({}), load {} when it began, seeds from {}. Models: {}.",
        provenance.commit,
        provenance.committed,
        provenance.rules,
        provenance.jobs,
        provenance.cores,
        provenance.processor,
        provenance.load,
        provenance.first_seed,
        models.join(", ")
    )
}

#[cfg(test)]
mod tests;
