use super::settings::{Configuration, InvalidSetting};
use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use std::path::{Path, PathBuf};

/// The commented default configuration.
pub(crate) const DEFAULTS: &str = include_str!("../../bonafide.default.toml");

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigurationError {
    /// The file that was named is not there or cannot be read.
    #[error("the configuration file {path} cannot be read: {problem}", path = path.display())]
    File {
        /// As it was given.
        path: PathBuf,
        /// What the system says.
        problem: std::io::Error,
    },
    /// A value of the wrong kind, or a name that is not known.
    #[error("{0}")]
    Value(String),
    /// Values that cannot be worked with.
    #[error(transparent)]
    Invalid(#[from] InvalidSetting),
}

/// Reads defaults, file and environment, the later over the earlier.
///
/// # Errors
/// [`ConfigurationError`] names the setting and where it was read.
pub(crate) fn load(
    file: Option<&Path>,
    adjust: impl FnOnce(&mut Configuration),
) -> Result<Configuration, ConfigurationError> {
    let mut figment = Figment::from(Toml::string(DEFAULTS));
    if let Some(path) = file {
        // Read here and not by figment, which takes a file that is not there for an empty one.
        std::fs::read_to_string(path).map_err(|problem| ConfigurationError::File {
            path: path.to_owned(),
            problem,
        })?;
        figment = figment.merge(Toml::file_exact(path));
    }
    refuse_single_underscores()?;
    // Settings have a section and so two underscores; other variables of this prefix are not ours to judge.
    let environment = Env::prefixed("BONAFIDE_")
        .filter(|name| name.as_str().contains("__"))
        .split("__");
    let mut configuration: Configuration = figment
        .merge(environment)
        .extract()
        .map_err(|error| ConfigurationError::Value(explain(error)))?;
    adjust(&mut configuration);
    configuration.check()?;
    Ok(configuration)
}

/// `BONAFIDE_SERVER_LISTEN` looks right and would change nothing.
fn refuse_single_underscores() -> Result<(), ConfigurationError> {
    const SECTIONS: [&str; 14] = [
        "SERVER",
        "METRICS",
        "DATA",
        "DATABASE",
        "FILES",
        "SEALING",
        "RETENTION",
        "MODELS",
        "TOKENS",
        "VERIFICATION",
        "LIMITS",
        "RATE_LIMITS",
        "FACES",
        "LOG",
    ];
    for (name, _) in std::env::vars_os() {
        let Some(rest) = name
            .to_str()
            .and_then(|name| name.strip_prefix("BONAFIDE_"))
        else {
            continue;
        };
        if let Some((section, setting)) = rest.split_once('_')
            && SECTIONS.contains(&section)
            && !rest.contains("__")
        {
            return Err(ConfigurationError::Value(format!(
                "the environment variable BONAFIDE_{rest} needs two underscores: BONAFIDE_{section}__{setting}"
            )));
        }
    }
    Ok(())
}

/// One sentence for each fault, with the setting and the place it came from.
fn explain(errors: figment::Error) -> String {
    errors
        .into_iter()
        .map(|error| {
            let setting = error.path.join(".");
            let place = error
                .metadata
                .as_ref()
                .map_or_else(String::new, |metadata| {
                    match (&metadata.source, metadata.name.as_ref()) {
                        (Some(source), _) => format!(" (in {source})"),
                        (None, name) => format!(" (in {name})"),
                    }
                });
            match (&error.kind, setting.as_str()) {
                (figment::error::Kind::UnknownField(field, known), section) => {
                    // The path ends with the name itself where the value was looked at.
                    let name = if section.is_empty() || section == field {
                        field.clone()
                    } else if section.ends_with(&format!(".{field}")) {
                        section.to_owned()
                    } else {
                        format!("{section}.{field}")
                    };
                    format!(
                        "there is no setting '{name}'; known here: {}{place}",
                        known.join(", ")
                    )
                }
                (kind, "") => format!("{kind}{place}"),
                (kind, setting) => format!("{setting}: {kind}{place}"),
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Configuration, DEFAULTS, load};
    use figment::Figment;
    use figment::providers::{Format as _, Toml};
    use std::collections::BTreeSet;

    fn defaults() -> Configuration {
        Figment::from(Toml::string(DEFAULTS)).extract().unwrap()
    }

    #[test]
    fn the_commented_defaults_are_a_valid_configuration() {
        defaults().check().unwrap();
    }

    #[test]
    fn every_setting_has_a_line_and_every_line_is_a_setting() {
        let written = keys(&DEFAULTS.parse().unwrap());
        // A table that is left out where it is empty.
        let mut filled = defaults();
        let days = r#"{"signicatpictureid": 10}"#;
        filled.retention.processes = serde_json::from_str(days).unwrap();
        let known = keys(&toml::Table::try_from(filled).unwrap());
        assert_eq!(written, known);
    }

    fn keys(whole: &toml::Table) -> BTreeSet<String> {
        whole
            .iter()
            .flat_map(|(section, settings)| {
                settings
                    .as_table()
                    .unwrap()
                    .keys()
                    .map(move |setting| format!("{section}.{setting}"))
            })
            .collect()
    }

    #[test]
    fn the_defaults_of_the_rooms_are_those_of_the_manual() {
        let defaults = defaults();
        let use_cases = bonafide_app::Settings::default();
        assert_eq!(defaults.use_cases().limits, use_cases.limits);
        assert_eq!(defaults.use_cases().verification, use_cases.verification);
        assert_eq!(
            defaults.use_cases().token.lifetime,
            use_cases.token.lifetime
        );
        assert_eq!(defaults.api_limits(), bonafide_api::ApiLimits::default());
    }

    #[test]
    fn a_name_that_is_not_known_is_an_error_that_says_which() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bonafide.toml");
        std::fs::write(&file, "[server]\nlisten_on = \"0.0.0.0:80\"\n").unwrap();
        let error = load(Some(&file), |_| {}).unwrap_err().to_string();
        assert!(
            error.starts_with("there is no setting 'server.listen_on'; known here: listen, "),
            "{error}"
        );
        assert!(error.contains("bonafide.toml"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_an_error_that_names_the_setting() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bonafide.toml");
        std::fs::write(&file, "[tokens]\nlifetime_seconds = \"long\"\n").unwrap();
        let error = load(Some(&file), |_| {}).unwrap_err().to_string();
        assert!(error.starts_with("tokens.lifetime_seconds: "), "{error}");
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let error = load(Some("nowhere.toml".as_ref()), |_| {})
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("the configuration file nowhere.toml cannot be read: "),
            "{error}"
        );
    }

    #[test]
    fn limits_that_contradict_each_other_are_refused() {
        let mut configuration = defaults();
        configuration.server.public_url = "example.com".to_owned();
        assert!(
            configuration
                .check()
                .unwrap_err()
                .to_string()
                .starts_with("server.public_url: ")
        );
    }
}
