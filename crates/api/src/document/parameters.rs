use super::each_operation;
use serde_json::{Value, json};

/// The schema and the meaning of a path parameter, by its name.
fn path_parameter(name: &str) -> (Value, &'static str) {
    match name {
        "dossierId" => (id(), "Of the dossier."),
        "processId" => (id(), "Of the process."),
        "configurationId" => (
            json!({"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$", "example": "darkmode"}),
            "The client's own name for the configuration, without control characters.",
        ),
        "subscriptionId" => (id(), "Of the subscription."),
        "providerName" => (
            json!({"type": "string", "example": "signicatpictureid"}),
            "Which provider.",
        ),
        other => panic!("the path parameter {other} has no description in document/parameters.rs"),
    }
}

fn id() -> Value {
    json!({"type": "string", "format": "uuid"})
}

/// A call that may be sent again with the same key.
pub(super) fn makes_something(operation: &Value) -> bool {
    operation["responses"]["201"].is_object()
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "A name of the caller's for this call. Sent again with the same name, the call is answered as it was, with `Idempotent-Replayed: true`, and nothing is made twice; for 24 hours.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    })
}

/// Describes the parameters that stand in the paths.
pub(super) fn complete(document: &mut Value) {
    each_operation(document, |path, operation| {
        let mut all: Vec<Value> = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| {
                let (schema, description) = path_parameter(name);
                json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
            })
            .collect();
        if makes_something(operation) {
            all.push(idempotency_key());
        }
        let own = operation["parameters"].take();
        all.extend(
            own.as_array()
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] != "path")
                .cloned(),
        );
        if all.is_empty() {
            if let Some(operation) = operation.as_object_mut() {
                operation.remove("parameters");
            }
        } else {
            operation["parameters"] = Value::Array(all);
        }
    });
}
