//! What is amiss on this machine, one line for each thing, with how to mend it.

mod database;
mod engine;
mod folder;

use super::block_on;
use crate::cli::Doctor;
use crate::configuration::load;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{Clock as _, SystemClock};
use bonafide_storage::FileCheck;
use jiff::tz::TimeZone;
use std::io::{Write as _, stdout};

/// How something stands.
enum Finding {
    /// As it should be; with what was seen.
    Ok(String),
    /// It works, but should be looked at: what, and how to mend it.
    Warn(String),
    /// It does not work: what, and how to mend it.
    Bad(String),
}

pub(crate) fn run(arguments: &Doctor) -> Result<(), Failure> {
    let place = &arguments.place;
    let configuration = load(place.config.as_deref(), |configuration| {
        place.adjust(configuration);
    })?;
    let data = &configuration.data.dir;
    let mut bad = report("clock", &clock())?;
    if data.is_dir() {
        bad |= report("folder time", &folder::time(data))?;
        bad |= report("folder rights", &folder::rights(data))?;
        bad |= report("durable writes", &folder::writes(data))?;
        bad |= report("disk space", &folder::space(data))?;
    } else {
        bad |= report("data folder", &folder::absent(data))?;
    }
    bad |= report("models", &engine::models(&configuration.models.dir))?;
    bad |= report("engine", &engine::loads(&configuration))?;
    let check = if arguments.files {
        FileCheck::Contents
    } else {
        FileCheck::Presence
    };
    block_on(async {
        for (what, finding) in database::look(&configuration, check).await {
            bad |= report(what, &finding)?;
        }
        Ok(())
    })?;
    if bad {
        return Err(Failure::told(Code::Failed));
    }
    Ok(())
}

/// Prints a line; true when it is bad.
fn report(what: &str, finding: &Finding) -> Result<bool, Failure> {
    let (word, text) = match finding {
        Finding::Ok(text) => ("ok", text),
        Finding::Warn(text) => ("warn", text),
        Finding::Bad(text) => ("bad", text),
    };
    writeln!(stdout(), "{word:<5}{what:<16}{text}").context("standard output")?;
    Ok(matches!(finding, Finding::Bad(_)))
}

/// Expiry, age, tokens and leases hang on it.
fn clock() -> Finding {
    let now = SystemClock.now().to_zoned(TimeZone::UTC);
    let said = now.strftime("%Y-%m-%d %H:%M UTC");
    if (2026..2100).contains(&now.year()) {
        Finding::Ok(said.to_string())
    } else {
        Finding::Bad(format!(
            "it says {said}, which cannot be; set it, and let NTP keep it (timedatectl set-ntp true)"
        ))
    }
}
