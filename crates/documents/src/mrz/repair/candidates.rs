use crate::mrz::layout::Layout;

/// What a recogniser saw in each place besides what it read.
///
/// By line, then column: characters with their confidence, 0 to 1. A place without any is one where the recogniser
/// is sure. Hand in only characters worth believing: every one with a confidence above 0 counts as possible, and
/// the most confident that a column admits is the one its position chooses (the table of look-alikes helps where
/// none is admitted).
#[derive(Clone, Default)]
pub struct Candidates(Option<Vec<Vec<Choices>>>);

/// What may stand in one place, the most confident first.
type Choices = Vec<(char, f32)>;

impl Candidates {
    /// Nothing is known: the table of look-alikes stands for it.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Candidates by line, column and choice; missing lines and columns have none.
    #[must_use]
    pub fn new(lines: &[&[&[(char, f32)]]]) -> Self {
        Self(Some(
            lines
                .iter()
                .map(|line| line.iter().map(|cell| most_confident_first(cell)).collect())
                .collect(),
        ))
    }

    /// What was seen with at least this confidence.
    pub(super) fn above(seen: &[Vec<Vec<(char, f32)>>], least: f32) -> Self {
        let worth = |cell: &Vec<(char, f32)>| {
            let choices: Vec<_> = cell.iter().copied().filter(|(_, p)| *p >= least).collect();
            most_confident_first(&choices)
        };
        Self(Some(
            seen.iter()
                .map(|line| line.iter().map(worth).collect())
                .collect(),
        ))
    }

    /// What was seen in a cell; `None` when nothing is known.
    fn at(&self, (line, column): (usize, usize)) -> Option<&[(char, f32)]> {
        let lines = self.0.as_ref()?;
        Some(
            lines
                .get(line)
                .and_then(|line| line.get(column))
                .map_or(&[], Vec::as_slice),
        )
    }
}

impl std::fmt::Debug for Candidates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Candidates")
            .field("known", &self.0.is_some())
            .field("characters", &"[redacted]")
            .finish()
    }
}

fn most_confident_first(cell: &[(char, f32)]) -> Choices {
    let mut choices: Choices = cell
        .iter()
        .copied()
        .filter(|&(_, confidence)| confidence > 0.0)
        .collect();
    choices.sort_by(|a, b| b.1.total_cmp(&a.1));
    choices
}

/// What else may stand in a cell where this was read and that stands now: the best first.
pub(super) fn choices(
    layout: &Layout,
    cell: (usize, usize),
    read: char,
    now: char,
    candidates: &Candidates,
) -> Vec<char> {
    let Some(alphabet) = layout.alphabet_at(cell.0, cell.1) else {
        return Vec::new();
    };
    let table = || {
        [read]
            .into_iter()
            .chain(alphabet.look_alikes(read))
            .chain(alphabet.look_alikes(now))
    };
    let mut choices: Vec<char> = match candidates.at(cell) {
        None => table().collect(),
        Some(seen) => seen
            .iter()
            .map(|&(character, _)| character)
            .chain([read])
            .collect(),
    };
    choices.retain(|&c| c != now && alphabet.admits(c));
    if choices.is_empty() && !alphabet.admits(now) {
        choices = table().filter(|&c| alphabet.admits(c)).collect();
    }
    let mut unique = Vec::with_capacity(choices.len());
    for choice in choices {
        if !unique.contains(&choice) {
            unique.push(choice);
        }
    }
    unique
}
