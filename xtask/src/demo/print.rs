use super::text;
use anyhow::Result;
use bonafide_testkit::assure::Credentials;
use serde_json::Value;
use std::io::Write;

const PERSON: &[(&str, &str)] = &[
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

/// The result as a person wants to read it: the verdict, who it is, and why.
pub(super) fn result(out: &mut impl Write, answer: &Value) -> Result<()> {
    writeln!(out, "\n  {}\n", text(answer, "/status").to_uppercase())?;
    for (label, field) in PERSON {
        if let Some(value) = answer
            .pointer(&format!("/finalResult/{field}"))
            .and_then(Value::as_str)
        {
            writeln!(out, "  {label:<17}{value}")?;
        }
    }
    writeln!(out)?;
    let checks = answer
        .pointer("/providerSpecific/evidence/checks")
        .and_then(Value::as_array);
    for check in checks.into_iter().flatten() {
        let sign = match check["outcome"].as_str() {
            Some("passed") => "✓",
            Some("failed") => "✗",
            _ => "·",
        };
        writeln!(
            out,
            "  {sign} {:<20} {}",
            text(check, "/check"),
            text(check, "/reason")
        )?;
    }
    let reasons = answer["statusReasons"].as_array();
    for reason in reasons.into_iter().flatten() {
        writeln!(out, "  → {}", text(reason, "/message"))?;
    }
    Ok(())
}

/// What to try while the server runs.
pub(super) fn next(out: &mut impl Write, url: &str, credentials: &Credentials) -> Result<()> {
    writeln!(
        out,
        "\nThe server goes on until Ctrl-C. To call it yourself:\n"
    )?;
    writeln!(
        out,
        "  TOKEN=$(curl -s -u {}:{} \\",
        credentials.client_id, credentials.client_secret
    )?;
    writeln!(
        out,
        "    -d 'grant_type=client_credentials&scope=signicat-api' {url}/auth/open/connect/token \\"
    )?;
    writeln!(
        out,
        "    | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"access_token\"])')"
    )?;
    writeln!(
        out,
        "  curl -s -H \"Authorization: Bearer $TOKEN\" {url}/assure/dossiers"
    )?;
    Ok(())
}
