//! Which line is which field.
//!
//! Three ways, the surest first. What the machine-readable zone says is a hypothesis of where to look: a line
//! that reads the same is that field. A label points at the value below it or to its right. And dates tell
//! themselves apart by their order. In every case the text that is given is the one that was read; nothing is
//! copied from the hypothesis.

use super::labels::{Label, label_of};
use super::layout::{Level, Run, area, levelled, runs};
use super::reader::ReadLine;
use super::shapes::{folded, folded_number, may_be, parts, sex, short_dates};
use bonafide_documents::mrz::{Mrz, MrzDate, Sex};
use bonafide_documents::names::{NameMatch, mrz_matches_visual};
use bonafide_facts::{Field, Size, VisualField};

/// How sure it is that a text with the hypothesis' value is that field.
const SAME_VALUE: f32 = 1.0;
/// The same for a text close to the hypothesis.
const NEAR_VALUE: f32 = 0.7;
/// The same for a value by its label.
const BY_LABEL: f32 = 0.97;
/// The same for a date by its order.
const BY_ORDER: f32 = 0.4;
/// How alike a text has to be to a hypothesis to be near it.
const ALIKE: f64 = 0.8;
/// A shorter value could stand in any line by chance.
const SHORTEST_INSIDE: usize = 4;
/// Mean confidence from which a line holds letters, and not strokes that look like some.
const LEGIBLE: f32 = 0.75;
/// How far a value may be from its label, in line heights.
const FURTHEST_BELOW: f32 = 1.9;
const FURTHEST_RIGHT: f32 = 9.0;

/// Tells the fields of a visual zone apart. `mrz` says what to look for; `size` is that of the raster on which
/// the lines were read. A field may come twice, the surer reading first, where what its label points at is not
/// what the hypothesis found.
#[must_use]
pub fn find_fields(lines: &[ReadLine], mrz: Option<&Mrz>, size: Size) -> Vec<VisualField> {
    let levels = levelled(lines);
    let runs = runs(&levels);
    let (labels, label_levels) = read_labels(lines, &levels, &runs);
    let page = Page {
        lines,
        labels,
        label_levels,
        runs,
        levels,
    };
    let mut found: Vec<Found> = mrz.map(|mrz| page.by_hypotheses(mrz)).unwrap_or_default();
    for labelled in page.by_labels().into_iter().flat_map(divided) {
        add_labelled(&mut found, labelled);
    }
    found.extend(page.by_order(&found));
    found.sort_by(|a, b| {
        a.field
            .cmp(&b.field)
            .then(b.confidence.total_cmp(&a.confidence))
    });
    found
        .into_iter()
        .map(|found| VisualField {
            field: found.field,
            area: area(lines, &found.lines, size),
            text: found.text,
            confidence: found.confidence,
        })
        .collect()
}

/// How a field was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It says what the hypothesis says.
    SameValue,
    /// By a text near the hypothesis, by a label or by order.
    OtherReason,
}

/// A field before it is a fact.
struct Found {
    field: Field,
    text: String,
    lines: Vec<usize>,
    confidence: f32,
    way: Way,
}

/// What a label points at is kept beside a hypothesis that is only near: one changed character makes a value near,
/// and the label is what says that it was this value that changed. Beside the hypothesis' own value in the same
/// place it would say the same once more, and the value of another field was given the wrong label.
fn add_labelled(found: &mut Vec<Found>, labelled: Found) {
    let said = found.iter().any(|other| {
        other.way == Way::SameValue
            && shares_a_line(other, &labelled)
            && (other.field == labelled.field || other.text == labelled.text)
    });
    if said {
        return;
    }
    let again = found.iter_mut().find(|other| {
        other.field == labelled.field
            && shares_a_line(other, &labelled)
            && other.text == labelled.text
    });
    match again {
        Some(near) => near.confidence = near.confidence.max(labelled.confidence),
        None => found.push(labelled),
    }
}

/// Cards that print both names in one line divide them by a comma, the surname first (ICAO 9303-3, 3.4).
fn divided(found: Found) -> Vec<Found> {
    match (found.field, found.text.split_once(',')) {
        (Field::Surname | Field::GivenNames, Some((surname, given))) => {
            [(Field::Surname, surname), (Field::GivenNames, given)]
                .map(|(field, text)| Found {
                    field,
                    text: without_marks(text),
                    lines: found.lines.clone(),
                    ..found
                })
                .into_iter()
                .filter(|found| !found.text.is_empty())
                .collect()
        }
        _ => vec![found],
    }
}

/// Without the signs around a text: asterisks, dots of a pattern that were read as signs.
fn without_marks(text: &str) -> String {
    text.trim_matches(|character: char| !character.is_alphanumeric())
        .to_owned()
}

fn shares_a_line(a: &Found, b: &Found) -> bool {
    a.lines.iter().any(|line| b.lines.contains(line))
}

/// The label that each line is, and where it stands. A detector often cuts a label of small letters in two: pieces side by
/// side that make a label together are one, at the place of the first.
fn read_labels(
    lines: &[ReadLine],
    levels: &[Level],
    runs: &[Run],
) -> (Vec<Option<Label>>, Vec<Level>) {
    let mut labels: Vec<Option<Label>> = lines.iter().map(|line| label_of(&line.text)).collect();
    let mut places = levels.to_vec();
    for run in runs.iter().filter(|run| (2..=3).contains(&run.lines.len())) {
        let small = |line: &usize| lines[*line].text.chars().any(char::is_lowercase);
        let known = |line: &usize| labels[*line].as_ref().is_some_and(|l| l.field.is_some());
        if !run.lines.iter().all(small) || run.lines.iter().any(known) {
            continue;
        }
        let texts: Vec<&str> = run
            .lines
            .iter()
            .map(|&line| lines[line].text.as_str())
            .collect();
        let joined = [texts.concat(), texts.join(" ")]
            .iter()
            .find_map(|text| label_of(text).filter(|l| l.field.is_some() && l.rest.is_empty()));
        let (Some(label), Some((&first, others))) = (joined, run.lines.split_first()) else {
            continue;
        };
        for &line in others {
            labels[line] = Some(Label {
                field: None,
                ..label.clone()
            });
        }
        labels[first] = Some(label);
        places[first] = run.place;
    }
    (labels, places)
}

struct Page<'a> {
    lines: &'a [ReadLine],
    labels: Vec<Option<Label>>,
    /// Where labels stand: a label in pieces reaches over all of them.
    label_levels: Vec<Level>,
    levels: Vec<Level>,
    runs: Vec<Run>,
}

impl Page<'_> {
    fn text(&self, run: &Run) -> String {
        let texts: Vec<&str> = run
            .lines
            .iter()
            .map(|&line| self.lines[line].text.as_str())
            .collect();
        texts.join(" ")
    }

    fn found(&self, field: Field, text: &str, lines: &[usize], certainty: f32) -> Found {
        let confidences = lines.iter().map(|&line| self.lines[line].mean_confidence());
        let confidence = confidences.fold(1.0_f32, f32::min) * certainty;
        Found {
            field,
            text: without_marks(text),
            lines: lines.to_vec(),
            confidence,
            way: if certainty >= SAME_VALUE {
                Way::SameValue
            } else {
                Way::OtherReason
            },
        }
    }

    fn by_hypotheses(&self, mrz: &Mrz) -> Vec<Found> {
        let mut found = Vec::new();
        let (surname, given) = (&mrz.names.primary, &mrz.names.secondary);
        found.extend(self.name(Field::Surname, surname));
        found.extend(
            self.name(Field::GivenNames, given)
                .or_else(|| self.cut_name(given).filter(|_| mrz.names.truncated)),
        );
        found.extend(self.number(Field::DocumentNumber, &mrz.document_number));
        found.extend(self.number(Field::PersonalNumber, mrz.optional_data.trim_matches('<')));
        found.extend(
            mrz.date_of_birth
                .and_then(|date| self.date(Field::DateOfBirth, date)),
        );
        found.extend(
            mrz.date_of_expiry
                .and_then(|date| self.date(Field::DateOfExpiry, date)),
        );
        found.extend(mrz.sex.and_then(|sex| self.sex(sex)));
        found
    }

    /// The run for which `score` is highest, and the text that it gives with it; the shorter run of equals.
    fn best(&self, field: Field, score: impl Fn(&str) -> Option<(f32, String)>) -> Option<Found> {
        let mut best: Option<Found> = None;
        for run in &self.runs {
            // A label and a value behind it are looked at as one line and as the value alone.
            let whole = self.text(run);
            let rest = match run.lines[..] {
                [line] => self.labels[line]
                    .as_ref()
                    .map(|label| label.rest.as_str())
                    .filter(|rest| !rest.is_empty()),
                _ => None,
            };
            for text in rest.into_iter().chain([whole.as_str()]) {
                if let Some((certainty, text)) = score(text) {
                    let found = self.found(field, &text, &run.lines, certainty);
                    if best
                        .as_ref()
                        .is_none_or(|best| found.confidence > best.confidence + 1e-4)
                    {
                        best = Some(found);
                    }
                }
            }
        }
        best
    }

    fn name(&self, field: Field, name: &str) -> Option<Found> {
        let wanted = folded(name);
        if wanted.len() < 2 || name.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let agrees = |text: &str| {
            let text = &without_marks(text);
            !matches!(
                mrz_matches_visual(name, text),
                NameMatch::Different | NameMatch::Truncated
            ) || folded(text) == wanted
        };
        self.best(field, |text| {
            if agrees(text) {
                return Some((SAME_VALUE, text.to_owned()));
            }
            // Both names in one line, divided by a comma; or two alphabets, divided by a slash.
            if let Some(part) = text.split(',').chain(parts(text)).find(|part| agrees(part)) {
                return Some((SAME_VALUE, part.to_owned()));
            }
            let fold = folded(text);
            let near = wanted.len() >= SHORTEST_INSIDE
                && strsim::normalized_levenshtein(&fold, &wanted) >= ALIKE;
            near.then(|| (NEAR_VALUE, text.to_owned()))
        })
    }

    /// The given names that a zone without room for them all only begins (9303-3, 4.6.2).
    fn cut_name(&self, name: &str) -> Option<Found> {
        if folded(name).len() < SHORTEST_INSIDE {
            return None;
        }
        self.best(Field::GivenNames, |text| {
            let begins = mrz_matches_visual(name, &without_marks(text)) == NameMatch::Truncated;
            begins.then(|| (NEAR_VALUE, text.to_owned()))
        })
    }

    fn number(&self, field: Field, number: &str) -> Option<Found> {
        let wanted = folded_number(number);
        if wanted.len() < SHORTEST_INSIDE || !wanted.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.best(field, |text| {
            let fold = folded_number(text);
            if fold == wanted {
                return Some((SAME_VALUE, text.to_owned()));
            }
            // Words of the line, by themselves or in a row.
            let words: Vec<&str> = text.split_whitespace().collect();
            for from in 0..words.len() {
                for to in from + 1..=words.len() {
                    let part = words[from..to].join(" ");
                    if folded_number(&part) == wanted {
                        return Some((SAME_VALUE, part));
                    }
                }
            }
            if wanted.len() > 5 && fold.contains(&wanted) {
                return Some((SAME_VALUE * 0.95, text.to_owned()));
            }
            let near = wanted.len() > 5
                && may_be(field, text)
                && strsim::normalized_levenshtein(&fold, &wanted) >= ALIKE;
            near.then(|| (NEAR_VALUE, text.to_owned()))
        })
    }

    fn date(&self, field: Field, date: MrzDate) -> Option<Found> {
        let (year, month, day) = (date.year?, date.month?, date.day?);
        self.best(field, |text| {
            // The model drops and adds spaces: day, month and year may stand in two words.
            let squeezed: String = text.split_whitespace().collect();
            if squeezed.bytes().all(|byte| byte.is_ascii_digit())
                && short_dates(&squeezed).contains(&(year, month, day))
            {
                return Some((SAME_VALUE, squeezed));
            }
            short_dates(text).contains(&(year, month, day)).then(|| {
                // A line may hold several dates: the one that is meant is given alone.
                let alone = bonafide_documents::dates::find_printed_dates(text)
                    .into_iter()
                    .find(|found| {
                        short_dates(&text[found.range.clone()]).contains(&(year, month, day))
                    });
                let text = alone.map_or(text, |found| &text[found.range]);
                (SAME_VALUE, text.to_owned())
            })
        })
    }

    /// A single letter proves little: it counts where its label is near, or where no other line reads so.
    fn sex(&self, wanted: Sex) -> Option<Found> {
        let wanted = match wanted {
            Sex::Female => 'F',
            Sex::Male => 'M',
            Sex::Unspecified => 'X',
        };
        let labelled = self
            .by_labels()
            .into_iter()
            .find(|found| found.field == Field::Sex);
        if labelled.is_some() {
            return labelled.filter(|found| sex(&found.text) == Some(wanted));
        }
        let mut alike = (0..self.lines.len()).filter(|&line| sex(&self.lines[line].text).is_some());
        match (alike.next(), alike.next()) {
            (Some(line), None) if sex(&self.lines[line].text) == Some(wanted) => {
                Some(self.found(Field::Sex, &self.lines[line].text, &[line], NEAR_VALUE))
            }
            _ => None,
        }
    }

    /// Values at which labels point; each value for one label, the nearest pair first.
    fn by_labels(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let mut pairs: Vec<(f32, usize, &Run, Field, f32)> = Vec::new();
        for (index, label) in self.labels.iter().enumerate() {
            let Some(label) = label else { continue };
            let Some(field) = label.field else { continue };
            if may_be(field, &label.rest) {
                found.push(self.found(field, &label.rest, &[index], BY_LABEL * label.certainty));
                continue;
            }
            for run in &self.runs {
                // Only names are put together of neighbours: beside any other value stands another field.
                let one =
                    run.lines.len() == 1 || matches!(field, Field::Surname | Field::GivenNames);
                if run.lines.iter().any(|&line| self.labels[line].is_some())
                    || !one
                    || !may_be(field, &self.text(run))
                    || !self.is_legible(field, run)
                {
                    continue;
                }
                if let Some(distance) = self.distance(&self.label_levels[index], run) {
                    pairs.push((distance, index, run, field, label.certainty));
                }
            }
        }
        pairs.sort_by(|a, b| {
            a.0.total_cmp(&b.0)
                .then(b.2.lines.len().cmp(&a.2.lines.len()))
        });
        let mut used_lines: Vec<usize> = Vec::new();
        let mut used_labels: Vec<usize> = Vec::new();
        for (distance, label, run, field, certainty) in pairs {
            if used_labels.contains(&label)
                || run.lines.iter().any(|line| used_lines.contains(line))
            {
                continue;
            }
            used_labels.push(label);
            used_lines.extend(&run.lines);
            // The further, the less sure; right under or beside its label nothing is taken off.
            let nearness = 1.0 - 0.1 * (distance - 1.0).clamp(0.0, 3.0);
            found.push(self.found(
                field,
                &self.text(run),
                &run.lines,
                BY_LABEL * certainty * nearness,
            ));
        }
        found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let mut seen = Vec::new();
        found.retain(|field| {
            let first = !seen.contains(&field.field);
            seen.push(field.field);
            first
        });
        found
    }

    /// Whether a text without a shape of its own was read clearly enough to be a value: strokes of a signature or
    /// of a pattern are read as some letters, too.
    fn is_legible(&self, field: Field, run: &Run) -> bool {
        match field {
            Field::PlaceOfBirth | Field::Authority | Field::Address | Field::Nationality => run
                .lines
                .iter()
                .all(|&line| self.lines[line].mean_confidence() >= LEGIBLE),
            _ => true,
        }
    }

    /// How far a value is from its label, in line heights; `None` where it is no place for a value.
    fn distance(&self, label: &Level, run: &Run) -> Option<f32> {
        let value = &run.place;
        let height = label.height().max(value.height()).max(1.0);
        if value.on_row_of(label) && value.left >= label.right - 0.5 * height {
            let gap = ((value.left - label.right) / height).max(0.0);
            // Another label between the two has the better claim.
            let first = self
                .levels
                .iter()
                .zip(&self.labels)
                .all(|(other, other_label)| {
                    other_label.is_none()
                        || !other.on_row_of(label)
                        || other.left <= label.left
                        || other.left >= value.left
                });
            return (gap <= FURTHEST_RIGHT && first).then_some(0.6 + gap * 0.4);
        }
        let below = (value.top - label.bottom) / height;
        let starts_under = value.left > label.left - 2.5 * height && value.left < label.right;
        let aligned = (value.left - label.left).abs() / height;
        (starts_under && (-0.6..FURTHEST_BELOW).contains(&below))
            .then(|| below.max(0.0) + 0.08 * aligned.min(10.0))
    }

    /// Three different dates on one page are birth, issue and expiry, in this order; where two of them are
    /// known, the one between them is the date of issue. Fewer are taken for nothing.
    fn by_order(&self, known: &[Found]) -> Vec<Found> {
        let found = |field| known.iter().find(|found: &&Found| found.field == field);
        let dates = [Field::DateOfBirth, Field::DateOfIssue, Field::DateOfExpiry];
        // Only dates that can be read in one way, with all four digits of the year.
        let mut days: Vec<(i16, i8, i8, usize)> = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let readings = bonafide_documents::dates::printed_dates(&line.text);
            if let [day] = readings[..]
                && line.text.contains(&day.year().to_string())
            {
                days.push((day.year(), day.month(), day.day(), index));
            }
        }
        days.sort_unstable();
        days.dedup_by_key(|day| (day.0, day.1, day.2));
        let [birth, issue, expiry] = days[..] else {
            return Vec::new();
        };
        let field = |field, day: (i16, i8, i8, usize), certainty| {
            self.found(field, &self.lines[day.3].text, &[day.3], certainty)
        };
        let holds = |found: &Found, day: (i16, i8, i8, usize)| found.lines.contains(&day.3);
        match (
            found(Field::DateOfBirth),
            found(Field::DateOfIssue),
            found(Field::DateOfExpiry),
        ) {
            (Some(first), None, Some(last)) if holds(first, birth) && holds(last, expiry) => {
                vec![field(Field::DateOfIssue, issue, NEAR_VALUE)]
            }
            (None, None, None) => dates
                .into_iter()
                .zip([birth, issue, expiry])
                .map(|(name, day)| field(name, day, BY_ORDER))
                .collect(),
            _ => Vec::new(),
        }
    }
}
