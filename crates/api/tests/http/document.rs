//! The OpenAPI document: committed as the code makes it, whole, and in the contract's words.

use crate::house::House;
use axum::http::StatusCode;
use bonafide_api::openapi;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Each operation of the document: method and path, operation.
pub(crate) fn operations(document: &Value) -> BTreeMap<(String, String), Value> {
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.insert((method.to_uppercase(), path.clone()), operation.clone());
        }
    }
    operations
}

#[test]
fn the_committed_document_is_what_the_code_makes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&openapi()).unwrap());
    if std::env::var_os("BONAFIDE_WRITE_OPENAPI").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == made,
        "docs/openapi.json is not what the code says; `make openapi` writes it anew"
    );
}

#[tokio::test]
async fn the_document_is_served_without_a_token() {
    let house = House::new().await;
    let answer = house
        .call(&axum::http::Method::GET, "/assure/v3/api-docs", None, "")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.json(), openapi());
    assert_eq!(answer.json()["openapi"], "3.1.0");
}

#[tokio::test]
async fn the_page_shows_every_operation_and_loads_nothing_from_elsewhere() {
    let house = House::new().await;
    let answer = house
        .call(&axum::http::Method::GET, "/docs", None, "")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"));
    let page = String::from_utf8(answer.bytes).unwrap();
    for (_, operation) in operations(&openapi()) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(!page.contains("<script") && !page.contains("style="));
    for attribute in ["src=\"", "href=\""] {
        for target in page.split(attribute).skip(1) {
            assert!(target.starts_with(['#', '/']), "{}", &target[..40]);
        }
    }
    let style = house
        .call(&axum::http::Method::GET, "/docs/style.css", None, "")
        .await;
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    let style = String::from_utf8(style.bytes).unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn every_operation_says_what_it_is_and_how_it_can_end() {
    let document = openapi();
    let tags: BTreeSet<&str> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut ids = BTreeSet::new();
    for ((method, path), operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} is given twice");
        assert!(operation["summary"].is_string(), "{method} {path}");
        let tag = operation["tags"][0].as_str().unwrap();
        assert!(tags.contains(tag), "{method} {path}: the tag {tag}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|s| s.starts_with('2')), "{id}");
        for (status, answer) in answers {
            assert!(answer["description"].is_string(), "{id} {status}");
            if status.starts_with('4') || status.starts_with('5') {
                let schema = &answer["content"]["application/json"]["schema"]["$ref"];
                assert!(schema.is_string(), "{id} {status}: no error object");
            }
        }
        if operation["requestBody"].is_object() {
            for status in ["400", "408", "413"] {
                assert!(answers.contains_key(status), "{id} {status}");
            }
        }
        if operation["security"].is_null() {
            for status in ["400", "401", "403", "429", "503"] {
                assert!(answers.contains_key(status), "{id} {status}");
            }
        }
    }
}

#[test]
fn no_answer_may_hold_a_null() {
    let document = openapi();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in [
        "Dossier",
        "Verdict",
        "FinalResult",
        "ErrorResponse",
        "PictureIdReport",
        "MatchedField",
    ] {
        let schema = schemas[name].to_string();
        assert!(!schema.contains("\"null\""), "{name}: {schema}");
    }
}

#[test]
fn nothing_in_the_document_is_left_null() {
    fn look(value: &Value, place: &str) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    assert!(!value.is_null(), "{place}/{name}");
                    look(value, &format!("{place}/{name}"));
                }
            }
            // One of the words of an enumeration may be null.
            Value::Array(items) => items.iter().for_each(|item| look(item, place)),
            _ => {}
        }
    }
    look(&openapi(), "");
}

#[test]
fn every_reference_leads_somewhere() {
    fn look(value: &Value, schemas: &Value) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(to)) = object.get("$ref") {
                    let name = to.rsplit('/').next().unwrap();
                    assert!(schemas[name].is_object(), "{to} leads nowhere");
                }
                object.values().for_each(|value| look(value, schemas));
            }
            Value::Array(items) => items.iter().for_each(|item| look(item, schemas)),
            _ => {}
        }
    }
    let document = openapi();
    look(&document, &document["components"]["schemas"]);
}
