use anyhow::Result;
use std::io::Write;
use std::time::Instant;

/// Numbered lines, each with how long it took.
pub(super) struct Steps {
    done: usize,
    total: usize,
}

impl Steps {
    pub(super) const fn new(total: usize) -> Self {
        Self { done: 0, total }
    }

    /// Says what begins, does it, and says how it went.
    pub(super) async fn run<T>(
        &mut self,
        out: &mut impl Write,
        what: &str,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        self.done += 1;
        write!(out, "[{}/{}] {what} … ", self.done, self.total)?;
        out.flush()?;
        let begun = Instant::now();
        let outcome = work.await;
        match &outcome {
            Ok(_) => writeln!(out, "{} ms", begun.elapsed().as_millis())?,
            Err(_) => writeln!(out, "failed")?,
        }
        outcome
    }
}
