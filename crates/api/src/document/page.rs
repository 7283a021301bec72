//! The document as a page: plain HTML and one style sheet, both from this server, without a line of script.

use super::METHODS;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The look of the page.
pub(super) const STYLE: &str = include_str!("page.css");

/// The page.
pub(super) fn page(document: &Value) -> String {
    let info = &document["info"];
    let mut main = String::new();
    let mut list = String::new();
    for tag in array(&document["tags"]) {
        let name = text(&tag["name"]);
        let anchor = name.replace(' ', "-");
        let _ = write!(
            list,
            "<li><a href=\"#{0}\">{1}</a><ul>",
            escaped(&anchor),
            escaped(name)
        );
        let _ = write!(
            main,
            "<section id=\"{}\"><h2>{}</h2>{}",
            escaped(&anchor),
            escaped(name),
            prose(&tag["description"])
        );
        for (path, method, operation) in operations(document) {
            if operation["tags"][0] == tag["name"] {
                let id = escaped(text(&operation["operationId"]));
                let summary = escaped(text(&operation["summary"]));
                let _ = write!(
                    list,
                    "<li><a href=\"#{id}\"><b class=\"{method}\">{method}</b> {summary}</a></li>"
                );
                article(&mut main, document, path, method, operation);
            }
        }
        list.push_str("</ul></li>");
        main.push_str("</section>");
    }
    main.push_str("<section id=\"schemas\"><h2>Schemas</h2>");
    list.push_str("<li><a href=\"#schemas\">Schemas</a></li>");
    for (name, schema) in object(&document["components"]["schemas"]) {
        let _ = write!(
            main,
            "<article id=\"schema-{0}\"><h3>{0}</h3>{1}",
            escaped(name),
            prose(&schema["description"])
        );
        schema_body(&mut main, schema);
        main.push_str("</article>");
    }
    main.push_str("</section>");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} API</title>\
         <link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body>\
         <nav aria-label=\"Operations\"><p><strong>{title}</strong> {version}</p><ul>{list}</ul></nav>\
         <main><header><h1>{title} API</h1>{about}\
         <p><a href=\"/assure/v3/api-docs\">The same as OpenAPI 3.1</a></p></header>{main}</main></body></html>",
        title = escaped(text(&info["title"])),
        version = escaped(text(&info["version"])),
        about = prose(&info["description"]),
    )
}

fn article(out: &mut String, document: &Value, path: &str, method: &str, operation: &Value) {
    let id = escaped(text(&operation["operationId"]));
    let _ = write!(
        out,
        "<article id=\"{id}\"><h3>{}</h3><p class=\"call\"><b class=\"{method}\">{method}</b> <code>{}</code></p>",
        escaped(text(&operation["summary"])),
        escaped(path)
    );
    out.push_str(&prose(&operation["description"]));
    if operation["security"].is_array() {
        out.push_str("<p class=\"note\">Without a token.</p>");
    }
    let parameters = array(&operation["parameters"]);
    if !parameters.is_empty() {
        out.push_str("<h4>Parameters</h4><dl>");
        for parameter in parameters {
            let required = parameter["required"] == true;
            term(
                out,
                text(&parameter["name"]),
                required,
                &parameter["schema"],
            );
            let place = escaped(text(&parameter["in"]));
            let about = inline(text(&parameter["description"]));
            let _ = write!(out, "<dd>{about} <em>({place})</em></dd>");
        }
        out.push_str("</dl>");
    }
    let body = &operation["requestBody"];
    for (media, content) in object(&body["content"]) {
        let optional = if body["required"] == true {
            ""
        } else {
            ", may be left out"
        };
        let _ = write!(
            out,
            "<h4>Body</h4><p>{} <small>{}{optional}</small></p>",
            kind(&content["schema"]),
            escaped(media)
        );
        example(out, &content["example"]);
        let name = reference(&content["schema"]);
        if let Some(name) = name {
            schema_body(out, &document["components"]["schemas"][name]);
        }
    }
    out.push_str("<h4>Answers</h4><dl>");
    for (status, answer) in object(&operation["responses"]) {
        let content = object(&answer["content"]).next();
        let holds = content.map_or_else(String::new, |(media, content)| {
            format!(
                " {} <small>{}</small>",
                kind(&content["schema"]),
                escaped(media)
            )
        });
        let _ = write!(
            out,
            "<dt class=\"s{}\"><code>{}</code>{holds}</dt><dd>{}</dd>",
            &status[..1],
            escaped(status),
            inline(text(&answer["description"]))
        );
    }
    out.push_str("</dl></article>");
}

/// What a schema is made of.
fn schema_body(out: &mut String, schema: &Value) {
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().find_map(|word| {
        let parts = schema[word].as_array()?;
        Some((word, parts))
    });
    if let Some((word, parts)) = parts {
        let lead = if word == "allOf" {
            "All of:"
        } else {
            "One of:"
        };
        let _ = write!(out, "<p>{lead}</p>");
        for part in parts {
            if let Some(name) = reference(part) {
                let _ = write!(out, "<p>{}</p>", link(name));
            } else {
                schema_body(out, part);
            }
        }
        return;
    }
    let mut fields = object(&schema["properties"]).peekable();
    if fields.peek().is_none() {
        let _ = write!(out, "<p>{}</p>", kind(schema));
        return;
    }
    out.push_str("<dl>");
    for (name, field) in fields {
        let required = array(&schema["required"]).iter().any(|known| known == name);
        term(out, name, required, field);
        if field["description"].is_string() {
            let _ = write!(out, "<dd>{}</dd>", inline(text(&field["description"])));
        }
    }
    out.push_str("</dl>");
}

fn term(out: &mut String, name: &str, required: bool, schema: &Value) {
    let star = if required {
        " <b class=\"required\">required</b>"
    } else {
        ""
    };
    let _ = write!(
        out,
        "<dt><code>{}</code> {}{star}</dt>",
        escaped(name),
        kind(schema)
    );
}

fn example(out: &mut String, example: &Value) {
    if !example.is_null() {
        let shown = serde_json::to_string_pretty(example).unwrap_or_default();
        let _ = write!(out, "<pre>{}</pre>", escaped(&shown));
    }
}

/// A schema in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return link(name);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[word].as_array() {
            return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    let mut kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => vec!["any"],
    };
    kinds.retain(|kind| *kind != "null");
    let mut words = kinds.join(" or ");
    if kinds == ["array"] {
        words = format!("array of {}", kind(&schema["items"]));
    }
    if let Some(format) = schema["format"].as_str() {
        let _ = write!(words, " ({})", escaped(format));
    }
    for (name, sign) in [
        ("minimum", "≥"),
        ("maximum", "≤"),
        ("maxLength", "characters ≤"),
        ("minItems", "items ≥"),
        ("maxItems", "items ≤"),
    ] {
        if schema[name].is_number() {
            let _ = write!(words, ", {sign} {}", schema[name]);
        }
    }
    let choices: Vec<String> = array(&schema["enum"])
        .iter()
        .filter_map(Value::as_str)
        .map(|word| format!("<code>{}</code>", escaped(word)))
        .collect();
    if choices.is_empty() {
        words
    } else {
        choices.join(" | ")
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn link(name: &str) -> String {
    format!("<a href=\"#schema-{0}\">{0}</a>", escaped(name))
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    object(&document["paths"]).flat_map(|(path, item)| {
        METHODS
            .into_iter()
            .filter_map(move |method| Some((path.as_str(), method, item.get(method)?)))
    })
}

fn object(value: &Value) -> serde_json::map::Iter<'_> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE).iter()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Paragraphs.
fn prose(value: &Value) -> String {
    text(value)
        .split("\n\n")
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| format!("<p>{}</p>", inline(paragraph)))
        .collect()
}

/// A sentence with code between backticks.
fn inline(sentence: &str) -> String {
    escaped(sentence)
        .split('`')
        .enumerate()
        .map(|(place, part)| {
            if place % 2 == 1 {
                format!("<code>{part}</code>")
            } else {
                part.to_owned()
            }
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
