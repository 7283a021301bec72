//! One thing at a time, in an order that the seed draws. Every use case runs as a task that stops before each unit, after
//! each commit, in the provider and on the way to a receiver; whoever is let go on runs to its next stop alone. So the
//! same seed gives the same order, whatever threads are underneath.

use async_trait::async_trait;
use bonafide_storage::{Fault, Faults, Moment};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

pub(crate) type TaskId = u32;

/// Where a task waits to be let go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Start,
    Storage(Moment),
    Provider,
    Dial,
}

/// How often things go wrong, of a thousand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    pub(crate) storage: u32,
    pub(crate) lost_answers: u32,
    pub(crate) conflicts: u32,
    pub(crate) files: u32,
}

impl Weather {
    pub(crate) const FAIR: Self = Self {
        storage: 0,
        lost_answers: 0,
        conflicts: 0,
        files: 0,
    };
}

pub(crate) struct Scheduler {
    inner: Mutex<Inner>,
    changed: Notify,
}

struct Inner {
    dice: StdRng,
    weather: Weather,
    active: Option<TaskId>,
    parked: BTreeMap<TaskId, (Stop, oneshot::Sender<()>)>,
    tasks: BTreeMap<TaskId, JoinHandle<()>>,
    next: TaskId,
    commits: u32,
    faults: u64,
    trace: Trace,
}

/// What happened, as a number that another run of the seed must come to, and the last of it in words.
pub(crate) struct Trace {
    hash: u64,
    lines: std::collections::VecDeque<String>,
}

impl Trace {
    fn note(&mut self, line: String) {
        // FNV-1a.
        for byte in line.bytes().chain([b'\n']) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        if self.lines.len() == 160 {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }
}

impl Scheduler {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            inner: Mutex::new(Inner {
                dice: StdRng::seed_from_u64(seed ^ 0x05ee_d0fa_u64),
                weather: Weather::FAIR,
                active: None,
                parked: BTreeMap::new(),
                tasks: BTreeMap::new(),
                next: 0,
                commits: 0,
                faults: 0,
                trace: Trace {
                    hash: 0xcbf2_9ce4_8422_2325,
                    lines: std::collections::VecDeque::new(),
                },
            }),
            changed: Notify::new(),
        }
    }

    pub(crate) fn weather(&self, weather: Weather) {
        self.inner.lock().unwrap().weather = weather;
    }

    pub(crate) fn note(&self, line: impl Into<String>) {
        self.inner.lock().unwrap().trace.note(line.into());
    }

    pub(crate) fn hash(&self) -> u64 {
        self.inner.lock().unwrap().trace.hash
    }

    /// The last steps, for people.
    pub(crate) fn story(&self) -> String {
        let inner = self.inner.lock().unwrap();
        let mut story = String::new();
        for line in &inner.trace.lines {
            let _ = writeln!(story, "  {line}");
        }
        story
    }

    /// How many faults were met.
    pub(crate) fn faults(&self) -> u64 {
        self.inner.lock().unwrap().faults
    }

    /// A number below `end`, drawn for the provider and the receivers.
    pub(crate) fn draw(&self, end: u32) -> u32 {
        self.inner.lock().unwrap().dice.random_range(0..end)
    }

    /// Who runs now.
    pub(crate) fn active(&self) -> Option<TaskId> {
        self.inner.lock().unwrap().active
    }

    /// Puts a task on the list. It stops before its first step.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> TaskId {
        let mut inner = self.inner.lock().unwrap();
        let id = inner.next;
        inner.next += 1;
        let (go, gone) = oneshot::channel();
        inner.parked.insert(id, (Stop::Start, go));
        let here = Arc::clone(self);
        let task = tokio::spawn(async move {
            if gone.await.is_err() {
                return;
            }
            work.await;
            here.inner.lock().unwrap().active = None;
            here.changed.notify_one();
        });
        inner.tasks.insert(id, task);
        id
    }

    /// Who could go on.
    pub(crate) fn waiting(&self) -> Vec<(TaskId, Stop)> {
        let inner = self.inner.lock().unwrap();
        inner
            .parked
            .iter()
            .map(|(id, (stop, _))| (*id, *stop))
            .collect()
    }

    /// Lets a task go to its next stop. Gives how many units it committed on the way, and whether it ended.
    pub(crate) async fn step(&self, id: TaskId) -> (u32, bool) {
        {
            let mut inner = self.inner.lock().unwrap();
            let (_, go) = inner.parked.remove(&id).unwrap();
            inner.active = Some(id);
            inner.commits = 0;
            go.send(()).unwrap();
        }
        let quiet = async {
            while self.active().is_some() {
                self.changed.notified().await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(60), quiet)
            .await
            .is_err()
        {
            panic!("task {id} neither ends nor stops:\n{}", self.story());
        }
        let mut inner = self.inner.lock().unwrap();
        let ended = !inner.parked.contains_key(&id);
        if ended {
            inner.tasks.remove(&id);
        }
        (inner.commits, ended)
    }

    /// Ends a task where it stands, as the death of its node does.
    pub(crate) async fn kill(&self, id: TaskId) {
        let task = {
            let mut inner = self.inner.lock().unwrap();
            inner.parked.remove(&id);
            inner.tasks.remove(&id)
        };
        if let Some(task) = task {
            task.abort();
            let _ = task.await;
        }
    }

    /// Waits here until the task is let go on.
    pub(crate) async fn stop(&self, at: Stop) {
        let gone = {
            let mut inner = self.inner.lock().unwrap();
            let Some(id) = inner.active.take() else {
                return;
            };
            let (go, gone) = oneshot::channel();
            inner.parked.insert(id, (at, go));
            gone
        };
        self.changed.notify_one();
        let _ = gone.await;
    }
}

#[async_trait]
impl Faults for Scheduler {
    async fn at(&self, moment: Moment) -> Result<(), Fault> {
        if self.active().is_none() {
            return Ok(());
        }
        // Nothing is held at these.
        if matches!(moment, Moment::Begin | Moment::Committed | Moment::FileKept) {
            if moment == Moment::Committed {
                self.inner.lock().unwrap().commits += 1;
            }
            self.stop(Stop::Storage(moment)).await;
        }
        let mut inner = self.inner.lock().unwrap();
        let weather = inner.weather;
        let draw = inner.dice.random_range(0..1000);
        let (unavailable, conflict) = match moment {
            Moment::Read => (weather.storage / 4, 0),
            Moment::Begin => (weather.storage, 0),
            Moment::Commit => (weather.storage, weather.conflicts),
            Moment::Committed => (weather.lost_answers, 0),
            Moment::KeepFile | Moment::FileKept | Moment::ReadFile | Moment::RemoveFile => {
                (weather.files, 0)
            }
        };
        let fault = if draw < unavailable {
            Fault::Unavailable
        } else if draw < unavailable + conflict {
            Fault::Conflict
        } else {
            return Ok(());
        };
        inner.faults += 1;
        let who = inner.active.unwrap_or_default();
        inner
            .trace
            .note(format!("  {who} meets {fault:?} at {moment:?}"));
        Err(fault)
    }
}
