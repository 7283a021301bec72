//! The truth of real specimens, read as it is printed. Skipped where the pictures' truth is not at hand.

use bonafide_documents::mrz::repair::{Outcome, repair};
use bonafide_documents::mrz::{CheckDigitState, Departure, Mrz, MrzFormat, parse};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// File name to MRZ lines.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn truth() -> Option<BTreeMap<String, Vec<String>>> {
    let folder = std::env::var_os("BONAFIDE_SPECIMENS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(folder.join("documents/truth.json")) else {
        println!("skipped: no specimens in {}", folder.display());
        return None;
    };
    let all: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text).expect("file name to lines");
    Some(
        all.into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .collect(),
    )
}

fn parsed(lines: &[String]) -> Mrz {
    parse(lines).expect("a specimen has a format's shape")
}

#[test]
fn every_specimen_but_those_printed_with_wrong_digits_has_valid_check_digits() {
    let Some(truth) = truth() else { return };
    let wrong: Vec<_> = truth
        .iter()
        .filter(|(_, lines)| !parsed(lines).check_digits_valid())
        .map(|(file, _)| file.as_str())
        .collect();
    let printed_wrong = [
        "arg0s_id_cards_Malta_BAD.png",
        "arg0s_other_USA_Border_Crosser.png",
        "arg0s_passports_ICAO_Example2.png",
        "arg0s_resident_cards_USA.png",
        "arg0s_resident_cards_USA_Permanent.png",
        "imagejs_id_fail.png",
    ];
    assert_eq!(wrong, printed_wrong);
}

#[test]
fn repair_leaves_every_specimen_as_it_is_printed() {
    let Some(truth) = truth() else { return };
    for (file, lines) in &truth {
        let format = MrzFormat::from_lines(lines).expect("a format's shape");
        let repaired = repair(format, lines).expect("repairable");
        assert_eq!(&repaired.lines, lines, "{file}");
        assert_eq!(repaired.repairs, [], "{file}");
        assert_eq!(
            repaired.outcome == Outcome::Consistent,
            parsed(lines).check_digits_valid(),
            "{file}"
        );
    }
}

#[test]
fn an_old_french_identity_card_is_read_by_its_own_rule() {
    let Some(truth) = truth() else { return };
    let Some(lines) = truth.get("imagejs_id1.jpg") else {
        return;
    };
    let mrz = parsed(lines);
    assert_eq!(mrz.departure, Some(Departure::FrenchIdentityCard));
    assert_eq!(
        (mrz.nationality.as_str(), mrz.date_of_expiry),
        ("FRA", None)
    );
    assert_eq!(mrz.check_digits.len(), 3);
    assert!(
        mrz.check_digits
            .iter()
            .all(|check| check.state == CheckDigitState::Valid)
    );
}
