//! Pages that hold what the code holds: written here, and held against the code by a test.

mod verdicts;

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the tables of rules into `docs/verdicts.md`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Change nothing; fail where a page differs from the code.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let page = page();
    let written = std::fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let should_be = filled(&written)?;
    if written == should_be {
        writeln!(out, "{} says what the code says", page.display())?;
    } else if arguments.check {
        bail!(
            "{} differs from the tables of rules; `cargo xtask docs` writes it",
            page.display()
        );
    } else {
        std::fs::write(&page, should_be).with_context(|| page.display().to_string())?;
        writeln!(out, "{} is written", page.display())?;
    }
    Ok(())
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verdicts.md")
}

/// The page with every generated section anew.
fn filled(page: &str) -> Result<String> {
    let mut page = page.to_owned();
    for (name, text) in verdicts::sections() {
        let begin = format!("<!-- {name}: written by `cargo xtask docs` -->\n");
        let end = format!("<!-- end of {name} -->");
        let from = page.find(&begin).map(|at| at + begin.len());
        let to = page.find(&end);
        let (Some(from), Some(to)) = (from, to) else {
            bail!(
                "docs/verdicts.md lacks the lines `{}` and `{end}`",
                begin.trim()
            );
        };
        if to < from {
            bail!("in docs/verdicts.md, `{end}` comes before its beginning");
        }
        page.replace_range(from..to, &text);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_verdicts_holds_the_tables_of_rules_word_for_word() {
        let written = std::fs::read_to_string(page()).unwrap();
        assert!(
            filled(&written).unwrap() == written,
            "docs/verdicts.md differs from the tables of rules; `cargo xtask docs` writes it"
        );
    }
}
