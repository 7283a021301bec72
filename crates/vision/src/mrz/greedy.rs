//! A first reading, with no assumption about the line: the best class of each step, repeats and gaps removed.

use super::recogniser::{BLANK, FILLER, Frames};

/// One character as it was first read.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Symbol {
    pub(super) class: usize,
    /// Its middle, in steps.
    pub(super) centre: f32,
    /// Its highest probability.
    pub(super) confidence: f32,
}

pub(super) fn symbols(frames: &Frames) -> Vec<Symbol> {
    let mut found: Vec<Symbol> = Vec::new();
    let mut weight = 0.0;
    let mut previous = BLANK;
    for (step, probabilities) in frames.steps().iter().enumerate() {
        let (class, p) = probabilities
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((BLANK, 0.0));
        let at = step as f32 + 0.5;
        if class != BLANK {
            if class == previous
                && let Some(last) = found.last_mut()
            {
                last.centre = (last.centre * weight + at * p) / (weight + p);
                last.confidence = last.confidence.max(p);
                weight += p;
            } else {
                found.push(Symbol {
                    class,
                    centre: at,
                    confidence: p,
                });
                weight = p;
            }
        }
        previous = class;
    }
    found
}

pub(super) fn mean_confidence(symbols: &[Symbol]) -> f32 {
    if symbols.is_empty() {
        return 0.0;
    }
    symbols.iter().map(|symbol| symbol.confidence).sum::<f32>() / symbols.len() as f32
}

pub(super) fn fillers(symbols: &[Symbol]) -> usize {
    symbols
        .iter()
        .filter(|symbol| symbol.class == FILLER)
        .count()
}
