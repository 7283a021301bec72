use crate::measure::{Section, Setting};
use crate::{bench, faces, fields, forgeries, genuine, hostile, mrz, pages, recaptures};
use anyhow::Result;
use clap::ValueEnum;

/// The sections of the page, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Chapter {
    MrzFolder,
    MrzChanged,
    MrzMany,
    MrzPrinted,
    MrzGrid,
    Peers,
    VisualZone,
    Pages,
    Genuine,
    Forgeries,
    Recaptures,
    Faces,
    Speed,
    Hostile,
}

impl Chapter {
    pub(crate) const ALL: [Self; 14] = [
        Self::MrzFolder,
        Self::MrzChanged,
        Self::MrzMany,
        Self::MrzPrinted,
        Self::MrzGrid,
        Self::Peers,
        Self::VisualZone,
        Self::Pages,
        Self::Genuine,
        Self::Forgeries,
        Self::Recaptures,
        Self::Faces,
        Self::Speed,
        Self::Hostile,
    ];

    /// Its heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::MrzFolder => "Machine-readable zones: a folder of real specimens",
            Self::MrzChanged => "Machine-readable zones: the folder, changed",
            Self::MrzMany => "Machine-readable zones: thousands of careful photographs",
            Self::MrzPrinted => "Machine-readable zones: printed specimens by care",
            Self::MrzGrid => "Machine-readable zones: one circumstance at a time",
            Self::Peers => "Beside other tools",
            Self::VisualZone => "The visual zone",
            Self::Pages => "Corners, type, portrait, signature",
            Self::Genuine => "Verdicts on genuine documents",
            Self::Forgeries => "Forgeries",
            Self::Recaptures => "Re-captures and black-and-white copies",
            Self::Faces => "Faces",
            Self::Speed => "Speed and memory",
            Self::Hostile => "Hostile files",
        }
    }

    /// Its file, and its name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::MrzFolder => "mrz-folder",
            Self::MrzChanged => "mrz-changed",
            Self::MrzMany => "mrz-many",
            Self::MrzPrinted => "mrz-printed",
            Self::MrzGrid => "mrz-grid",
            Self::Peers => "peers",
            Self::VisualZone => "visual-zone",
            Self::Pages => "pages",
            Self::Genuine => "genuine",
            Self::Forgeries => "forgeries",
            Self::Recaptures => "recaptures",
            Self::Faces => "faces",
            Self::Speed => "speed",
            Self::Hostile => "hostile",
        }
    }

    /// Measures it.
    pub(crate) fn measure(self, setting: &Setting) -> Result<Section> {
        let measure = match self {
            Self::MrzFolder => mrz::folder::measure,
            Self::MrzChanged => mrz::changed::measure,
            Self::MrzMany => mrz::printed::measure_many,
            Self::MrzPrinted => mrz::printed::measure,
            Self::MrzGrid => mrz::grid::measure,
            Self::Peers => mrz::peers::measure,
            Self::VisualZone => fields::measure,
            Self::Speed => bench::measure,
            Self::Hostile => hostile::measure,
            Self::Pages => pages::section,
            Self::Genuine => genuine::measure,
            Self::Forgeries => forgeries::measure,
            Self::Faces => faces::measure,
            Self::Recaptures => recaptures::section,
        };
        measure(setting)
    }
}
