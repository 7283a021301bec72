//! `docs/errors.md` held against the code.

use axum::http::StatusCode;
use bonafide_api::openapi;
use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The cells of the rows below a heading.
fn rows(text: &str, heading: &str) -> Vec<Vec<String>> {
    let section = text.split(heading).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"))
        .skip(1)
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn quoted(cell: &str) -> Option<&str> {
    cell.split('`').nth(1)
}

#[test]
fn every_status_that_an_operation_can_answer_is_explained_and_no_other() {
    let text = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    // Of any path: a method that it lacks, and a fault of ours.
    let mut answered = BTreeSet::from(["405".to_owned(), "500".to_owned()]);
    for operation in crate::document::operations(&openapi()).values() {
        let statuses = operation["responses"].as_object().unwrap().keys();
        answered.extend(statuses.filter(|s| s.starts_with(['4', '5'])).cloned());
    }
    let rows = rows(&text, "## By status");
    let explained: BTreeSet<String> = rows.iter().map(|row| row[1].clone()).collect();
    assert_eq!(explained, answered);
    let sources = sources();
    for row in &rows {
        if let Some(title) = quoted(&row[2]) {
            let status: StatusCode = row[1].parse().unwrap();
            let known = status.canonical_reason() == Some(title)
                || sources.contains(&format!("\"{title}\""));
            assert!(known, "no error has the title {title}");
        }
    }
}

#[test]
fn every_code_of_the_token_endpoints_is_explained() {
    let text = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let explained: Vec<String> = rows(&text, "## Of the token endpoints")
        .iter()
        .map(|row| quoted(&row[1]).unwrap().to_owned())
        .collect();
    let document = openapi();
    assert_eq!(
        serde_json::json!(explained),
        document["components"]["schemas"]["TokenErrorCode"]["enum"]
    );
}

#[test]
fn every_reason_that_is_explained_is_one_that_the_code_gives() {
    let text = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let sources = sources();
    for row in rows(&text, "## Why a process failed") {
        let kind = quoted(&row[1]).unwrap();
        assert!(
            sources.contains(&format!("\"{kind}\"")),
            "nothing fails by {kind}"
        );
    }
}

/// The code that makes errors.
fn sources() -> String {
    let mut all = String::new();
    let mut folders: Vec<_> = ["api", "app", "domain", "providers"]
        .map(|room| root().join("crates").join(room).join("src"))
        .into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                all += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    all
}
