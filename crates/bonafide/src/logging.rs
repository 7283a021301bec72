use crate::configuration::LogFormat;
use crate::exit::{Code, Failure};
use std::io::{IsTerminal as _, stderr};
use tracing::error;
use tracing_subscriber::EnvFilter;

/// Sends the log to standard error. A panic becomes a line of it, without the values in its message.
///
/// # Errors
/// When the level is not understood.
pub(crate) fn start(level: &str, format: LogFormat) -> Result<(), Failure> {
    let filter = EnvFilter::builder().parse(level).map_err(|problem| {
        Failure::saying(
            Code::Wrong,
            format!("log.level: '{level}' is not understood: {problem}"),
        )
    })?;
    let json = match format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !stderr().is_terminal(),
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr);
    if json {
        builder
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .init();
    } else {
        builder
            .with_ansi(stderr().is_terminal())
            .with_target(false)
            .init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        // A literal message is the programmer's; a formatted one may hold what a stranger sent.
        let message = panic
            .payload()
            .downcast_ref::<&'static str>()
            .copied()
            .unwrap_or("(message left out)");
        error!(place, message, "panic");
    }));
    Ok(())
}
