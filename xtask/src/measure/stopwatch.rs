use rustix::time::{ClockId, Timespec, clock_gettime};

/// Processor time of the thread that started it: what a piece of work costs one core, whatever else the machine does.
/// On a core of its own it is the time that passes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(f64);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(now())
    }

    /// Since the start, on the same thread.
    pub(crate) fn milliseconds(self) -> f64 {
        now() - self.0
    }
}

fn now() -> f64 {
    let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::ThreadCPUTime);
    tv_sec as f64 * 1e3 + tv_nsec as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_costs_nothing() {
        let watch = Stopwatch::start();
        std::thread::sleep(std::time::Duration::from_millis(60));
        let waited = watch.milliseconds();
        let mut sum = 0_u64;
        while watch.milliseconds() < waited + 5.0 {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(waited < 50.0, "{waited}");
    }
}
