//! Our document held against what the contract publishes: ids, statuses, words and needed fields.

use crate::document::operations;
use bonafide_api::openapi;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Method, path below `/assure`, operation id and published statuses, as the contract has them.
const CONTRACT: &str = include_str!("contract.txt");

/// Its words and needed fields.
const WORDS: &str = include_str!("contract_words.txt");

/// Published statuses that no call of ours is answered with, and why.
const NEVER: [(&str, &str, &str); 5] = [
    (
        "deleteAllDossiers",
        "404",
        "a client without dossiers has nothing left to delete: 204",
    ),
    (
        "getImages",
        "409",
        "a picture is stored or it is not, in every status: 200 or 404",
    ),
    (
        "getAllConfigurations_1",
        "404",
        "a client without configurations has an empty list: 200",
    ),
    (
        "updateConfiguration_1",
        "204",
        "the contract has two successes; clients read the configuration from the other one",
    ),
    (
        "updateConfiguration",
        "409",
        "a configuration is replaced whole: whoever comes last is right",
    ),
];

#[test]
fn ids_and_statuses_are_those_of_the_contract() {
    let document = openapi();
    let operations = operations(&document);
    let mut never: BTreeSet<(&str, &str)> =
        NEVER.iter().map(|(id, status, _)| (*id, *status)).collect();
    for line in CONTRACT.lines() {
        let mut words = line.split_whitespace();
        let method = words.next().unwrap().to_owned();
        let path = format!("/assure{}", words.next().unwrap());
        let id = words.next().unwrap();
        let operation = operations
            .get(&(method.clone(), path.clone()))
            .unwrap_or_else(|| panic!("{method} {path} is not in the document"));
        assert_eq!(operation["operationId"], id, "{method} {path}");
        for status in words {
            let promised = operation["responses"][status].is_object();
            let left_out = never.remove(&(id, status));
            assert_ne!(promised, left_out, "{id} {status}");
        }
    }
    assert!(never.is_empty(), "the contract has no {never:?}");
    assert_eq!(CONTRACT.lines().count(), 39);
}

/// A line of the table: what it is about, and what we have to have.
fn lines(kind: &'static str) -> impl Iterator<Item = (&'static str, BTreeSet<&'static str>)> {
    WORDS.lines().filter_map(move |line| {
        let mut words = line.strip_prefix(kind)?.strip_prefix(' ')?.split(' ');
        let about = words.next()?;
        let (mut ours, mut left_out) = (BTreeSet::new(), BTreeSet::new());
        let mut absent = false;
        for word in words {
            match word {
                "+" => absent = false,
                "-" => absent = true,
                word if absent => _ = left_out.insert(word),
                word => _ = ours.insert(word),
            }
        }
        assert!(ours.is_disjoint(&left_out), "{line}");
        Some((about, ours))
    })
}

/// Every word that a schema allows, in whichever of its parts.
fn words<'a>(schema: &'a Value, schemas: &'a Value) -> BTreeSet<&'a str> {
    if let Some(name) = target(schema) {
        return words(&schemas[name], schemas);
    }
    let mut found: BTreeSet<&str> = schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for part in ["items", "additionalProperties"] {
        found.extend(words_of(schema.get(part), schemas));
    }
    for part in ["anyOf", "oneOf", "allOf"] {
        for choice in schema[part].as_array().into_iter().flatten() {
            found.extend(words(choice, schemas));
        }
    }
    found
}

fn words_of<'a>(schema: Option<&'a Value>, schemas: &'a Value) -> BTreeSet<&'a str> {
    schema
        .map(|schema| words(schema, schemas))
        .unwrap_or_default()
}

fn target(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

#[test]
fn the_words_of_each_field_are_those_of_the_contract() {
    let document = openapi();
    let schemas = &document["components"]["schemas"];
    let mut lines_read = 0;
    for (about, expected) in lines("words") {
        let (schema, field) = about.split_once('.').unwrap();
        let property = &schemas[schema]["properties"][field];
        assert!(property.is_object(), "{about} is not in the document");
        assert_eq!(words(property, schemas), expected, "{about}");
        lines_read += 1;
    }
    assert!(lines_read > 60, "{lines_read} lines");
}

#[test]
fn requests_need_what_they_need_in_the_contract_and_nothing_else() {
    let document = openapi();
    let schemas = &document["components"]["schemas"];
    let published: BTreeMap<&str, BTreeSet<&str>> = lines("needs").collect();
    let ids: BTreeSet<&str> = CONTRACT
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .collect();
    let mut asked = BTreeSet::new();
    for operation in operations(&document).values() {
        if ids.contains(operation["operationId"].as_str().unwrap()) {
            collect(&operation["requestBody"], schemas, &mut asked);
        }
    }
    for name in &asked {
        let needed: BTreeSet<&str> = schemas[name.as_str()]["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let expected = published.get(name.as_str()).cloned().unwrap_or_default();
        assert_eq!(needed, expected, "{name}");
    }
    for name in published.keys() {
        assert!(asked.contains(*name), "no request is made of {name}");
    }
}

/// The names of the schemas that a value is made of.
fn collect(value: &Value, schemas: &Value, names: &mut BTreeSet<String>) {
    if let Some(name) = target(value)
        && names.insert(name.to_owned())
    {
        collect(&schemas[name], schemas, names);
    }
    match value {
        Value::Object(object) => object
            .values()
            .for_each(|inner| collect(inner, schemas, names)),
        Value::Array(items) => items
            .iter()
            .for_each(|inner| collect(inner, schemas, names)),
        _ => {}
    }
}

#[test]
fn queries_need_what_they_need_in_the_contract_and_nothing_else() {
    let document = openapi();
    let published: BTreeMap<&str, BTreeSet<&str>> = lines("query").collect();
    let mut asked = 0;
    for operation in operations(&document).values() {
        let id = operation["operationId"].as_str().unwrap();
        let needed: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true)
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        asked += usize::from(!needed.is_empty());
        assert_eq!(
            needed,
            published.get(id).cloned().unwrap_or_default(),
            "{id}"
        );
    }
    assert_eq!(asked, published.len());
}
