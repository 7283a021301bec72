use super::each_operation;
use super::parameters::makes_something;
use serde_json::{Map, Value, json};

/// Errors that an operation may answer because of what it is, with what they mean where it says nothing itself.
fn general(path: &str, operation: &Value) -> Vec<(&'static str, &'static str)> {
    let open = operation["security"].is_array();
    let token = path.ends_with("/token");
    let body = operation["requestBody"].is_object();
    let mut answers = Vec::new();
    if !open {
        answers.extend([
            (
                "400",
                "Something in the request cannot be understood; `detail` names it. Also where `Authorization` is missing or is no Bearer authentication.",
            ),
            (
                "401",
                "The token is of an unknown key, expired, damaged, or its client was revoked.",
            ),
            ("403", "The token does not allow this."),
            (
                "429",
                "Too many requests; try again after `Retry-After` seconds.",
            ),
        ]);
        if path.contains('{') {
            answers.push(("404", "There is no such thing, or it is another client's."));
        }
    }
    if makes_something(operation) {
        answers.push((
            "409",
            "The Idempotency-Key is of another call, or of one that is under way.",
        ));
    }
    if token {
        answers.push((
            "429",
            "Too many tokens; try again after `Retry-After` seconds.",
        ));
        answers.push(("401", "The client is not known by these credentials."));
    }
    if body {
        answers.extend([
            (
                "400",
                "The body cannot be understood; `detail` names the field.",
            ),
            ("408", "The body did not arrive in time."),
            ("413", "The body is too large."),
        ]);
    }
    if !open || token {
        answers.push((
            "503",
            "The server cannot reach its storage, or has no memory left; try again after `Retry-After` seconds.",
        ));
    }
    answers
}

/// Completes the errors of each operation: those that any may answer, the object that they hold, their headers.
pub(super) fn complete(document: &mut Value) {
    each_operation(document, |path, operation| {
        for (status, description) in general(path, operation) {
            let answers = &mut operation["responses"];
            if answers.get(status).is_none() {
                answers[status] = json!({ "description": description });
            }
        }
        let error = if path.ends_with("/token") {
            "TokenError"
        } else {
            "ErrorResponse"
        };
        let Some(answers) = operation["responses"].as_object_mut() else {
            return;
        };
        let mut sorted: Vec<(String, Value)> = std::mem::take(answers).into_iter().collect();
        sorted.sort_by(|one, other| one.0.cmp(&other.0));
        for (status, mut answer) in sorted {
            let failed = status.starts_with('4') || status.starts_with('5');
            if failed && answer.get("content").is_none() {
                answer["content"]["application/json"]["schema"] =
                    json!({"$ref": format!("#/components/schemas/{error}")});
            }
            if let Some(headers) = headers(&status) {
                answer["headers"] = headers;
            }
            if let Some(content) = answer.get_mut("content").and_then(Value::as_object_mut) {
                binary(content);
            }
            answers.insert(status, answer);
        }
    });
}

fn headers(status: &str) -> Option<Value> {
    let header = |description: &str, schema: Value| json!({"required": true, "description": description, "schema": schema});
    match status {
        "401" => Some(json!({
            "WWW-Authenticate": header("What is wanted (RFC 9110, 11.6.1).", json!({"type": "string"})),
        })),
        "429" | "503" => Some(json!({
            "Retry-After": header("Seconds to wait (RFC 9110, 10.2.3).", json!({"type": "integer", "minimum": 1})),
        })),
        _ => None,
    }
}

/// Bytes of a file, as generators of clients know them.
fn binary(content: &mut Map<String, Value>) {
    for (kind, media) in content {
        if !kind.contains("json") && !kind.starts_with("text/") {
            media["schema"] = json!({"type": "string", "format": "binary"});
        }
    }
}
