//! Our own recogniser of print in Latin, Greek and Cyrillic: a grey line in, every four pixels along it the
//! probabilities of some four hundred shapes and of none. How it was made: `models/text/README.md`.

use super::script::resolved;
use crate::error::VisionError;
use crate::models::{Model, ModelStore};
use crate::raster::{GrayRaster, Raster};
use crate::session::Session;
use bonafide_facts::ModelId;

/// Pixels down of what the model sees.
pub(super) const HEIGHT: u32 = 32;
/// Pixels along a line from one step of the output to the next.
const STEP: usize = 4;
/// Widths that the model is run at: few, so that the inference library meets few shapes.
const WIDTHS: [usize; 6] = [96, 160, 256, 384, 512, 640];
/// The widest line that the model sees; a longer one is squeezed into it.
pub(super) const WIDEST: u32 = 640;

/// The recogniser of lines of print.
#[derive(Debug)]
pub(super) struct TextRecogniser {
    session: Session,
    id: ModelId,
    /// What the classes of the output stand for; one more follows for "no character".
    classes: Vec<char>,
}

impl TextRecogniser {
    pub(super) fn load(store: &ModelStore) -> Result<Self, VisionError> {
        let (session, id) = store.load(Model::TextLine)?;
        let classes: Vec<char> = session
            .metadata("classes")
            .unwrap_or_default()
            .chars()
            .collect();
        if classes.len() < 64 {
            return Err(VisionError::ModelUnusable {
                model: Model::TextLine.name(),
                detail: "it carries no list of its classes".to_owned(),
            });
        }
        Ok(Self {
            session,
            id,
            classes,
        })
    }

    pub(super) fn id(&self) -> &ModelId {
        &self.id
    }

    /// Reads a line 32 pixels high and at most 640 wide: its characters with the confidence of each, 0 to 1.
    ///
    /// # Errors
    /// When the model fails or its output has another shape.
    pub(super) fn read(&mut self, line: &GrayRaster) -> Result<Vec<(char, f32)>, VisionError> {
        let width = WIDTHS
            .into_iter()
            .find(|width| *width >= line.width())
            .unwrap_or(WIDEST as usize);
        let input = normalised(line, width);
        let outputs = self.session.run(&input, &[1, 1, HEIGHT as usize, width])?;
        let all = self.classes.len() + 1;
        let output = outputs
            .first()
            .filter(|output| output.data.len() == width / STEP * all);
        let output = output.ok_or_else(|| VisionError::ModelUnusable {
            model: Model::TextLine.name(),
            detail: format!("its output is not {} steps of {all} classes", width / STEP),
        })?;
        let read = greedy(&output.data, &self.classes);
        let shapes: Vec<char> = read.iter().map(|(character, _)| *character).collect();
        Ok(resolved(&shapes)
            .into_iter()
            .zip(read.iter().map(|(_, confidence)| *confidence))
            .collect())
    }
}

/// Zero mean and unit variance over the line, as in training; nothing (0) after it.
fn normalised(line: &GrayRaster, width: usize) -> Vec<f32> {
    let count = line.pixels().len() as f32;
    let mean = line.pixels().iter().map(|v| f32::from(*v)).sum::<f32>() / count;
    let square = |value: &u8| (f32::from(*value) - mean).powi(2);
    let deviation = (line.pixels().iter().map(square).sum::<f32>() / count).sqrt() + 1e-3;
    let mut input = vec![0.0; width * line.height()];
    for y in 0..line.height() {
        for (to, value) in input[y * width..].iter_mut().zip(line.row(y)) {
            *to = (f32::from(*value) - mean) / deviation;
        }
    }
    input
}

/// The best class of each step; repetitions count once, blanks fall away (Graves et al., 2006), and so do spaces at
/// either end. A character's confidence is its highest probability.
fn greedy(logits: &[f32], classes: &[char]) -> Vec<(char, f32)> {
    let mut read: Vec<(char, f32)> = Vec::new();
    let mut last = classes.len();
    for step in logits.chunks_exact(classes.len() + 1) {
        let (mut best, mut most) = (classes.len(), f32::NEG_INFINITY);
        for (class, logit) in step.iter().enumerate() {
            if *logit > most {
                (best, most) = (class, *logit);
            }
        }
        if let Some(character) = classes.get(best) {
            let probability = 1.0 / step.iter().map(|logit| (logit - most).exp()).sum::<f32>();
            match read.last_mut() {
                Some(previous) if best == last => previous.1 = previous.1.max(probability),
                _ => read.push((*character, probability)),
            }
        }
        last = best;
    }
    let start = read.iter().take_while(|(c, _)| *c == ' ').count();
    let end = read.len() - read.iter().rev().take_while(|(c, _)| *c == ' ').count();
    read.get(start..end).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_facts::Size;

    #[test]
    fn repetitions_count_once_unless_a_blank_divides_them() {
        let classes = [' ', 'L', 'O'];
        let step = |best: usize| (0..4).map(move |class| if class == best { 5.0 } else { 0.0 });
        let logits: Vec<f32> = [0, 1, 1, 3, 1, 2, 0, 3]
            .into_iter()
            .flat_map(step)
            .collect();
        let text: String = greedy(&logits, &classes).iter().map(|(c, _)| *c).collect();
        assert_eq!(text, "LLO");
    }

    #[test]
    fn a_line_is_normalised_and_nothing_follows_it() {
        let size = Size {
            width: 4,
            height: 2,
        };
        let line = GrayRaster::from_pixels(size, vec![10, 10, 30, 30, 10, 10, 30, 30]).expect("8");
        let input = normalised(&line, 6);
        assert!(
            input[..2].iter().all(|v| (v + 1.0).abs() < 0.01),
            "{input:?}"
        );
        assert_eq!(input[4..6], [0.0, 0.0]);
    }
}
