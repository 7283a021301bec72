//! `docs/errors.md` held against the code.

use axum::http::StatusCode;
use bonafide_api::openapi;
use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The cells of the rows of all tables below a heading, without their heads.
fn rows(text: &str, heading: &str) -> Vec<Vec<String>> {
    let section = text.split(heading).nth(1).unwrap();
    let section: Vec<&str> = section.split("\n## ").next().unwrap().lines().collect();
    let is_rule = |line: Option<&&str>| line.is_some_and(|line| line.starts_with("| ---"));
    section
        .iter()
        .enumerate()
        .filter(|(at, line)| {
            line.starts_with("| ") && !is_rule(Some(*line)) && !is_rule(section.get(at + 1))
        })
        .map(|(_, line)| line.split('|').map(|cell| cell.trim().to_owned()).collect())
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
fn every_status_of_the_token_endpoints_is_explained_and_no_other() {
    let text = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let explained: BTreeSet<String> = rows(&text, "## Of the token endpoints")
        .iter()
        .flat_map(|row| row[2].split(", "))
        .map(str::to_owned)
        .collect();
    let mut answered = BTreeSet::from(["500".to_owned()]);
    for operation in crate::document::operations(&openapi()).values() {
        if ["getToken", "getTokenOlder"].contains(&operation["operationId"].as_str().unwrap()) {
            let statuses = operation["responses"].as_object().unwrap().keys();
            answered.extend(statuses.filter(|s| s.starts_with(['4', '5'])).cloned());
        }
    }
    assert_eq!(explained, answered);
}

#[test]
fn every_reason_that_the_code_gives_is_explained_and_no_other() {
    let text = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let explained: BTreeSet<String> = rows(&text, "## Why a process failed")
        .iter()
        .filter_map(|row| quoted(&row[1]))
        .filter(|kind| *kind != "User.Request")
        .map(str::to_owned)
        .collect();
    // Where reasons are made, their words stand behind one of these.
    const BEFORE: [&str; 3] = ["kind:\"", "failed(\"", "error(\""];
    let mut given = BTreeSet::new();
    for file in files() {
        let code: String = file.split_whitespace().collect();
        if !code.contains("FailReason::") {
            continue;
        }
        for before in BEFORE {
            for rest in code.split(before).skip(1) {
                given.insert(rest.split('"').next().unwrap().to_owned());
            }
        }
    }
    assert_eq!(explained, given);
    assert!(sources().contains("\"User.Request\""));
}

fn sources() -> String {
    files().concat()
}

/// The code that makes errors, file by file.
fn files() -> Vec<String> {
    let mut all = Vec::new();
    let mut folders: Vec<_> = ["api", "app", "domain", "providers"]
        .map(|room| root().join("crates").join(room).join("src"))
        .into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                all.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}
