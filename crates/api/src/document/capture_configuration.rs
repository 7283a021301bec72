//! The schema of a capture configuration, from the one table that also checks it.

use bonafide_domain::{CAPTURE_CONFIGURATION_FIELDS, COLOUR_NAMES, Shape};
use serde_json::{Value, json};

/// A capture configuration on the wire.
pub(super) fn schema() -> Value {
    let mut schema = of(Shape::Fields(CAPTURE_CONFIGURATION_FIELDS));
    schema["description"] =
        json!("How the hosted pages look and behave. Fields that nobody knows are left out.");
    schema
}

fn of(shape: Shape) -> Value {
    const PART: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    match shape {
        Shape::Text(most) => json!({"type": "string", "maxLength": most}),
        Shape::Colour => json!({
            "type": "string",
            "pattern": format!("^(#([0-9a-fA-F]{{3}}|[0-9a-fA-F]{{6}}|[0-9a-fA-F]{{8}})|rgba?\\({PART}(, ?{PART}){{2}}(, ?(0|1|0?\\.[0-9]{{1,3}}))?\\)|{})?$", COLOUR_NAMES.join("|")),
            "example": "#1f6feb",
        }),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Number(most) => json!({"type": "integer", "minimum": 0, "maximum": most}),
        Shape::Country => json!({"type": "string", "pattern": "^[A-Z]{3}$", "example": "NLD"}),
        Shape::Word(words) => json!({"type": "string", "enum": words}),
        Shape::List(most, inner) => {
            json!({"type": "array", "items": of(*inner), "maxItems": most})
        }
        Shape::Set(most, inner) => {
            json!({"type": "array", "items": of(*inner), "maxItems": most, "uniqueItems": true})
        }
        Shape::Each(inner) => {
            json!({"type": "object", "additionalProperties": or_null(of(*inner))})
        }
        Shape::Fields(fields) => json!({
            "type": "object",
            "properties": fields
                .iter()
                .map(|(name, shape)| ((*name).to_owned(), or_null(of(*shape))))
                .collect::<serde_json::Map<_, _>>(),
        }),
        Shape::Either(one, other) => json!({"anyOf": [of(*one), of(*other)]}),
        Shape::Free => json!({}),
    }
}

/// A field may be `null` instead of absent.
fn or_null(mut schema: Value) -> Value {
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.push(json!({"type": "null"}));
    } else if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
        if let Some(Value::Array(words)) = schema.get_mut("enum") {
            words.push(Value::Null);
        }
    }
    schema
}
