//! What WebID has to be told: who the person is, which document, and where to send the browser.

use super::check::{Field, InvalidParameter, is_date, is_link, required, text};
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase", default)]
        #[expect(missing_docs, reason = "the fields of the API by their own names")]
        pub struct $name {
            $($(#[$attribute])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}

shapes! {
    /// `processParameters.webid`.
    WebIdParameters {
        #[schema(required, nullable = false)]
        user: WebIdUser,
        #[schema(required, nullable = false)]
        id_document: WebIdIdDocument,
        #[schema(required, nullable = false)]
        user_action_parameters: WebIdUserActions,
        preferred_language: String,
        has_provided_consent: bool,
        file: WebIdFile,
    }
    /// Who is to be identified.
    WebIdUser {
        #[schema(required, nullable = false)]
        first_name: String,
        #[schema(required, nullable = false)]
        last_name: String,
        #[schema(required, nullable = false)]
        date_of_birth: String,
        #[schema(required, nullable = false)]
        contact: WebIdContact,
        title: String,
        gender: String,
        address: WebIdAddress,
    }
    /// How to reach the person.
    WebIdContact {
        #[schema(required, nullable = false)]
        email: String,
        mobile: String,
        phone: String,
    }
    /// Where the person lives.
    WebIdAddress {
        street: String,
        street_number: String,
        address_line1: String,
        address_line2: String,
        region: String,
        zip: String,
        city: String,
        country: String,
    }
    /// The document that the person will show.
    WebIdIdDocument {
        #[schema(required, nullable = false)]
        nationality: String,
        authority: String,
        date_of_expiry: String,
        date_of_issue: String,
        document_type: String,
        id_number: String,
        mrz: String,
        name_at_birth: String,
        place_of_birth: String,
    }
    /// Where the person's browser goes, and what the page says.
    WebIdUserActions {
        #[schema(required, nullable = false)]
        redirect_url: String,
        #[schema(required, nullable = false)]
        redirect_decline_url: String,
        #[schema(required, nullable = false)]
        redirect_mismatch_url: String,
        #[schema(required, nullable = false)]
        redirect_cancel_url: String,
        #[schema(required, nullable = false)]
        client_name: String,
        #[schema(required, nullable = false)]
        product_type: String,
        redirect_skip_qes_url: String,
        redirect_time: i64,
    }
    /// A document to be signed.
    WebIdFile {
        #[schema(required, nullable = false)]
        file_name: String,
        #[schema(required, nullable = false)]
        file_content: String,
    }
}

const TEXT: &str = "at most 256 characters without control characters";
const DATE: &str = "a date such as 1990-01-31";
const EMAIL: &str = "an e-mail address of at most 254 characters";
const LINK: &str = "a link that begins with https:// or http://, of at most 2048 characters";
const LANGUAGE: &str = "one of en, de, fr, it";
const SECONDS: &str = "a whole number from 0 to 86400";
const FILE_NAME: &str = "a name that ends in .pdf, of at most 255 characters without slashes";
const FILE_CONTENT: &str = "a PDF file in base64, of at most 700000 characters";

type Checked = Result<(), InvalidParameter>;

fn one(
    path: &'static str,
    rule: &'static str,
    value: &Option<String>,
    fits: fn(&str) -> bool,
) -> Checked {
    match value {
        Some(value) => Field(path, rule).holds(fits(value)),
        None => Ok(()),
    }
}

fn needed(
    path: &'static str,
    rule: &'static str,
    value: &Option<String>,
    fits: fn(&str) -> bool,
) -> Checked {
    let field = Field(path, rule);
    let value = required(&field, value.as_deref())?;
    field.holds(fits(value))
}

macro_rules! each {
    ($check:ident, $root:literal, $object:expr, $rule:expr, $fits:expr; $($field:ident = $name:literal),* $(,)?) => {
        $($check(concat!($root, ".", $name), $rule, &$object.$field, $fits)?;)*
    };
}

fn part<'a, T>(value: &'a Option<T>, path: &'static str) -> Result<&'a T, InvalidParameter> {
    value
        .as_ref()
        .ok_or_else(|| InvalidParameter::missing(path))
}

impl WebIdParameters {
    pub(super) fn check(&self) -> Checked {
        part(&self.user, "processParameters.webid.user")?.check()?;
        part(&self.id_document, "processParameters.webid.idDocument")?.check()?;
        part(
            &self.user_action_parameters,
            "processParameters.webid.userActionParameters",
        )?
        .check()?;
        each!(one, "processParameters.webid", self, LANGUAGE, |language| {
            matches!(language, "en" | "de" | "fr" | "it")
        }; preferred_language = "preferredLanguage");
        match &self.file {
            Some(file) => file.check(),
            None => Ok(()),
        }
    }
}

impl WebIdUser {
    fn check(&self) -> Checked {
        each!(needed, "processParameters.webid.user", self, TEXT, text::<256>;
            first_name = "firstName", last_name = "lastName");
        each!(needed, "processParameters.webid.user", self, DATE, is_date;
            date_of_birth = "dateOfBirth");
        let contact = part(&self.contact, "processParameters.webid.user.contact")?;
        each!(needed, "processParameters.webid.user.contact", contact, EMAIL, is_email;
            email = "email");
        each!(one, "processParameters.webid.user.contact", contact, TEXT, text::<256>;
            mobile = "mobile", phone = "phone");
        each!(one, "processParameters.webid.user", self, TEXT, text::<256>;
            title = "title", gender = "gender");
        if let Some(address) = &self.address {
            each!(one, "processParameters.webid.user.address", address, TEXT, text::<256>;
                street = "street", street_number = "streetNumber", address_line1 = "addressLine1",
                address_line2 = "addressLine2", region = "region", zip = "zip", city = "city",
                country = "country");
        }
        Ok(())
    }
}

impl WebIdIdDocument {
    fn check(&self) -> Checked {
        each!(needed, "processParameters.webid.idDocument", self, TEXT, text::<256>;
            nationality = "nationality");
        each!(one, "processParameters.webid.idDocument", self, DATE, is_date;
            date_of_expiry = "dateOfExpiry", date_of_issue = "dateOfIssue");
        // The lines of a zone are sent with line breaks between them.
        each!(one, "processParameters.webid.idDocument", self, TEXT, |mrz| mrz.chars().count() <= 256;
            mrz = "mrz");
        each!(one, "processParameters.webid.idDocument", self, TEXT, text::<256>;
            authority = "authority", document_type = "documentType", id_number = "idNumber",
            name_at_birth = "nameAtBirth", place_of_birth = "placeOfBirth");
        Ok(())
    }
}

impl WebIdUserActions {
    fn check(&self) -> Checked {
        each!(needed, "processParameters.webid.userActionParameters", self, LINK, is_link;
            redirect_url = "redirectUrl", redirect_decline_url = "redirectDeclineUrl",
            redirect_mismatch_url = "redirectMismatchUrl", redirect_cancel_url = "redirectCancelUrl");
        each!(needed, "processParameters.webid.userActionParameters", self, TEXT, text::<256>;
            client_name = "clientName", product_type = "productType");
        each!(one, "processParameters.webid.userActionParameters", self, LINK, is_link;
            redirect_skip_qes_url = "redirectSkipQesUrl");
        let seconds = self.redirect_time.unwrap_or_default();
        Field(
            "processParameters.webid.userActionParameters.redirectTime",
            SECONDS,
        )
        .holds((0..=86_400).contains(&seconds))
    }
}

impl WebIdFile {
    fn check(&self) -> Checked {
        each!(needed, "processParameters.webid.file", self, FILE_NAME, is_pdf_name;
            file_name = "fileName");
        each!(needed, "processParameters.webid.file", self, FILE_CONTENT, is_pdf;
            file_content = "fileContent");
        Ok(())
    }
}

fn is_email(value: &str) -> bool {
    let parts = value.rsplit_once('@');
    text::<254>(value)
        && !value.contains(char::is_whitespace)
        && parts.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
}

fn is_pdf_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    text::<255>(name) && lower.len() > 4 && lower.ends_with(".pdf") && !name.contains(['/', '\\'])
}

/// Base64 (RFC 4648, 4) of something that begins with `%PDF-`.
fn is_pdf(content: &str) -> bool {
    let letters = content.trim_end_matches('=');
    content.len() <= 700_000
        && content.len().is_multiple_of(4)
        && content.len() - letters.len() <= 2
        && letters
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/'))
        && content.starts_with("JVBERi0")
}
