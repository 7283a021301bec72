use super::{DocumentKind, DocumentType};
use crate::countries;
use crate::mrz::MrzFormat;
use thiserror::Error;

/// Why a machine-readable zone is not that of the document asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Mismatch {
    /// Another shape of zone, or a zone where the document has none.
    #[error("the document has a machine-readable zone of format {found}, where {} was asked for", expected.map_or("none", MrzFormat::name))]
    Format {
        /// What the type has; `None` for none.
        expected: Option<MrzFormat>,
        /// What was read.
        found: MrzFormat,
    },
    /// Another State issued it.
    #[error("the document was not issued by {expected}")]
    IssuingState {
        /// The type's country, alpha-3.
        expected: &'static str,
    },
    /// The document code is of another kind of document.
    #[error("the document is no {expected}")]
    Kind {
        /// The type's kind.
        expected: DocumentKind,
    },
}

/// Whether a machine-readable zone fits the type of document that was asked for: its format, its issuing State and its
/// document code (9303-4 to -7, 4.2.2; 9303-5 leaves the second character of the code to the State, so that
/// only what tells kinds apart everywhere is judged).
///
/// `document_code` and `issuing_state` are those of [`Mrz`](crate::mrz::Mrz), fillers or none.
///
/// # Errors
/// The first thing that does not fit: format, then State, then kind.
pub fn expects(
    wanted: &DocumentType,
    document_code: &str,
    issuing_state: &str,
    format: MrzFormat,
) -> Result<(), Mismatch> {
    let visa = wanted.kind == DocumentKind::Visa && format.is_visa();
    if !visa && wanted.icao != Some(format) {
        return Err(Mismatch::Format {
            expected: wanted.icao,
            found: format,
        });
    }
    let issued = countries::issuing_state_to_alpha3(issuing_state);
    if !issued.is_some_and(|issued| issued == wanted.country || issues_for(issued, wanted.country))
    {
        return Err(Mismatch::IssuingState {
            expected: wanted.country,
        });
    }
    if fits_kind(wanted.kind, document_code) {
        Ok(())
    } else {
        Err(Mismatch::Kind {
            expected: wanted.kind,
        })
    }
}

/// States whose code stands in the zones of a territory's own documents.
fn issues_for(state: &str, territory: &str) -> bool {
    matches!((state, territory), ("CHN", "HKG" | "MAC") | ("UNK", "XKX"))
}

fn fits_kind(kind: DocumentKind, code: &str) -> bool {
    let mut characters = code.chars();
    let (first, second) = (characters.next(), characters.next().unwrap_or('<'));
    let card = matches!(first, Some('A' | 'C' | 'I'));
    match kind {
        DocumentKind::Passport => first == Some('P'),
        DocumentKind::PassportCard => (card && second == 'P') || first == Some('P'),
        DocumentKind::Visa => first == Some('V'),
        // R is a residence permit's in all States that tell the two apart; C after A is a crew member's (9303-5)
        DocumentKind::IdentityCard => {
            card && !matches!((first, second), (_, 'R' | 'P') | (Some('A'), 'C'))
        }
        DocumentKind::ResidencePermit => {
            card && !matches!((first, second), (_, 'D' | 'P') | (Some('A'), 'C'))
        }
        _ => card,
    }
}
