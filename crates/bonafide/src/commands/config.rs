use crate::cli::Config;
use crate::configuration::{DEFAULTS, load};
use crate::exit::Failure;
use anyhow::Context as _;
use std::io::{Write as _, stdout};

pub(crate) fn run(arguments: &Config) -> Result<(), Failure> {
    let text = if arguments.defaults {
        DEFAULTS.to_owned()
    } else {
        let place = &arguments.place;
        let mut configuration = load(place.config.as_deref(), |configuration| {
            place.adjust(configuration);
        })?;
        configuration.hide_secrets();
        toml::to_string(&configuration).context("the configuration cannot be printed")?
    };
    stdout()
        .write_all(text.as_bytes())
        .context("standard output")?;
    Ok(())
}
