//! The probability of each character in each cell of a line whose length and pitch are known.
//!
//! Forward-backward over the recogniser's steps (Graves et al., ICML 2006), for lines of exactly so many
//! characters, each of which may only be read near its cell. Characters can then be neither lost nor doubled,
//! which is where reading without a length fails: in long runs of `<`.

use super::recogniser::{BLANK, CLASSES, Frames};

/// By how many pitches a character may be read away from the middle of its cell.
const REACH: f32 = 0.8;
/// What it costs two equal characters to follow each other with no step between them: the steps are few.
const TOUCHING: f64 = 0.05;
const LEAST: f64 = 1e-7;
const CHARACTERS: usize = BLANK;

/// Probabilities of the 37 characters in one cell; they sum to one.
pub(super) type Cell = [f32; CHARACTERS];

/// What the lattice says of a line.
#[derive(Clone)]
pub(super) struct Cells {
    pub(super) cells: Vec<Cell>,
    /// Mean log probability a step: how well the recogniser's output fits a line of this length and pitch.
    pub(super) fit: f32,
}

struct Lattice<'a> {
    frames: &'a [[f32; CLASSES]],
    /// For each character of the line, the first and the last step at which it may be read.
    windows: Vec<(usize, usize)>,
}

/// A value for each character that may be read at one step, and each of the 37 that it may be. At most two or three
/// characters are near a step, so only those are held.
#[derive(Clone, Default)]
struct Near {
    from: usize,
    on: Vec<[f64; CHARACTERS]>,
}

impl Near {
    fn get(&self, k: usize) -> Option<&[f64; CHARACTERS]> {
        self.on.get(k.checked_sub(self.from)?)
    }

    fn total(&self, k: usize) -> f64 {
        self.get(k).map_or(0.0, |on| on.iter().sum())
    }
}

/// Forward or backward values at one step.
#[derive(Clone)]
struct Column {
    /// `gap[k]`: `k` characters are over, and none is being read.
    gap: Vec<f64>,
    /// Character `k` is being read as `c`.
    near: Near,
}

/// What the forward pass leaves for the backward one.
struct Forward {
    /// For each step and character the part that enters it there.
    entries: Vec<Near>,
    /// By what each step was divided.
    scales: Vec<f64>,
    /// The share of all ways that read the line to its end.
    finished: f64,
}

/// Reads `places.len()` characters whose middles are at `places`, in steps, ascending, `pitch` apart or so.
/// `None` where no line of that length can be read so.
pub(super) fn read(frames: &Frames, places: &[f32], pitch: f32) -> Option<Cells> {
    let steps = frames.steps();
    let windows = places
        .iter()
        .map(|place| {
            let least = (place - REACH * pitch).floor().max(0.0) as usize;
            let most = (place + REACH * pitch).floor().max(0.0) as usize;
            (least.min(steps.len() - 1), most.min(steps.len() - 1))
        })
        .collect();
    Lattice {
        frames: steps,
        windows,
    }
    .posteriors()
}

impl Lattice<'_> {
    fn posteriors(&self) -> Option<Cells> {
        let count = self.windows.len();
        let Forward {
            entries,
            scales,
            finished,
        } = self.forward()?;
        let mut cells = vec![[0f64; CHARACTERS]; count];
        // Backward values are carried from the last step; entering a character at a step with what follows
        // is the character's share.
        let last = self.frames.len() - 1;
        let mut after = Column {
            gap: vec![0.0; count + 1],
            near: Near {
                from: count.saturating_sub(1),
                on: vec![[1.0; CHARACTERS]; count.min(1)],
            },
        };
        after.gap[count] = 1.0;
        for step in (0..=last).rev() {
            for k in self.open(step) {
                let (Some(entered), Some(after)) = (entries[step].get(k), after.near.get(k)) else {
                    continue;
                };
                for ((cell, entered), after) in cells[k].iter_mut().zip(entered).zip(after) {
                    *cell += entered * after;
                }
            }
            if step > 0 {
                after = self.backward(step, &after, scales[step]);
            }
        }
        let normalised = cells.iter().map(|cell| {
            let sum: f64 = cell.iter().sum();
            (sum > 0.0).then(|| cell.map(|p| (p / sum) as f32))
        });
        let cells = normalised.collect::<Option<Vec<_>>>()?;
        let fit = (scales.iter().map(|scale| scale.ln()).sum::<f64>() + finished.ln())
            / scales.len() as f64;
        Some(Cells {
            cells,
            fit: fit as f32,
        })
    }

    /// Characters that may be read at a step.
    fn open(&self, step: usize) -> std::ops::Range<usize> {
        let from = self.windows.partition_point(|window| window.1 < step);
        let to = self.windows.partition_point(|window| window.0 <= step);
        from..to.max(from)
    }

    /// The probabilities of the 37 characters at a step, none of them nought.
    fn characters(&self, step: usize) -> [f64; CHARACTERS] {
        std::array::from_fn(|class| f64::from(self.frames[step][class]).max(LEAST))
    }

    fn blank(&self, step: usize) -> f64 {
        f64::from(self.frames[step][BLANK]).max(LEAST)
    }

    fn forward(&self) -> Option<Forward> {
        let count = self.windows.len();
        let mut entries = Vec::with_capacity(self.frames.len());
        let mut scales = Vec::with_capacity(self.frames.len());
        // Before the first step no character is over, and none is being read.
        let mut now = Column {
            gap: vec![0.0; count + 1],
            near: Near::default(),
        };
        now.gap[0] = 1.0;
        for step in 0..self.frames.len() {
            let (p, blank, open) = (self.characters(step), self.blank(step), self.open(step));
            let mut gap = now.gap.clone();
            for (place, on) in now.near.on.iter().enumerate() {
                gap[now.near.from + place + 1] += on.iter().sum::<f64>();
            }
            gap.iter_mut().for_each(|value| *value *= blank);
            let mut entered = Near {
                from: open.start,
                on: Vec::with_capacity(open.len()),
            };
            let mut next = entered.clone();
            for k in open {
                let before = k.checked_sub(1).and_then(|k| now.near.get(k));
                let total = now.gap[k] + before.map_or(0.0, |on| on.iter().sum());
                // The same character again costs, for there is nothing between the two.
                let again = TOUCHING - 1.0;
                let enter: [f64; CHARACTERS] = std::array::from_fn(|c| {
                    (total + again * before.map_or(0.0, |on| on[c])).max(0.0) * p[c]
                });
                let held = now.near.get(k);
                next.on.push(std::array::from_fn(|c| {
                    enter[c] + held.map_or(0.0, |on| on[c]) * p[c]
                }));
                entered.on.push(enter);
            }
            let sum: f64 = gap.iter().sum::<f64>() + next.on.iter().flatten().sum::<f64>();
            if sum <= 0.0 || !sum.is_finite() {
                return None;
            }
            let share = 1.0 / sum;
            gap.iter_mut().for_each(|value| *value *= share);
            for on in [&mut next.on, &mut entered.on] {
                on.iter_mut().flatten().for_each(|value| *value *= share);
            }
            scales.push(sum);
            entries.push(entered);
            now = Column { gap, near: next };
        }
        let finished = now.gap[count] + count.checked_sub(1).map_or(0.0, |k| now.near.total(k));
        (finished > 0.0).then_some(Forward {
            entries,
            scales,
            finished,
        })
    }

    /// From the backward values after `step` to those after the step before it.
    fn backward(&self, step: usize, after: &Column, scale: f64) -> Column {
        let (p, blank, open) = (self.characters(step), self.blank(step), self.open(step));
        let share = 1.0 / scale;
        // What follows when character `k` is read as `c` at this step.
        let read = |k: usize| -> Option<[f64; CHARACTERS]> {
            let on = after.near.get(k).filter(|_| open.contains(&k))?;
            Some(std::array::from_fn(|c| on[c] * p[c]))
        };
        let mut gap: Vec<f64> = after
            .gap
            .iter()
            .map(|value| value * blank * share)
            .collect();
        for k in open.clone() {
            gap[k] += read(k).map_or(0.0, |on| on.iter().sum::<f64>() * share);
        }
        let earlier = self.open(step - 1);
        let on = earlier
            .clone()
            .map(|k| {
                let (held, next) = (read(k), read(k + 1));
                let total =
                    after.gap[k + 1] * blank + next.map_or(0.0, |next| next.iter().sum::<f64>());
                let again = TOUCHING - 1.0;
                std::array::from_fn(|c| {
                    let next = total + again * next.map_or(0.0, |next| next[c]);
                    (held.map_or(0.0, |held| held[c]) + next.max(0.0)) * share
                })
            })
            .collect();
        Column {
            gap,
            near: Near {
                from: earlier.start,
                on,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recogniser::{ALPHABET, STEPS};
    use super::*;
    use proptest::prelude::*;

    const PITCH: f32 = 3.4;

    fn places(count: usize) -> Vec<f32> {
        (0..count).map(|k| 4.0 + PITCH * k as f32).collect()
    }

    fn class(c: char) -> usize {
        ALPHABET
            .iter()
            .position(|a| *a == c)
            .expect("a character of MRZ")
    }

    /// What a recogniser gives for a text, `shown` steps a character and nothing between.
    fn frames(text: &str, shown: usize) -> Vec<[f32; CLASSES]> {
        let mut steps = vec![sure(BLANK); STEPS];
        for (place, c) in places(text.len()).iter().zip(text.chars()) {
            for step in 0..shown {
                let at = (place - shown as f32 / 2.0 + step as f32 + 0.5) as usize;
                steps[at] = sure(class(c));
            }
        }
        steps
    }

    fn sure(class: usize) -> [f32; CLASSES] {
        let mut step = [0.001; CLASSES];
        step[class] = 1.0 - 0.001 * (CLASSES as f32 - 1.0);
        step
    }

    fn best(cells: &Cells) -> String {
        let most = |cell: &Cell| {
            cell.iter()
                .enumerate()
                .max_by(|a, b| a.1.total_cmp(b.1))
                .map_or('?', |(class, _)| ALPHABET[class])
        };
        cells.cells.iter().map(most).collect()
    }

    fn read_text(steps: Vec<[f32; CLASSES]>, count: usize) -> String {
        best(&read(&Frames::from_steps(steps), &places(count), PITCH).expect("readable"))
    }

    #[test]
    fn a_line_is_read_as_it_stands() {
        let text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<";
        assert_eq!(read_text(frames(text, 2), text.len()), text);
    }

    #[test]
    fn a_run_of_fillers_that_runs_together_keeps_its_length() {
        let text = "AB<<<<<<<<<<CD";
        let mut steps = frames(text, 2);
        // From the first filler to the last there is no step without a filler.
        let (from, to) = (places(14)[2] as usize, places(14)[11] as usize);
        steps[from..=to].fill(sure(class('<')));
        assert_eq!(read_text(steps, text.len()), text);
    }

    #[test]
    fn a_filler_that_was_not_seen_is_not_lost() {
        let text = "AB<<<<CD";
        let mut steps = frames(text, 2);
        let hidden = places(8)[4] as usize;
        steps[hidden - 1..=hidden + 1].fill(sure(BLANK));
        let cells = read(&Frames::from_steps(steps), &places(8), PITCH).expect("readable");
        let read = best(&cells);
        assert_eq!((&read[..4], &read[5..]), ("AB<<", "<CD"));
        assert!(
            cells.cells[4].iter().all(|p| *p < 0.5),
            "nothing is known of the hidden one"
        );
    }

    #[test]
    fn a_character_beside_the_line_speaks_against_it() {
        let text = "AB123456";
        let fit = |count: usize| {
            read(&Frames::from_steps(frames(text, 2)), &places(count), PITCH)
                .expect("readable")
                .fit
        };
        assert!(fit(8) > fit(7) + 0.02, "{} {}", fit(8), fit(7));
    }

    proptest! {
        #[test]
        fn cells_are_probabilities_whatever_the_steps_are(
            seeds in prop::collection::vec(0usize..CLASSES, STEPS),
            count in 1usize..44,
        ) {
            let steps = seeds.into_iter().map(sure).collect();
            if let Some(found) = read(&Frames::from_steps(steps), &places(count), PITCH) {
                prop_assert_eq!(found.cells.len(), count);
                prop_assert!(found.fit <= 1e-6);
                for cell in found.cells {
                    prop_assert!((cell.iter().sum::<f32>() - 1.0).abs() < 1e-3);
                }
            }
        }
    }
}
