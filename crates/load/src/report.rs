//! The tables.

use crate::disk::Disk;
use crate::operations::{Done, Operation};
use anyhow::{Context as _, Result};
use hdrhistogram::Histogram;
use std::fmt::Write as _;
use std::path::Path;

/// One measurement.
pub(crate) struct Measured {
    pub(crate) operation: Operation,
    pub(crate) connections: usize,
    pub(crate) done: Done,
}

/// All of them.
pub(crate) struct Report {
    disk: Disk,
    postgres: bool,
    measured: Vec<Measured>,
}

impl Report {
    pub(crate) const fn new(disk: Disk, postgres: bool) -> Self {
        Self {
            disk,
            postgres,
            measured: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, measured: Measured) {
        self.measured.push(measured);
    }

    /// Rates are medians of the rounds, latencies are of all rounds together.
    pub(crate) fn text(&self) -> String {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or("?").to_owned();
        let database = if self.postgres {
            "PostgreSQL"
        } else {
            "SQLite"
        };
        let mut text = format!(
            "Database: {database}. {cores} cores, shared by server and load generator; load of the machine at the end: {load}.\n\n\
             The disk itself takes {:.0} MB/s of 1 MB files, each synced with its folder, one after the other, {:.0} MB/s \
             sixteen at once, and {:.0} synced appends a second.\n\n\
             | operation | connections | requests/s | of health | p50 ms | p90 ms | p99 ms | longest ms | server µs/request |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
            self.disk.alone, self.disk.together, self.disk.commits,
        );
        let mut counts: Vec<usize> = self.measured.iter().map(|one| one.connections).collect();
        counts.sort_unstable();
        counts.dedup();
        for operation in Operation::ALL {
            for &connections in &counts {
                self.row(&mut text, operation, connections);
            }
        }
        text
    }

    fn row(&self, text: &mut String, operation: Operation, connections: usize) {
        let of = |operation| {
            self.measured
                .iter()
                .filter(move |one| one.operation == operation && one.connections == connections)
                .map(|one| &one.done)
        };
        let rate = |done: &Done| done.requests as f64 / done.elapsed.as_secs_f64();
        let Some(rates) = median(of(operation).map(rate)) else {
            return;
        };
        // Round by round, so that what else the machine did is in both.
        let ratio = median(
            of(operation)
                .zip(of(Operation::Health))
                .map(|(one, health)| rate(one) / rate(health)),
        );
        let cost =
            median(of(operation).map(|done| done.processor * 1e6 / done.requests.max(1) as f64));
        let mut latencies = Histogram::<u64>::new(3).expect("three digits");
        for done in of(operation) {
            let _ = latencies.add(&done.latencies);
        }
        let at = |quantile| latencies.value_at_quantile(quantile) as f64 / 1000.0;
        let rates = if operation == Operation::SetImages {
            format!("{rates:.0} = {rates:.0} MB/s")
        } else {
            format!("{rates:.0}")
        };
        let _ = writeln!(
            text,
            "| {} | {connections} | {rates} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} |",
            operation.name(),
            ratio.map_or("–".to_owned(), |ratio| format!("{:.0} %", ratio * 100.0)),
            at(0.5),
            at(0.9),
            at(0.99),
            latencies.max() as f64 / 1000.0,
            cost.unwrap_or_default(),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Replaces what stands between the marks of a page.
pub(crate) fn put_into(page: &Path, text: &str) -> Result<()> {
    const BEGIN: &str = "<!-- measured: begin -->\n";
    const END: &str = "<!-- measured: end -->";
    let old = std::fs::read_to_string(page).with_context(|| page.display().to_string())?;
    let (before, rest) = old
        .split_once(BEGIN)
        .context("the page has no begin mark")?;
    let (_, after) = rest.split_once(END).context("the page has no end mark")?;
    std::fs::write(page, format!("{before}{BEGIN}{text}{END}{after}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{median, put_into};

    #[test]
    fn the_middle_is_taken() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median(std::iter::empty()), None);
    }

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("page.md");
        std::fs::write(
            &page,
            "a\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nb\n",
        )
        .expect("written");
        put_into(&page, "new\n").expect("put");
        let text = std::fs::read_to_string(&page).expect("read");
        assert_eq!(
            text,
            "a\n<!-- measured: begin -->\nnew\n<!-- measured: end -->\nb\n"
        );
    }
}
