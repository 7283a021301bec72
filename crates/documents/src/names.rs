//! Names.

/// Being written.
pub fn mrz_components(printed: &str) -> Option<Vec<String>> {
    Some(
        printed
            .to_uppercase()
            .split([' ', '-'])
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}
