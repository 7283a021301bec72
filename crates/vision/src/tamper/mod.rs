//! Traces of editing.
//!
//! Only what says something is looked for. A trace is a reason to look closer, never a proof; no trace is no
//! proof either: metadata are lost when a picture is sent on.

mod metadata;

use bonafide_facts::{TamperSignal, TamperSignalKind};

/// Traces in a picture's file: an image editor that its metadata name.
#[must_use]
pub fn file_signals(file: &[u8]) -> Vec<TamperSignal> {
    let named = metadata::names_an_editor(file);
    named
        .then_some(TamperSignal {
            kind: TamperSignalKind::EditorMetadata,
            score: 1.0,
            area: None,
        })
        .into_iter()
        .collect()
}
