//! Listens to the engine's stages, with the core's own clock.

use crate::measure::Stopwatch;
use bonafide_vision::stage::Stage;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// Processor time by stage, in milliseconds, over all pictures and threads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Probe(Arc<Mutex<BTreeMap<String, f64>>>);

impl Probe {
    pub(crate) fn totals(&self) -> BTreeMap<String, f64> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn add(&self, stage: String, milliseconds: f64) {
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *totals.entry(stage).or_default() += milliseconds;
    }
}

/// A stage that goes on, and what stages within it took of it.
struct Running {
    watch: Stopwatch,
    within: f64,
}

thread_local! {
    static RUNNING: RefCell<Vec<Running>> = const { RefCell::new(Vec::new()) };
}

struct Name(String);

impl Visit for Name {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == Stage::FIELD {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Probe {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().target() != Stage::TARGET {
            return;
        }
        let mut name = Name(String::new());
        attributes.record(&mut name);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(name);
        }
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        if named(id, &context).is_some() {
            RUNNING.with_borrow_mut(|running| {
                running.push(Running {
                    watch: Stopwatch::start(),
                    within: 0.0,
                });
            });
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let Some(name) = named(id, &context) else {
            return;
        };
        RUNNING.with_borrow_mut(|running| {
            let Some(done) = running.pop() else { return };
            let whole = done.watch.milliseconds();
            if let Some(outer) = running.last_mut() {
                outer.within += whole;
            }
            self.add(name, whole - done.within);
        });
    }
}

fn named<S: tracing::Subscriber + for<'a> LookupSpan<'a>>(
    id: &Id,
    context: &Context<'_, S>,
) -> Option<String> {
    let span = context.span(id)?;
    let extensions = span.extensions();
    extensions.get::<Name>().map(|name| name.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt;

    fn work(milliseconds: f64) {
        let watch = Stopwatch::start();
        while watch.milliseconds() < milliseconds {
            std::hint::spin_loop();
        }
    }

    #[test]
    fn a_stage_within_another_is_counted_once() {
        let probe = Probe::default();
        let listening = tracing_subscriber::registry().with(probe.clone());
        tracing::subscriber::with_default(listening, || {
            Stage::Face.run(|| Stage::Text.run(|| work(20.0)));
        });
        let totals = probe.totals();
        let (face, text) = (totals[Stage::Face.name()], totals[Stage::Text.name()]);
        assert!(text >= 20.0 && face < text / 2.0, "{totals:?}");
    }
}
