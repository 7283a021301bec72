use bonafide_verification::{
    Consequence, Grain, Rules, SIGNALS, Switch, TABLE, THRESHOLDS, Threshold,
};
use std::fmt::Write as _;

/// The generated sections of `docs/verdicts.md`, by the name in their markers.
pub(super) fn sections() -> [(&'static str, String); 4] {
    [
        ("version", version()),
        ("checks", checks()),
        ("thresholds", thresholds()),
        ("traces", traces()),
    ]
}

fn version() -> String {
    format!("The version of these rules is `{}`.\n", Rules::version())
}

fn checks() -> String {
    let mut table = String::from(
        "| check | what it asks | failed | could not be made | an account can choose |\n| --- | --- | --- | --- | --- |\n",
    );
    for row in TABLE {
        let mut not_made = word(row.not_made).to_owned();
        if !row.exception.is_empty() {
            not_made = format!("{}, {not_made} otherwise", row.exception);
        }
        let choices: Vec<&str> = Consequence::ALL
            .into_iter()
            .filter(|choice| *choice >= row.mildest)
            .map(word)
            .collect();
        let off = match row.switch {
            Switch::CanBeOff => "; can be switched off",
            Switch::Always | Switch::Off => "; cannot be switched off",
        };
        let _ = writeln!(
            table,
            "| `{}` | {} | {} | {not_made} | failed: {}{off} |",
            row.check.key(),
            row.asks,
            word(row.failed),
            choices.join(", "),
        );
    }
    table
}

const fn word(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::None => "–",
        other => other.word(),
    }
}

fn thresholds() -> String {
    let mut table = String::from(
        "| threshold | check | as shipped | an account can choose | what it means | where it comes from |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for threshold in THRESHOLDS {
        let _ = writeln!(
            table,
            "| `{}` | `{}` | {} | {} | {} | {} |",
            threshold.key,
            threshold.check.key(),
            threshold.shipped,
            choice(threshold),
            threshold.means,
            threshold.origin,
        );
    }
    table
}

fn choice(threshold: &Threshold) -> String {
    let grain = match threshold.grain {
        Grain::Whole => ", whole",
        Grain::Any => "",
    };
    range(threshold.least, threshold.most, grain)
}

fn range(least: f64, most: f64, grain: &str) -> String {
    if least >= most {
        "fixed".to_owned()
    } else {
        format!("{least} to {most}{grain}")
    }
}

fn traces() -> String {
    let mut table = String::from(
        "| trace | counts from | an account can choose | what is said when it was seen | where the threshold comes from |\n| --- | --- | --- | --- | --- |\n",
    );
    for signal in SIGNALS {
        let _ = writeln!(
            table,
            "| {} (`{}`) | {} | {} | {} | {} |",
            signal.sought,
            signal.key(),
            signal.shipped,
            range(signal.least, signal.most, ""),
            signal.seen,
            signal.origin,
        );
    }
    table
}
