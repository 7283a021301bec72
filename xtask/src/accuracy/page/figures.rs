use crate::measure::{Cell, Rate, Table};
use std::fmt::Write as _;

/// A table with its caption.
pub(in crate::accuracy) fn table(page: &mut String, table: &Table) {
    let _ = writeln!(page, "**{}**\n", table.caption);
    let _ = writeln!(page, "| {} |", table.columns.join(" | "));
    let _ = writeln!(page, "|{}", " --- |".repeat(table.columns.len()));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    page.push('\n');
}

/// One figure.
pub(super) fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.replace('|', "\\|"),
        Cell::Count(count) => count.to_string(),
        Cell::Rate(rate) => rate_told(*rate),
        Cell::Share(share) => format!("{:.3} %", 100.0 * share),
        Cell::Milliseconds(time) if *time < 10.0 => format!("{time:.1} ms"),
        Cell::Milliseconds(time) => format!("{time:.0} ms"),
        Cell::Megabytes(size) => format!("{size:.0} MB"),
        Cell::Number(number) if number.abs() >= 10.0 => format!("{number:.1}"),
        Cell::Number(number) => format!("{number:.3}"),
        Cell::Unknown => "not measured".into(),
    }
}

/// A rate with its count and its exact interval, in as many digits as the count bears.
pub(super) fn rate_told(rate: Rate) -> String {
    let Some(share) = rate.share() else {
        return "none tried".into();
    };
    let digits = if rate.of >= 1000 { 2 } else { 1 };
    let interval = rate.interval();
    format!(
        "{} of {} ({:.digits$} %; {:.digits$}–{:.digits$})",
        rate.hits,
        rate.of,
        100.0 * share,
        100.0 * interval.lower,
        100.0 * interval.upper
    )
}
