//! How hosted pages look and behave: a document with some fifty optional fields, checked by one table.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A checked configuration: the fields that are known, as the client gave them. What was `null` is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaptureConfiguration(Map<String, Value>);

/// A field that cannot be what it was given as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}.")]
pub struct InvalidCaptureConfiguration {
    /// Where in the document: `translations.en.chooseCountry`, `languages[2]`.
    pub path: String,
    /// What it has to be.
    pub problem: String,
}

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text of at most so many characters.
    Text(usize),
    /// A colour as `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, `rgba(…)` or one of [`COLOUR_NAMES`]; empty for the default.
    Colour,
    /// True or false.
    Flag,
    /// A whole number from 0 to this.
    Number(i64),
    /// A country as three capital letters (ISO 3166 alpha-3).
    Country,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of at most this many.
    List(usize, &'static Shape),
    /// The same without repetitions.
    Set(usize, &'static Shape),
    /// An object whose fields have any name and this shape.
    Each(&'static Shape),
    /// An object with these fields; others are left out.
    Fields(&'static [(&'static str, Shape)]),
    /// Either of two.
    Either(&'static Shape, &'static Shape),
    /// Any JSON, as it is: it belongs to somebody else's library.
    Free,
}

/// The basic colours of CSS (CSS Color 4, 6.1), in small letters: two of them are defaults of the contract.
pub const COLOUR_NAMES: [&str; 16] = [
    "aqua", "black", "blue", "fuchsia", "gray", "green", "lime", "maroon", "navy", "olive",
    "purple", "red", "silver", "teal", "white", "yellow",
];

const LINK: Shape = Shape::Text(2_048);
/// Pictures come as data URIs.
const PICTURE: Shape = Shape::Text(400_000);
const SHORT: Shape = Shape::Text(200);
const DEVICES: Shape = Shape::List(2, &Shape::Word(&["mobile", "desktop"]));
const WAYS: Shape = Shape::List(2, &Shape::Word(&["uploadPhoto", "takePhoto"]));
const COUNTRIES: Shape = Shape::List(300, &Shape::Country);
const TRANSLATIONS: Shape = Shape::Each(&Shape::Each(&Shape::Text(4_000)));
const IDS: Shape = Shape::List(2_000, &Shape::Number(i32::MAX as i64));

/// The document types of the contract.
const DOCUMENT_TYPES: &[&str] = &[
    "driversLicense",
    "passport",
    "identityCard",
    "residencePermit",
    "workPermit",
    "voterId",
    "postalIdCard",
    "professionalQualificationCard",
    "professionalPermit",
    "socialSecurity",
    "panCard",
    "passportCard",
    "stateId",
    "visa",
    "asylumRegistrationCard",
    "nationalHealthInsuranceCard",
    "aadharCard",
    "immigrationStatusDocument",
    "indigenousCard",
    "municipalityIdentityCard",
    "privateOperatorsCard",
    "certificateOfSponsorship",
    "serviceIdCard",
    "taxId",
];

const VIDEO_ID: Shape = Shape::Fields(&[
    ("checkRequirements", Shape::Flag),
    ("useModal", Shape::Flag),
    ("minRequirementsMandatory", Shape::Flag),
    ("allowedIdTypes", IDS),
    ("idTypes", IDS),
    ("sdkLoadTimeout", Shape::Number(3_600)),
]);

/// Every field of a capture configuration, with what it may hold.
pub const FIELDS: &[(&str, Shape)] = &[
    ("pageTitle", Shape::Text(60)),
    ("favicon", PICTURE),
    ("fontName", SHORT),
    ("fontUrl", LINK),
    ("primaryColor", Shape::Colour),
    ("fontColor", Shape::Colour),
    ("buttonsColor", Shape::Colour),
    ("buttonsHoverColor", Shape::Colour),
    ("buttonsTextColor", Shape::Colour),
    ("spinnerColor", Shape::Colour),
    (
        "documentTypes",
        Shape::List(24, &Shape::Word(DOCUMENT_TYPES)),
    ),
    (
        "documentCountries",
        // Some clients begin with an empty array where an object is meant; it stays one.
        Shape::Either(
            &Shape::List(0, &Shape::Free),
            &Shape::Each(&Shape::Either(
                &Shape::List(
                    300,
                    &Shape::Either(&Shape::Country, &Shape::Word(&["UNIV"])),
                ),
                &Shape::Word(&["univ"]),
            )),
        ),
    ),
    (
        "twoSidedPassports",
        Shape::Either(&COUNTRIES, &Shape::Word(&["all"])),
    ),
    // ISO 639-1, and four older codes of the contract.
    ("languages", Shape::Set(200, &Shape::Text(2))),
    ("translations", TRANSLATIONS),
    ("defaultCountry", Shape::Country),
    ("smsDefaultCountry", Shape::Country),
    ("allowFileUpload", DEVICES),
    ("allowTakePhoto", DEVICES),
    ("allowZoomOnPreview", WAYS),
    ("detectGlare", Shape::Either(&WAYS, &Shape::Flag)),
    ("useSignicatTheming", Shape::Flag),
    ("enableMobileHandover", Shape::Flag),
    ("enableOrientationConfirmation", Shape::Flag),
    ("autoCapture", Shape::Flag),
    ("customRedactionError", Shape::Flag),
    ("takeSelfie", Shape::Flag),
    ("showModalBeforeRedirect", Shape::Flag),
    ("forceMobileHandover", Shape::Flag),
    ("useNativeCamera", Shape::Flag),
    ("maxRetries", Shape::Number(1_000)),
    ("mobileHandoverTimeout", Shape::Number(10_080)),
    (
        "mobileHandoverModes",
        Shape::List(2, &Shape::Word(&["sms", "qrCode"])),
    ),
    ("customCss", Shape::Text(100_000)),
    ("showConsentPage", Shape::Flag),
    ("showAccessibilityLink", Shape::Flag),
    ("showDocumentInstructionsScreen", Shape::Flag),
    ("showPrerequisitesScreen", Shape::Flag),
    ("showCountryBeforeDocumentType", Shape::Flag),
    (
        "documentInstructionsScreenItems",
        Shape::List(
            20,
            &Shape::Fields(&[
                ("image", PICTURE),
                ("icon", PICTURE),
                ("title", SHORT),
                ("description", Shape::Text(2_000)),
            ]),
        ),
    ),
    (
        "prerequisitesScreenItems",
        Shape::List(
            20,
            &Shape::Fields(&[
                ("icon", PICTURE),
                ("title", SHORT),
                ("description", Shape::Text(2_000)),
            ]),
        ),
    ),
    ("onfidoConfig", Shape::Each(&Shape::Free)),
    ("signicatvideoidConfig", VIDEO_ID),
    // The older name of the same.
    ("eidConfig", VIDEO_ID),
    (
        "signicatpictureidConfig",
        Shape::Fields(&[
            ("defaultCountry", Shape::Country),
            ("allowFileUpload", DEVICES),
            ("allowTakePhoto", DEVICES),
            ("translations", TRANSLATIONS),
            ("allowedIdTypes", IDS),
        ]),
    ),
];

impl CaptureConfiguration {
    /// Checks a document. Fields that nobody knows are left out, and so is what is `null`.
    ///
    /// # Errors
    /// [`InvalidCaptureConfiguration`] with the place of the first field that cannot be taken.
    pub fn checked(given: Map<String, Value>) -> Result<Self, InvalidCaptureConfiguration> {
        fields("", FIELDS, given).map(Self)
    }

    /// The fields that were given.
    #[must_use]
    pub const fn fields(&self) -> &Map<String, Value> {
        &self.0
    }
}

fn fields(
    path: &str,
    known: &[(&str, Shape)],
    given: Map<String, Value>,
) -> Result<Map<String, Value>, InvalidCaptureConfiguration> {
    let mut kept = Map::new();
    for (name, value) in given {
        let shape = known.iter().find(|(field, _)| *field == name);
        if let (Some((_, shape)), false) = (shape, value.is_null()) {
            let place = below(path, &name);
            kept.insert(name, check(&place, *shape, value)?);
        }
    }
    Ok(kept)
}

fn below(path: &str, name: &str) -> String {
    // A client's own name for something may be long.
    let name: String = name.chars().take(64).collect();
    if path.is_empty() {
        name
    } else {
        format!("{path}.{name}")
    }
}

fn check(path: &str, shape: Shape, value: Value) -> Result<Value, InvalidCaptureConfiguration> {
    let refused = |problem: String| InvalidCaptureConfiguration {
        path: path.to_owned(),
        problem,
    };
    match (shape, value) {
        (Shape::List(most, inner), Value::Array(items)) => list(path, most, *inner, items),
        (Shape::Set(most, inner), Value::Array(items)) => match first_repetition(&items) {
            Some(place) => Err(refused(format!("item {place} stands in it twice"))),
            None => list(path, most, *inner, items),
        },
        // An object without fields, as PHP writes it.
        (Shape::Each(_) | Shape::Fields(_), Value::Array(items)) if items.is_empty() => {
            Ok(Value::Object(Map::new()))
        }
        (Shape::Each(inner), Value::Object(given)) => given
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| {
                let place = below(path, &name);
                Ok((name, check(&place, *inner, value)?))
            })
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        (Shape::Fields(known), Value::Object(given)) => {
            fields(path, known, given).map(Value::Object)
        }
        (Shape::Either(one, other), value) => {
            check(path, *one, value.clone()).or_else(|first| {
                check(path, *other, value).map_err(|second| {
                    // What lies deeper is the nearer reason.
                    [first, second]
                        .into_iter()
                        .find(|error| error.path != path)
                        .unwrap_or_else(|| refused(must_be(shape)))
                })
            })
        }
        (shape, value) if fits(shape, &value) => Ok(value),
        (shape, _) => Err(refused(must_be(shape))),
    }
}

fn list(
    path: &str,
    most: usize,
    inner: Shape,
    items: Vec<Value>,
) -> Result<Value, InvalidCaptureConfiguration> {
    let refused = |problem: String| InvalidCaptureConfiguration {
        path: path.to_owned(),
        problem,
    };
    if items.len() > most {
        return Err(refused(format!("it has at most {most} items")));
    }
    let checked = items
        .into_iter()
        .enumerate()
        .map(|(place, item)| check(&format!("{path}[{place}]"), inner, item));
    checked.collect::<Result<_, _>>().map(Value::Array)
}

fn first_repetition(items: &[Value]) -> Option<usize> {
    (1..items.len()).find(|place| items[..*place].contains(&items[*place]))
}

fn fits(shape: Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::Free, _) | (Shape::Flag, Value::Bool(_)) => true,
        (Shape::Text(most), Value::String(text)) => text.chars().count() <= most,
        (Shape::Colour, Value::String(text)) => text.is_empty() || is_colour(text),
        (Shape::Number(most), Value::Number(number)) => number
            .as_i64()
            .is_some_and(|number| (0..=most).contains(&number)),
        (Shape::Country, Value::String(text)) => {
            text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase())
        }
        (Shape::Word(words), Value::String(text)) => words.contains(&text.as_str()),
        _ => false,
    }
}

/// Nothing else may reach a style sheet.
fn is_colour(text: &str) -> bool {
    if COLOUR_NAMES.contains(&text) {
        return true;
    }
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 6 | 8) && digits.bytes().all(|d| d.is_ascii_hexdigit());
    }
    let inside = text
        .strip_prefix("rgba(")
        .or_else(|| text.strip_prefix("rgb("))
        .and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|numbers| {
        numbers.len() <= 40
            && (3..=4).contains(&numbers.split(',').count())
            && numbers.split(',').all(|number| {
                number
                    .trim()
                    .parse::<f32>()
                    .is_ok_and(|n| (0.0..=255.0).contains(&n))
            })
    })
}

fn must_be(shape: Shape) -> String {
    match shape {
        Shape::Text(most) => format!("it is a text of at most {most} characters"),
        Shape::Colour => {
            "it is a colour such as #1f6feb, rgb(31,111,235) or navy, or empty".to_owned()
        }
        Shape::Flag => "it is true or false".to_owned(),
        Shape::Number(most) => format!("it is a whole number from 0 to {most}"),
        Shape::Country => "it is a country as three capital letters (ISO 3166 alpha-3)".to_owned(),
        Shape::Word(words) => format!("it is one of {}", words.join(", ")),
        Shape::List(..) | Shape::Set(..) => "it is an array".to_owned(),
        Shape::Each(_) | Shape::Fields(_) => "it is an object".to_owned(),
        Shape::Either(one, other) => {
            let other = must_be(*other);
            let other = other.strip_prefix("it is ").unwrap_or(&other).to_owned();
            format!("{}, or {other}", must_be(*one))
        }
        Shape::Free => "it is any JSON".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn checked(given: Value) -> Result<Value, String> {
        let Value::Object(given) = given else {
            panic!("an object")
        };
        CaptureConfiguration::checked(given)
            .map(|configuration| Value::Object(configuration.0))
            .map_err(|refused| refused.to_string())
    }

    #[test]
    fn what_is_known_is_kept_as_it_was_and_what_is_not_is_left_out() {
        let kept = json!({
            "pageTitle": "Utopia Bank", "primaryColor": "#1f6feb", "documentTypes": ["passport"],
            "documentCountries": {"passport": "univ", "identityCard": ["NLD", "ESP"]},
            "twoSidedPassports": "all", "languages": ["en", "gb"], "detectGlare": true,
            "translations": {"en": {"chooseCountry": "Where from?"}}, "maxRetries": 3,
            "onfidoConfig": {"customHtml": "<b>", "language": {"locale": "en"}},
            "signicatpictureidConfig": {"allowedIdTypes": [137], "allowFileUpload": []},
        });
        assert_eq!(checked(kept.clone()), Ok(kept.clone()));
        let mut more = kept.clone();
        more["favicon"] = Value::Null;
        more["nobodyKnows"] = json!([1, 2]);
        more["signicatpictureidConfig"]["nobodyKnows"] = json!(1);
        assert_eq!(checked(more), Ok(kept));
        assert_eq!(
            checked(json!({"documentCountries": []})),
            Ok(json!({"documentCountries": []}))
        );
        let repeated = json!({"documentTypes": ["passport", "passport"], "allowTakePhoto": ["mobile", "mobile"]});
        assert_eq!(checked(repeated.clone()), Ok(repeated));
        assert_eq!(
            checked(json!({"translations": [], "onfidoConfig": [], "signicatpictureidConfig": []})),
            Ok(json!({"translations": {}, "onfidoConfig": {}, "signicatpictureidConfig": {}}))
        );
    }

    #[test]
    fn what_cannot_be_taken_is_named_by_its_place() {
        for (given, sentence) in [
            (
                json!({"pageTitle": "x".repeat(61)}),
                "pageTitle: it is a text of at most 60 characters.",
            ),
            (
                json!({"primaryColor": "red;} body{"}),
                "primaryColor: it is a colour such as #1f6feb, rgb(31,111,235) or navy, or empty.",
            ),
            (
                json!({"documentCountries": {"passport": ["XX"]}}),
                "documentCountries.passport[0]: it is a country as three capital letters (ISO 3166 alpha-3), or one of UNIV.",
            ),
            (
                json!({"takeSelfie": "yes"}),
                "takeSelfie: it is true or false.",
            ),
            (
                json!({"maxRetries": -1}),
                "maxRetries: it is a whole number from 0 to 1000.",
            ),
            (
                json!({"defaultCountry": "NL"}),
                "defaultCountry: it is a country as three capital letters (ISO 3166 alpha-3).",
            ),
            (
                json!({"languages": ["en", "en"]}),
                "languages: item 1 stands in it twice.",
            ),
            (
                json!({"translations": {"en": {"a": 5}}}),
                "translations.en.a: it is a text of at most 4000 characters.",
            ),
            (
                json!({"allowTakePhoto": ["tablet"]}),
                "allowTakePhoto[0]: it is one of mobile, desktop.",
            ),
            (json!({"eidConfig": 5}), "eidConfig: it is an object."),
        ] {
            assert_eq!(checked(given), Err(sentence.to_owned()));
        }
    }

    #[test]
    fn colours_are_colours() {
        for good in [
            "#fff",
            "#1f6feb",
            "#1f6feb80",
            "rgb(0, 128,255)",
            "rgba(1,2,3,0.5)",
            "black",
            "white",
            "",
        ] {
            assert!(fits(Shape::Colour, &json!(good)), "{good}");
        }
        for bad in [
            "#ff",
            "Black",
            "currentcolor",
            "rgb(1,2)",
            "rgb(1,2,3",
            "url(x)",
            "rgb(1,2,NaN)",
            "#ggg",
        ] {
            assert!(!fits(Shape::Colour, &json!(bad)), "{bad}");
        }
    }
}
