use serde_json::Value;

/// Holds a value against a schema as far as our document uses JSON Schema: needed fields, known fields, words, kinds.
/// Panics with the place.
pub(crate) fn conforms(value: &Value, schema: &Value, schemas: &Value, place: &str) {
    if let Err(fault) = held(value, schema, schemas, place) {
        panic!("{fault}");
    }
    if let Value::Object(fields) = value {
        for name in fields.keys() {
            assert!(
                knows(schema, schemas, name),
                "{place}: the schema has no {name}"
            );
        }
    }
}

fn held(value: &Value, schema: &Value, schemas: &Value, place: &str) -> Result<(), String> {
    if let Some(to) = schema["$ref"].as_str() {
        let name = to.rsplit('/').next().unwrap();
        return held(value, &schemas[name], schemas, place);
    }
    for part in list(&schema["allOf"]) {
        held(value, part, schemas, place)?;
    }
    let choices: Vec<&Value> = list(&schema["anyOf"])
        .chain(list(&schema["oneOf"]))
        .collect();
    let fits = |choice: &&Value| held(value, choice, schemas, place).is_ok();
    if !choices.is_empty() && !choices.iter().any(fits) {
        return Err(format!("{place}: {value} is none of the choices"));
    }
    if schema["enum"].is_array() && !list(&schema["enum"]).any(|word| word == value) {
        return Err(format!("{place}: {value} is none of {}", schema["enum"]));
    }
    if schema["type"].is_string() && !is_a(value, schema["type"].as_str().unwrap()) {
        return Err(format!("{place}: {value} is no {}", schema["type"]));
    }
    for name in list(&schema["required"]).filter_map(Value::as_str) {
        if value.get(name).is_none() {
            return Err(format!("{place}: {name} is missing"));
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        if let Some(known) = schema["properties"].get(name) {
            held(inner, known, schemas, &place)?;
        } else if schema["additionalProperties"].is_object() {
            held(inner, &schema["additionalProperties"], schemas, &place)?;
        }
    }
    if schema["items"].is_object() {
        for item in list(value) {
            held(item, &schema["items"], schemas, &format!("{place}[]"))?;
        }
    }
    Ok(())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no value of JSON is a {other}"),
    }
}

/// Whether a schema, or a part of it, has this field.
fn knows(schema: &Value, schemas: &Value, name: &str) -> bool {
    if let Some(to) = schema["$ref"].as_str() {
        return knows(&schemas[to.rsplit('/').next().unwrap()], schemas, name);
    }
    schema["properties"].get(name).is_some()
        || ["allOf", "anyOf", "oneOf"]
            .iter()
            .any(|part| list(&schema[*part]).any(|part| knows(part, schemas, name)))
}
