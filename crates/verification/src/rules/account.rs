//! Rules that a server or an account sets for itself, within the bounds of the tables.

use super::{Consequence, Grain, Row, Rules, SIGNALS, Switch, TABLE, THRESHOLDS};
use crate::check::Check;
use bonafide_domain::{
    AccountRules, AdjustedRule, RuleSetter, RuleValue, RulesUsed, SimilarityLevel,
};
use std::fmt;

/// A rule that is not as shipped cannot be this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRefused {
    /// The rule, as it was named.
    pub rule: String,
    /// One sentence for the operator: what is wrong, and what it can be.
    pub problem: String,
}

impl fmt::Display for RuleRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.problem)
    }
}

impl std::error::Error for RuleRefused {}

/// A rule that can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub rule: String,
    /// As shipped.
    pub shipped: RuleValue,
    /// What it can be.
    pub choices: Choices,
}

/// What a rule can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Choices {
    /// A number.
    Range {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
        /// Which numbers.
        grain: Grain,
    },
    /// One of these words.
    Words(Vec<&'static str>),
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range { least, most, .. } if least >= most => f.write_str("fixed"),
            Self::Range { least, most, grain } => {
                let whole = if *grain == Grain::Whole {
                    ", whole"
                } else {
                    ""
                };
                write!(f, "{least} to {most}{whole}")
            }
            Self::Words(words) => f.write_str(&words.join(", ")),
        }
    }
}

const LEVELS: [(&str, SimilarityLevel); 2] = [
    ("high", SimilarityLevel::High),
    ("medium", SimilarityLevel::Medium),
];

impl Rules {
    /// The row of a check.
    #[must_use]
    pub fn row(&self, check: Check) -> Option<&Row> {
        self.table.iter().find(|row| row.check == check)
    }

    pub(crate) fn is_off(&self, check: Check) -> bool {
        self.row(check).is_some_and(|row| row.switch == Switch::Off)
    }

    /// For the evidence.
    pub(crate) fn used(&self) -> RulesUsed {
        RulesUsed {
            version: Self::version(),
            adjusted: self.adjusted.clone(),
        }
    }

    /// Sets rules within their bounds, over what was set before. What is set to its shipped value counts as not adjusted.
    ///
    /// # Errors
    /// [`RuleRefused`] names the first rule that is not known or cannot be this; the rules are then not to be used.
    pub fn adjust(&mut self, by: RuleSetter, rules: &AccountRules) -> Result<(), RuleRefused> {
        for (rule, value) in rules.iter() {
            let shipped = self.set(rule, value).map_err(|problem| RuleRefused {
                rule: rule.to_owned(),
                problem,
            })?;
            self.adjusted.retain(|adjusted| adjusted.rule != rule);
            if shipped != *value {
                self.adjusted.push(AdjustedRule {
                    rule: rule.to_owned(),
                    value: value.clone(),
                    shipped,
                    by,
                });
            }
        }
        Ok(())
    }

    /// Every rule that can be set, in the order of the tables.
    #[must_use]
    pub fn choices() -> Vec<Choice> {
        let mut choices = Vec::new();
        let mut add = |rule: String, shipped, of| {
            choices.push(Choice {
                rule,
                shipped,
                choices: of,
            });
        };
        let word = |word: &str| RuleValue::Word(word.to_owned());
        for row in TABLE {
            let key = row.check.key();
            if row.switch == Switch::CanBeOff {
                add(
                    key.to_owned(),
                    word("on"),
                    Choices::Words(vec!["on", "off"]),
                );
            }
            add(
                format!("{key}.failed"),
                word(row.failed.word()),
                Choices::Words(words_from(row.mildest)),
            );
            add(
                format!("{key}.not_made"),
                word(row.not_made.word()),
                Choices::Words(words_from(row.not_made)),
            );
        }
        for threshold in THRESHOLDS {
            add(
                threshold.key.to_owned(),
                RuleValue::Number(threshold.shipped),
                Choices::Range {
                    least: threshold.least,
                    most: threshold.most,
                    grain: threshold.grain,
                },
            );
        }
        for signal in SIGNALS {
            add(
                signal.key(),
                RuleValue::Number(signal.shipped),
                Choices::Range {
                    least: signal.least,
                    most: signal.most,
                    grain: Grain::Any,
                },
            );
        }
        add(
            "similarity_level".to_owned(),
            word(LEVELS[0].0),
            Choices::Words(LEVELS.map(|(word, _)| word).to_vec()),
        );
        choices
    }

    /// Sets one rule and gives what it is as shipped.
    fn set(&mut self, rule: &str, value: &RuleValue) -> Result<RuleValue, String> {
        let choices = Self::choices();
        let Some(choice) = choices.into_iter().find(|choice| choice.rule == rule) else {
            return Err(unknown(rule));
        };
        match (&choice.choices, value) {
            (Choices::Range { least, most, grain }, RuleValue::Number(number)) => {
                if least >= most {
                    return Err(format!("is fixed at {least} and cannot be set"));
                }
                let whole = *grain == Grain::Any || number.fract() == 0.0;
                if !whole || !(*least..=*most).contains(number) {
                    return Err(format!("must be {}, and {number} is not", choice.choices));
                }
                self.set_number(rule, *number);
            }
            (Choices::Range { .. }, RuleValue::Word(word)) => {
                return Err(format!(
                    "must be a number, {}, and '{word}' is none",
                    choice.choices
                ));
            }
            (Choices::Words(words), value) => {
                let given = value.to_string();
                let Some(word) = words.iter().find(|word| **word == given) else {
                    return Err(refused_word(rule, &given, words));
                };
                self.set_word(rule, word);
            }
        }
        Ok(choice.shipped)
    }

    fn set_number(&mut self, rule: &str, number: f64) {
        if let Some(threshold) = THRESHOLDS.iter().find(|threshold| threshold.key == rule) {
            (threshold.set)(self, number);
        } else if let Some(signal) = SIGNALS.iter().find(|signal| signal.key() == rule) {
            self.set_tamper_threshold(signal.kind, number);
        }
    }

    fn set_word(&mut self, rule: &str, word: &str) {
        if rule == "similarity_level" {
            if let Some((_, level)) = LEVELS.iter().find(|(name, _)| *name == word) {
                self.similarity_level = *level;
            }
            return;
        }
        let (check, part) = rule.split_once('.').unwrap_or((rule, ""));
        let Some(row) = self.table.iter_mut().find(|row| row.check.key() == check) else {
            return;
        };
        let consequence = Consequence::ALL.into_iter().find(|one| one.word() == word);
        match (part, consequence) {
            ("failed", Some(consequence)) => row.failed = consequence,
            ("not_made", Some(consequence)) => row.not_made = consequence,
            ("", _) if word == "off" => row.switch = Switch::Off,
            ("", _) => row.switch = Switch::CanBeOff,
            _ => {}
        }
    }
}

fn words_from(mildest: Consequence) -> Vec<&'static str> {
    Consequence::ALL
        .into_iter()
        .filter(|choice| *choice >= mildest)
        .map(Consequence::word)
        .collect()
}

fn unknown(rule: &str) -> String {
    let known = Rules::choices();
    let near = known
        .iter()
        .map(|choice| (strsim::normalized_levenshtein(&choice.rule, rule), choice))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match near {
        Some((alike, choice)) if alike >= 0.6 => format!(
            "there is no such rule; '{}' is close, and can be {}",
            choice.rule, choice.choices
        ),
        _ => {
            let names: Vec<&str> = known.iter().map(|choice| choice.rule.as_str()).collect();
            format!("there is no such rule; known are: {}", names.join(", "))
        }
    }
}

fn refused_word(rule: &str, given: &str, words: &[&str]) -> String {
    let can_be = words.join(", ");
    if let (Some(check), "none") = (rule.strip_suffix(".not_made"), given) {
        let off = TABLE
            .iter()
            .any(|row| row.check.key() == check && row.switch == Switch::CanBeOff);
        let instead = if off {
            format!("; to do without the check knowingly, set {check} = \"off\"")
        } else {
            String::new()
        };
        return format!(
            "'none' would accept documents on a check that could not be made; it can be {can_be}{instead}"
        );
    }
    format!("must be one of {can_be}, and '{given}' is not")
}
