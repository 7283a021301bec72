//! What serde does and derived schemas do not know: answers leave out what is absent, a field that is flattened may
//! be absent, and texts of a certain form have no name of their own.

use super::names;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const PREFIX: &str = "#/components/schemas/";

/// Completes the schemas.
pub(super) fn complete(document: &mut Value) {
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in names::written_out() {
            schemas.insert(name.to_owned(), schema);
        }
    }
    each(document, &mut tidy);
    write_out_forms(document);
    leave_out_unused(document);
    let schemas = document["components"]["schemas"].clone();
    each(document, &mut |object| flattened(object, &schemas));
    let asked = asked(document);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas {
            if !asked.contains(name) {
                each(schema, &mut never_null);
            }
        }
    }
}

/// Calls `change` with every object in a value, the inner ones first.
fn each(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|inner| each(inner, change));
            change(object);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
        _ => {}
    }
}

/// One line per paragraph; no `default` of null; one of several shapes without a tag may look like another, too.
fn tidy(object: &mut Map<String, Value>) {
    let untagged = object
        .get("oneOf")
        .is_some_and(|choices| nullable(&json!({"oneOf": choices})).is_none());
    if untagged && let Some(choices) = object.remove("oneOf") {
        object.insert("anyOf".to_owned(), choices);
    }
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = text
            .split("\n\n")
            .map(|paragraph| paragraph.replace('\n', " "))
            .collect::<Vec<_>>()
            .join("\n\n");
    }
}

/// A schema that is a text of a certain form, or a list, stands where it is used, not under a name.
fn write_out_forms(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return;
    };
    let is_form = |schema: &Value| {
        schema["enum"].is_null() && (schema["type"] == "string" || schema["type"] == "array")
            || schema["anyOf"][0]["type"] == "string"
    };
    let (forms, named): (Map<_, _>, Map<_, _>) = std::mem::take(schemas)
        .into_iter()
        .partition(|(_, schema)| is_form(schema));
    *schemas = named;
    each(document, &mut |object| {
        let form = object
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|to| forms.get(to.strip_prefix(PREFIX)?));
        if let Some(Value::Object(form)) = form {
            object.remove("$ref");
            for (key, value) in form {
                object.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    });
}

fn leave_out_unused(document: &mut Value) {
    let mut used = BTreeSet::new();
    each(document, &mut |object| {
        let name = object.get("$ref").and_then(Value::as_str);
        used.extend(name.and_then(|to| Some(to.strip_prefix(PREFIX)?.to_owned())));
    });
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// A flattened field that may be absent: its fields, none of them required.
fn flattened(object: &mut Map<String, Value>, schemas: &Value) {
    let Some(Value::Array(parts)) = object.get_mut("allOf") else {
        return;
    };
    for part in parts {
        let Some(name) = nullable(part).and_then(|inner| target(&inner)) else {
            continue;
        };
        *part = json!({"type": "object", "properties": schemas[name.as_str()]["properties"]});
    }
}

/// What a schema is beside `null`.
fn nullable(schema: &Value) -> Option<Value> {
    let choices = schema["oneOf"].as_array()?;
    match choices.as_slice() {
        [one, null] | [null, one] if null["type"] == "null" => Some(one.clone()),
        _ => None,
    }
}

fn target(schema: &Value) -> Option<String> {
    Some(schema["$ref"].as_str()?.strip_prefix(PREFIX)?.to_owned())
}

/// The names of all schemas that requests are made of.
fn asked(document: &Value) -> BTreeSet<String> {
    fn collect(value: &Value, schemas: &Value, names: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                if let Some(name) = target(value)
                    && names.insert(name.clone())
                {
                    collect(&schemas[name.as_str()], schemas, names);
                }
                object
                    .values()
                    .for_each(|inner| collect(inner, schemas, names));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, schemas, names)),
            _ => {}
        }
    }
    let mut names = BTreeSet::new();
    let items = document["paths"].as_object().into_iter().flatten();
    for operation in items.filter_map(|(_, item)| item.as_object()).flatten() {
        collect(
            &operation.1["requestBody"],
            &document["components"]["schemas"],
            &mut names,
        );
    }
    names
}

/// Answers leave out what is absent.
fn never_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            object.insert("type".to_owned(), one);
        }
    }
    let whole = Value::Object(object.clone());
    if let Some(Value::Object(inner)) = nullable(&whole) {
        object.remove("oneOf");
        for (key, value) in inner {
            object.entry(key).or_insert(value);
        }
    }
}
