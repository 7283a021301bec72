use super::{Plot, Rate, Scores};
use serde::{Deserialize, Serialize};

/// One measured section of `docs/accuracy.md`. The page is written from these alone: nothing stands on it that is
/// not in one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Section {
    /// What was measured on what, in sentences: a paragraph each.
    pub(crate) about: Vec<String>,
    /// The few figures that stand at the head of the page.
    #[serde(default)]
    pub(crate) headlines: Vec<Headline>,
    pub(crate) tables: Vec<Table>,
    /// Each becomes a row (found and false alarms at the shipped threshold, area under the curve) and a line of a plot.
    pub(crate) scores: Vec<Scores>,
    /// Other curves.
    #[serde(default)]
    pub(crate) plots: Vec<Plot>,
    /// What went wrong, by kind.
    pub(crate) failures: Vec<Failure>,
    /// What could not be measured, and what that means: a sentence each.
    pub(crate) not_measured: Vec<String>,
}

/// A figure for the head of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Headline {
    pub(crate) what: String,
    pub(crate) figure: Cell,
    /// What is aimed at, where an aim is set.
    pub(crate) aim: Option<String>,
}

/// One thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// The kind, as a reader would say it: `not found`, `portrait replaced, not noticed`.
    pub(crate) kind: String,
    /// What repeats it: a seed with kind and scene, or a file's name. Never what stands on a picture of a person.
    pub(crate) case: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cell {
    Text(String),
    Count(u64),
    /// Written with its share and interval.
    Rate(Rate),
    /// A share without an interval, 0 to 1: characters are not independent of one another.
    Share(f64),
    Milliseconds(f64),
    Megabytes(f64),
    Number(f64),
    /// Not measured in this run.
    Unknown,
}

impl Section {
    /// Puts a figure at the head of the page.
    pub(crate) fn headline(
        &mut self,
        what: impl Into<String>,
        figure: impl Into<Cell>,
        aim: Option<&str>,
    ) {
        self.headlines.push(Headline {
            what: what.into(),
            figure: figure.into(),
            aim: aim.map(str::to_owned),
        });
    }

    /// Notes a failure.
    pub(crate) fn fail(&mut self, kind: impl Into<String>, case: impl Into<String>) {
        self.failures.push(Failure {
            kind: kind.into(),
            case: case.into(),
        });
    }
}

impl Table {
    pub(crate) fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.iter().map(|&column| column.into()).collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Rate> for Cell {
    fn from(rate: Rate) -> Self {
        Self::Rate(rate)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}
