//! The characters that the recogniser knows, and which of them we let it say.

/// What a class of the model's output stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing: between characters.
    Blank,
    /// A character of Latin script, a digit or a sign.
    Character(char),
}

/// Classes that may be said, with their place in the model's output.
#[derive(Debug, Clone)]
pub(super) struct Alphabet {
    classes: Vec<(usize, Class)>,
    /// Classes that the model has in all.
    pub(super) size: usize,
}

impl Alphabet {
    /// From the model's own list: one character a line, the blank before them, a space after them. `None`
    /// for a list without the letters and digits.
    ///
    /// The model knows thousands of characters of Chinese. On a blurred Latin line they are only ways to be
    /// wrong, so they cannot be chosen; the probabilities stay those among all, so that a line of another
    /// script shows by its low confidence.
    pub(super) fn of(list: &str) -> Option<Self> {
        let lines: Vec<&str> = list.trim_end_matches('\n').split('\n').collect();
        let mut classes = vec![(0, Class::Blank)];
        for (index, line) in lines.iter().enumerate() {
            let mut characters = line.trim_end_matches('\r').chars();
            if let (Some(character), None) = (characters.next(), characters.next())
                && is_latin(character)
            {
                classes.push((index + 1, Class::Character(character)));
            }
        }
        classes.push((lines.len() + 1, Class::Character(' ')));
        let has = |wanted: char| {
            classes
                .iter()
                .any(|(_, class)| *class == Class::Character(wanted))
        };
        let complete = ('A'..='Z').chain('a'..='z').chain('0'..='9').all(has);
        complete.then_some(Self {
            classes,
            size: lines.len() + 2,
        })
    }

    /// The best class of one step of the output, and its probability.
    pub(super) fn best(&self, step: &[f32]) -> (Class, f32) {
        self.classes
            .iter()
            .map(|&(index, class)| (class, step[index]))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((Class::Blank, 0.0))
    }
}

fn is_latin(character: char) -> bool {
    character.is_ascii_graphic()
        || ('\u{c0}'..'\u{250}').contains(&character)
        || "°·´".contains(character)
}

/// Characters with their confidence, from a model's output of `steps`, by the rule of connectionist temporal
/// classification (Graves et al., 2006): repetitions count once, blanks fall away.
pub(super) fn decode<'a>(
    alphabet: &Alphabet,
    steps: impl Iterator<Item = &'a [f32]>,
) -> Vec<(char, f32)> {
    let mut read: Vec<(char, f32)> = Vec::new();
    let mut last = Class::Blank;
    for step in steps {
        let (class, probability) = alphabet.best(step);
        if let Class::Character(character) = class {
            match read.last_mut() {
                Some(previous) if class == last => previous.1 = previous.1.max(probability),
                _ => read.push((character, probability)),
            }
        }
        last = class;
    }
    let blank = |c: &(char, f32)| c.0 == ' ';
    let start = read.iter().position(|c| !blank(c)).unwrap_or(read.len());
    let end = read
        .iter()
        .rposition(|c| !blank(c))
        .map_or(start, |last| last + 1);
    read[start..end].to_vec()
}
