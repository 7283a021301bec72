use super::client::with_app;
use crate::cli::Trigger;
use crate::exit::Failure;
use anyhow::Context as _;
use bonafide_app::trigger_event;
use std::io::{Write as _, stdout};

pub(crate) fn run(arguments: Trigger) -> Result<(), Failure> {
    let Trigger {
        event,
        client,
        place,
    } = arguments;
    with_app(&place, async move |wired| {
        let id = trigger_event(&wired.app, &client, event)
            .await
            .context("no event was made")?;
        writeln!(stdout(), "{event} {}", id.uuid().simple()).context("standard output")?;
        Ok(())
    })
}
