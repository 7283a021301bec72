use crate::configuration::ConfigurationError;
use std::fmt;
use std::process::ExitCode;

/// Why the binary ends, as its exit code says it. `--help` lists the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Failed = 1,
    Wrong = 2,
    NotThere = 3,
    InUse = 4,
    Rejected = 5,
    Inconclusive = 6,
}

/// An end that is not a success.
#[derive(Debug)]
pub(crate) struct Failure {
    code: Code,
    /// Nothing where it was told already.
    error: Option<anyhow::Error>,
}

impl Failure {
    pub(crate) fn new(code: Code, error: impl Into<anyhow::Error>) -> Self {
        Self {
            code,
            error: Some(error.into()),
        }
    }

    /// With a sentence of its own.
    pub(crate) fn saying(code: Code, sentence: impl fmt::Display) -> Self {
        Self::new(code, anyhow::anyhow!("{sentence}"))
    }

    /// Whose reason was told already.
    pub(crate) const fn told(code: Code) -> Self {
        Self { code, error: None }
    }

    /// Says on standard error why, cause after cause.
    #[expect(clippy::print_stderr, reason = "the last words of a command")]
    pub(crate) fn report(&self) -> ExitCode {
        if let Some(error) = &self.error {
            eprintln!("bonafide: {error:#}");
        }
        ExitCode::from(self.code as u8)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Code::Failed, error)
    }
}

impl From<ConfigurationError> for Failure {
    fn from(error: ConfigurationError) -> Self {
        let code = match error {
            ConfigurationError::File { .. } => Code::NotThere,
            ConfigurationError::Value(_) | ConfigurationError::Invalid(_) => Code::Wrong,
        };
        Self::new(code, error)
    }
}
