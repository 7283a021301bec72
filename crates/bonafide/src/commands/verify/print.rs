use serde_json::Value;
use std::io::{Result, Write};

const PERSON: [(&str, &str); 11] = [
    ("first name", "firstName"),
    ("last name", "lastName"),
    ("date of birth", "dateOfBirth"),
    ("gender", "gender"),
    ("nationality", "nationality"),
    ("place of birth", "placeOfBirth"),
    ("document number", "documentNumber"),
    ("issuing country", "issuingCountry"),
    ("date of issue", "dateOfIssue"),
    ("date of expiry", "dateOfExpiry"),
    ("personal number", "personalIdentificationNumber"),
];

/// The State of the specimens of ICAO 9303.
const UTOPIA: &str = "UTO";

/// The verdict as a person wants to read it: what it is, who that is, and why.
pub(super) fn verdict(out: &mut impl Write, body: &Value) -> Result<()> {
    writeln!(out, "{}", text(body, "/status").to_uppercase())?;
    for (label, field) in PERSON {
        let value = &body["finalResult"][field];
        if let Some(value) = value.as_str() {
            writeln!(out, "  {label:<18}{value}")?;
        }
    }
    let checks = body.pointer("/providerSpecific/evidence/checks");
    for check in checks.and_then(Value::as_array).into_iter().flatten() {
        let sign = match check["outcome"].as_str() {
            Some("passed") => "✓",
            Some("failed") => "✗",
            _ => "·",
        };
        let (name, reason) = (text(check, "/check"), text(check, "/reason"));
        writeln!(out, "  {sign} {name:<21} {reason}")?;
    }
    for reason in body["statusReasons"].as_array().into_iter().flatten() {
        writeln!(out, "  → {}", text(reason, "/message"))?;
    }
    Ok(())
}

/// Says of a specimen that passed where it would not.
pub(super) fn specimen(out: &mut impl Write, body: &Value) -> Result<()> {
    let accepted = text(body, "/status") == "accepted";
    if accepted && text(body, "/finalResult/issuingCountry") == UTOPIA {
        writeln!(
            out,
            "  A specimen: sandbox clients alone see it accepted; --live judges as for the others."
        )?;
    }
    Ok(())
}

/// A field as text, or a dash.
fn text<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or("–")
}
