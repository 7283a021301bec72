//! Traces of editing.
//!
//! Only what says something is looked for. A trace is a reason to look closer, never a proof; no trace is no
//! proof either: metadata are lost when a picture is sent on.

mod compression;
mod metadata;

pub use compression::compression;

use bonafide_facts::{TamperSignal, TamperSignalKind};

/// The traces that were looked for in a picture's file, each with how strongly it was seen: an image editor that
/// its metadata name. A trace that was not seen has the score 0: what is left out was not looked for.
#[must_use]
pub fn file_signals(file: &[u8]) -> Vec<TamperSignal> {
    let named = metadata::names_an_editor(file);
    vec![TamperSignal {
        kind: TamperSignalKind::EditorMetadata,
        score: if named { 1.0 } else { 0.0 },
        area: None,
    }]
}

#[cfg(test)]
mod tests {
    use super::file_signals;

    #[test]
    fn a_file_without_a_trace_says_that_it_was_looked_at() {
        let scores: Vec<f32> = file_signals(b"\xff\xd8\xff\xd9")
            .iter()
            .map(|signal| signal.score)
            .collect();
        assert_eq!(scores, [0.0]);
    }
}
