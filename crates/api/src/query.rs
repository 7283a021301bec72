//! Query strings, read leniently where the contract is and strictly where a misreading would give the wrong answer.

use crate::problem::Problem;

/// The value of a parameter that may stand once.
///
/// # Errors
/// 400 when it stands twice.
pub(crate) fn one(query: Option<&str>, name: &str) -> Result<Option<String>, Problem> {
    let mut values = all(query, name).into_iter();
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(Problem::bad_request(format!("{name} is given twice."))),
    }
}

/// Every value of a parameter, in order; `name[]` and `name[0]` are what PHP writes for several.
pub(crate) fn all(query: Option<&str>, name: &str) -> Vec<String> {
    let is_place = |rest: &str| {
        let inside = rest
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        inside.is_some_and(|place| place.bytes().all(|byte| byte.is_ascii_digit()))
    };
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .filter(|(given, _)| {
            given
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || is_place(rest))
        })
        .map(|(_, value)| value.into_owned())
        .collect()
}
