//! JSON as clients of this API send it: under any content type, or not at all; with nulls for what is absent;
//! with fields that nobody knows.

use crate::body;
use crate::objects::Objects;
use crate::once::Keyed;
use crate::problem::Problem;
use crate::state::Api;
use axum::extract::{FromRequest, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::sync::Arc;

/// How deep objects and arrays may nest.
const DEPTH: usize = 24;

/// A request body. No body, `null` and `{}` are the same.
pub(crate) struct TolerantJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<Arc<Api>> for TolerantJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Arc<Api>) -> Result<Self, Problem> {
        let limits = &api.limits;
        let keyed = Keyed::of(request.extensions());
        let bytes = body::read(request.into_body(), limits.body_bytes, limits.body_time).await?;
        if let Some(keyed) = keyed {
            keyed.with_body(&bytes);
        }
        parse(&bytes).map(Self)
    }
}

/// Reads a body.
///
/// # Errors
/// 400 which names the field or the place.
pub(crate) fn parse<'a, T: Deserialize<'a> + Default>(bytes: &'a [u8]) -> Result<T, Problem> {
    // The parser itself looks at no text of a field that nobody knows.
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Problem::bad_request(format!(
            "The body is not valid JSON: it is not UTF-8 (byte {}).",
            error.valid_up_to() + 1
        ))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_ascii();
    // `[]` is what PHP makes of no fields.
    let empty_array = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inside| inside.trim_ascii().is_empty());
    if text.is_empty() || text == "null" || empty_array {
        return Ok(T::default());
    }
    if !text.starts_with('{') {
        return Err(Problem::bad_request("The body must be a JSON object."));
    }
    check_depth(text.as_bytes())?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(Objects(&mut deserializer)).map_err(|error| {
        let path = error.path().to_string();
        explain(&path, error.inner())
    })?;
    deserializer.end().map_err(|error| explain(".", &error))?;
    Ok(value)
}

/// Counts brackets outside of texts. Faults of the grammar are left to the parser.
fn check_depth(text: &[u8]) -> Result<(), Problem> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Problem::bad_request(format!(
                        "The body nests deeper than {DEPTH} levels."
                    )));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// The parser's message without the values in it, which may be a person's.
fn explain(path: &str, error: &serde_json::Error) -> Problem {
    let place = format!("line {}, column {}", error.line(), error.column());
    let message = error.to_string();
    Problem::bad_request(match error.classify() {
        Category::Data if message.starts_with("duplicate field") => {
            let field = message.split('`').nth(1).unwrap_or(path);
            format!("{field} is given twice ({place}).")
        }
        Category::Data if message.starts_with("missing field") => {
            let field = message.split('`').nth(1).unwrap_or_default();
            format!("{path}.{field} is missing ({place}).")
        }
        Category::Data => {
            let expected = message
                .rsplit_once(", expected ")
                .map_or("something else", |(_, rest)| {
                    rest.split(" at line ").next().unwrap_or(rest)
                });
            format!("{path} must be {} ({place}).", in_json_words(expected))
        }
        _ => {
            let what = message
                .split(" at line ")
                .next()
                .unwrap_or("it cannot be read");
            format!("The body is not valid JSON: {what} ({place}).")
        }
    })
}

fn in_json_words(expected: &str) -> &str {
    match expected {
        "i64" | "i32" => "a whole number",
        shape if shape.starts_with("struct ") => "an object",
        "a sequence" => "an array",
        "a boolean" => "true or false",
        "a map" => "an object",
        named if named.starts_with("struct ") => "an object",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Example {
        text: Option<String>,
        document_id: Option<i64>,
        tags: Option<Vec<String>>,
    }

    fn detail(body: &str) -> String {
        parse::<Example>(body.as_bytes()).unwrap_err().detail
    }

    #[test]
    fn nothing_and_null_and_nulls_and_unknown_fields_are_all_the_same() {
        for body in [
            "",
            "  \n",
            "null",
            "{}",
            "\u{feff}{}",
            r#"{"text":null,"documentId":null,"tags":null}"#,
            r#"{"defaultLanguage":"en","processParameters":{"a":[1,{}]}}"#,
        ] {
            assert_eq!(
                parse::<Example>(body.as_bytes()).unwrap(),
                Example::default(),
                "{body}"
            );
        }
    }

    #[test]
    fn a_wrong_type_is_named_by_field_and_place_and_its_value_is_not_repeated() {
        assert_eq!(
            detail(r#"{"documentId":"Jane, expected Doe"}"#),
            "documentId must be a whole number (line 1, column 34)."
        );
        assert_eq!(
            detail("{\n\"text\":5}"),
            "text must be a string (line 2, column 8)."
        );
        assert_eq!(
            detail(r#"{"tags":["a",7]}"#),
            "tags[1] must be a string (line 1, column 14)."
        );
        assert_eq!(
            detail(r#"{"tags":{}}"#),
            "tags must be an array (line 1, column 8)."
        );
        assert_eq!(
            detail(r#"{"documentId":1e99}"#),
            "documentId must be a whole number (line 1, column 18)."
        );
    }

    #[test]
    fn a_fault_of_grammar_is_named_by_place() {
        assert_eq!(
            detail(r#"{"text":"a" "b"}"#),
            "The body is not valid JSON: expected `,` or `}` (line 1, column 13)."
        );
        assert!(detail(r#"{"text":"a"#).starts_with("The body is not valid JSON: EOF"));
        assert!(detail(r#"{} {}"#).starts_with("The body is not valid JSON: trailing characters"));
    }

    #[test]
    fn a_field_given_twice_is_refused() {
        assert_eq!(
            detail(r#"{"text":"a","text":"b"}"#),
            "text is given twice (line 1, column 18)."
        );
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in ["[1]", "[[]]", "5", "\"text\"", "nul", "text=a"] {
            assert_eq!(detail(body), "The body must be a JSON object.", "{body}");
        }
    }

    #[test]
    fn brackets_in_a_text_do_not_count_as_depth() {
        let text = r#"{"text":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \" {{{{{{"}"#;
        assert!(parse::<Example>(text.as_bytes()).unwrap().text.is_some());
    }

    #[test]
    fn twenty_four_levels_are_read_and_one_more_is_not() {
        let nested = |levels: usize| {
            format!(
                "{{\"other\":{}{}}}",
                "[".repeat(levels - 1),
                "]".repeat(levels - 1)
            )
        };
        assert!(parse::<Example>(nested(24).as_bytes()).is_ok());
        assert_eq!(detail(&nested(25)), "The body nests deeper than 24 levels.");
        assert_eq!(
            detail(&format!("{{{}", "[".repeat(1_000_000))),
            "The body nests deeper than 24 levels."
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse::<Example>(&bytes);
        }

        #[test]
        fn any_text_survives(text in any::<String>()) {
            let body = serde_json::json!({ "text": text }).to_string();
            prop_assert_eq!(parse::<Example>(body.as_bytes()).unwrap().text.unwrap(), text);
        }
    }
}
