use jiff::civil::Date;

/// A field that cannot be what it was given as, or that is missing. Its value is in no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InvalidParameter {
    /// The field by its path: `processParameters.webid.user.firstName`.
    pub field: &'static str,
    /// One sentence for the caller, with the path.
    pub problem: String,
}

impl InvalidParameter {
    pub(crate) fn missing(field: &'static str) -> Self {
        Self {
            field,
            problem: format!("{field} is required."),
        }
    }
}

/// A field by its path, and what it has to be.
pub(super) struct Field(pub(super) &'static str, pub(super) &'static str);

impl Field {
    pub(super) fn holds(&self, fits: bool) -> Result<(), InvalidParameter> {
        if fits {
            Ok(())
        } else {
            Err(InvalidParameter {
                field: self.0,
                problem: format!("{} must be {}.", self.0, self.1),
            })
        }
    }
}

/// A value that has to be there.
pub(super) fn required<'a>(
    field: &Field,
    value: Option<&'a str>,
) -> Result<&'a str, InvalidParameter> {
    value
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| InvalidParameter::missing(field.0))
}

/// At most so many characters, none of them a control character.
pub(super) fn text<const MOST: usize>(value: &str) -> bool {
    value.chars().count() <= MOST && !value.chars().any(char::is_control)
}

/// `2026-01-31`; other forms of a day are other formats than the one that is promised.
pub(super) fn is_date(value: &str) -> bool {
    value.len() == 10 && value.parse::<Date>().is_ok()
}

/// A link that a browser follows.
pub(super) fn is_link(value: &str) -> bool {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    text::<2048>(value)
        && !value.contains(char::is_whitespace)
        && rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}
