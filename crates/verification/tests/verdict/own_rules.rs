//! What an account makes of the rules.

use super::*;

fn own_rules(pairs: &[(&str, &str)]) -> AccountRules {
    let mut rules = AccountRules::default();
    for (rule, value) in pairs {
        rules.set(*rule, RuleValue::parsed(value));
    }
    rules
}

fn refusal(rule: &str, value: &str) -> String {
    Rules::shipped(date(2026, 11, 21))
        .adjust(RuleSetter::Account, &own_rules(&[(rule, value)]))
        .expect_err("the rule is refused")
        .to_string()
}

#[test]
fn an_account_can_reject_what_is_expired_and_the_evidence_says_that_it_did() {
    let mut case = case(passport());
    case.rules.today = date(2032, 4, 16);
    let own = own_rules(&[("nonExpired.failed", "rejected"), ("minimum_age", "18")]);
    case.rules.adjust(RuleSetter::Account, &own).unwrap();
    let outcome = judge(&case);
    assert!(matches!(outcome, Outcome::Rejected(_)));
    let used = &pictureid(&outcome).evidence.rules;
    assert_eq!(used.version, Rules::version());
    let adjusted: Vec<&str> = used.adjusted.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(adjusted, ["nonExpired.failed"], "18 is the shipped age");
}

#[test]
fn a_check_that_is_switched_off_is_absent_and_the_evidence_says_why() {
    let mut facts = passport();
    facts.colour.chroma_p90 = 0.02;
    let mut case = case(facts);
    let own = own_rules(&[("notBlackAndWhite", "off")]);
    case.rules.adjust(RuleSetter::Account, &own).unwrap();
    let outcome = judge(&case);
    accepted(&outcome);
    let report = pictureid(&outcome);
    assert!(
        !report
            .document
            .security_checks
            .contains_key("notBlackAndWhite")
    );
    let evidence = &report.evidence;
    let why = evidence
        .checks
        .iter()
        .find(|one| one.check == "notBlackAndWhite");
    assert!(why.unwrap().reason.contains("switch this check off"));
    assert_eq!(evidence.rules.adjusted[0].rule, "notBlackAndWhite");
}

#[test]
fn nothing_can_be_accepted_on_a_check_that_could_not_be_made() {
    for row in TABLE.iter().filter(|row| row.not_made != Consequence::None) {
        let rule = format!("{}.not_made", row.check.key());
        let refused = refusal(&rule, "none");
        assert!(refused.contains("could not be made"), "{refused}");
    }
}

#[test]
fn data_that_contradict_each_other_are_never_accepted_whatever_an_account_sets() {
    assert_eq!(
        refusal("dataIntegrity.failed", "none"),
        "dataIntegrity.failed: must be one of inconclusive, rejected, and 'none' is not"
    );
    assert!(refusal("dataIntegrity", "off").contains("there is no such rule"));
}

#[test]
fn a_rule_out_of_its_bounds_is_refused_with_its_name_and_the_bounds() {
    assert_eq!(
        refusal("minimum_age", "200"),
        "minimum_age: must be 0 to 120, whole, and 200 is not"
    );
    assert_eq!(
        refusal("minimum_age", "17.5"),
        "minimum_age: must be 0 to 120, whole, and 17.5 is not"
    );
    assert_eq!(
        refusal("minimum_age", "adult"),
        "minimum_age: must be a number, 0 to 120, whole, and 'adult' is none"
    );
    assert!(refusal("minimum_age", "NaN").contains("NaN is not"));
    assert!(refusal("minimumage", "18").contains("'minimum_age' is close"));
}

#[test]
fn every_rule_can_be_set_to_what_it_is_as_shipped_and_then_nothing_is_adjusted() {
    let mut rules = Rules::shipped(date(2026, 11, 21));
    let shipped = rules.clone();
    for choice in Rules::choices() {
        let mut own = AccountRules::default();
        own.set(choice.rule.as_str(), choice.shipped.clone());
        let fixed = choice.choices.to_string() == "fixed";
        assert_eq!(
            rules.adjust(RuleSetter::Server, &own).is_err(),
            fixed,
            "{}",
            choice.rule
        );
    }
    assert_eq!(rules, shipped);
}
