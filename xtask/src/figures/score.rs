use anyhow::Result;
use std::io::Write;
use std::time::Duration;

/// What was read of one picture.
pub(super) struct Reading {
    /// The lines, and whether their check digits are all right; `None` when no zone was found.
    pub(super) zone: Option<(Vec<String>, bool)>,
    /// How long it took.
    pub(super) elapsed: Duration,
}

/// Counts over a set of pictures.
#[derive(Default)]
pub(super) struct Score {
    with_zone: usize,
    exact: usize,
    valid_but_wrong: usize,
    not_found: usize,
    without_zone: usize,
    invented: usize,
    characters: usize,
    wrong_characters: usize,
    times: Vec<Duration>,
    failures: Vec<(String, &'static str)>,
}

impl Score {
    pub(super) const HEADER: &'static str = "set                               zones  exact           valid but wrong  not found  invented   CER      median    p95";

    /// Counts one picture; an empty truth is a picture without a zone.
    pub(super) fn count(&mut self, name: &str, truth: &[String], reading: &Reading) {
        self.times.push(reading.elapsed);
        if truth.is_empty() {
            self.without_zone += 1;
            if reading.zone.is_some() {
                self.invented += 1;
                self.failures.push((name.to_owned(), "invented"));
            }
            return;
        }
        self.with_zone += 1;
        let length: usize = truth.iter().map(|line| line.chars().count()).sum();
        self.characters += length;
        let failure = match &reading.zone {
            None => {
                self.not_found += 1;
                self.wrong_characters += length;
                Some("not found")
            }
            Some((lines, _)) if lines == truth => {
                self.exact += 1;
                None
            }
            Some((lines, valid)) => {
                self.wrong_characters += distance(&truth.concat(), &lines.concat()).min(length);
                if *valid {
                    self.valid_but_wrong += 1;
                    Some("valid but wrong")
                } else {
                    Some("wrong, and its check digits say so")
                }
            }
        };
        self.failures
            .extend(failure.map(|failure| (name.to_owned(), failure)));
    }

    pub(super) fn print(&self, out: &mut impl Write, set: &str) -> Result<()> {
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        writeln!(
            out,
            "{set:<34}{:>5}  {:>4} ({:>5.1} %)  {:>15}  {:>9}  {:>3} of {:<3} {:>6.3} % {:>6} ms {:>6} ms",
            self.with_zone,
            self.exact,
            percent(self.exact, self.with_zone),
            self.valid_but_wrong,
            self.not_found,
            self.invented,
            self.without_zone,
            percent(self.wrong_characters, self.characters),
            self.quantile(0.5).as_millis(),
            self.quantile(0.95).as_millis(),
        )?;
        Ok(())
    }

    pub(super) fn print_failures(&self, out: &mut impl Write) -> Result<()> {
        for (name, failure) in &self.failures {
            writeln!(out, "  {failure}: {name}")?;
        }
        Ok(())
    }

    fn quantile(&self, share: f64) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        let index = (times.len().saturating_sub(1) as f64 * share).round() as usize;
        times.get(index).copied().unwrap_or_default()
    }
}

/// Edits between two texts (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_counts_changed_missing_and_added_characters() {
        assert_eq!(distance("ABC", "ABC"), 0);
        assert_eq!(distance("ABC", "AXC"), 1);
        assert_eq!(distance("ABC", "AC"), 1);
        assert_eq!(distance("", "AC"), 2);
    }

    #[test]
    fn a_wrong_zone_with_right_check_digits_is_counted_as_the_worst() {
        let mut score = Score::default();
        let reading = Reading {
            zone: Some((vec!["AB".into()], true)),
            elapsed: Duration::ZERO,
        };
        score.count("one", &["AC".into()], &reading);
        assert_eq!(
            (score.exact, score.valid_but_wrong, score.wrong_characters),
            (0, 1, 1)
        );
    }
}
