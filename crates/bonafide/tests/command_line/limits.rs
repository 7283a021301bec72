//! `docs/limits.md` held against the defaults.

use crate::run::run;
use std::collections::BTreeSet;

#[test]
fn the_table_of_limits_has_every_setting_of_limits_with_its_default() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md");
    let text = std::fs::read_to_string(file).unwrap();
    let defaults: toml::Table = run(&["config", "--defaults"]).out.parse().unwrap();
    let mut told = BTreeSet::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let Some(setting) = cells[3].strip_prefix('`').and_then(|s| s.strip_suffix('`')) else {
            continue;
        };
        let (section, name) = setting.split_once('.').unwrap();
        let default = defaults[section][name].to_string();
        let number = cells[2].split(' ').next().unwrap();
        assert_eq!(number, default, "{setting}");
        told.insert(setting.to_owned());
    }
    for name in defaults["limits"].as_table().unwrap().keys() {
        let setting = format!("limits.{name}");
        assert!(told.contains(&setting), "docs/limits.md lacks {setting}");
    }
}
