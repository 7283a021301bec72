//! One seed: acts begin and go on in the order that it draws, faults come as it draws them, and every step is judged.

use crate::acts::{Act, Actor, Desk, Done};
use crate::judge::{History, Running, Step};
use crate::schedule::{Stop, TaskId, Weather};
use crate::snapshot::Snapshot;
use crate::world::{CLIENTS, SECOND, Template, World};
use bonafide_storage::Moment;
use rand::RngExt as _;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Acts that a seed begins.
const ACTS: u32 = 46;
/// Tasks at once.
const TASKS: usize = 6;

/// What a run came to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run {
    pub(crate) hash: u64,
    pub(crate) steps: u64,
    pub(crate) units: u64,
    pub(crate) faults: u64,
    pub(crate) deaths: u64,
    pub(crate) messages: u64,
    pub(crate) processes: u64,
    pub(crate) events: u64,
    pub(crate) started: u64,
    pub(crate) ended: u64,
    pub(crate) erased: u64,
    pub(crate) delivered: u64,
    pub(crate) given_up: u64,
}

pub(crate) struct Sim {
    pub(crate) world: World,
    pub(crate) tasks: BTreeMap<TaskId, Running>,
    pub(crate) desk: Arc<Mutex<Desk>>,
    pub(crate) now: Snapshot,
    pub(crate) history: History,
    pub(crate) run: Run,
    /// By reference: when a dossier was first asked for under it, and what was answered.
    pub(crate) asked: BTreeMap<String, (usize, i64, Option<String>)>,
    pub(crate) acts: u32,
}

impl Sim {
    /// Runs a seed to its end.
    ///
    /// # Errors
    /// What must never be, with the steps that led to it.
    pub(crate) async fn run(seed: u64, template: &Template) -> Result<Run, String> {
        let mut world = World::new(seed, template).await;
        let now = world.reader.read().await;
        let mut sim = Self {
            world,
            tasks: BTreeMap::new(),
            desk: Arc::default(),
            now: Snapshot {
                audit: Vec::new(),
                ..now
            },
            history: History::default(),
            run: Run::default(),
            asked: BTreeMap::new(),
            acts: 0,
        };
        match sim.live().await {
            Ok(()) => {
                sim.run.hash = sim.world.scheduler.hash();
                sim.run.faults = sim.world.scheduler.faults();
                Ok(sim.run)
            }
            Err(fault) => Err(format!("{fault}\n{}", sim.world.scheduler.story())),
        }
    }

    async fn live(&mut self) -> Result<(), String> {
        let rough = [0, 5, 20, 60, 150][self.world.dice.random_range(0..5)];
        self.world.scheduler.weather(Weather {
            storage: rough,
            lost_answers: rough,
            conflicts: rough / 2,
            files: rough,
        });
        for client in 0..CLIENTS {
            let kinds = Vec::new();
            self.begin(
                Act::Subscribe {
                    place: client,
                    kinds,
                },
                client,
                0,
            );
        }
        while self.acts < ACTS || !self.tasks.is_empty() {
            self.date_what_passes();
            let more = self.acts < ACTS && self.tasks.len() < TASKS;
            if more && (self.tasks.is_empty() || self.world.dice.random_range(0..3) == 0) {
                self.acts += 1;
                self.something().await?;
            } else if !self.tasks.is_empty() {
                let waiting = self.world.scheduler.waiting();
                let (id, _) = waiting[self.world.dice.random_range(0..waiting.len())];
                self.step(id).await?;
            }
        }
        self.end().await
    }

    /// Time passes now and then, so that leases end and tries are due while others are under way.
    fn date_what_passes(&mut self) {
        if self.world.dice.random_range(0..5) > 0 {
            return;
        }
        let seconds = match self.world.dice.random_range(0..12) {
            0..=5 => self.world.dice.random_range(0..6),
            6..=8 => self.world.dice.random_range(6..40),
            9 => self.world.dice.random_range(40..900),
            10 => 3600,
            _ => self.world.dice.random_range(0..4) * 3600,
        };
        // The sweep takes a file that no row names after an hour for one that none will name: an upload lasts seconds.
        let uploads = |task: &Running| matches!(task.act, Act::SetImages { .. });
        let most = if self.tasks.values().any(uploads) {
            60
        } else {
            i64::MAX
        };
        self.world.forward(seconds.min(most) * SECOND + 1);
    }

    pub(crate) fn begin(&mut self, act: Act, client: usize, node: usize) -> TaskId {
        let at = &self.world.nodes[node];
        let actor = Actor {
            app: Arc::clone(&at.app),
            node: at.name,
            caller: self.world.callers[client].clone(),
            stranger: self.world.callers[(client + 1) % CLIENTS].clone(),
            scheduler: Arc::clone(&self.world.scheduler),
            desk: Arc::clone(&self.desk),
        };
        let leases = match &act {
            Act::Beat { of } => self.tasks.get(of).map(|task| task.leases.clone()),
            _ => None,
        };
        let story = format!("{act:?} begins at {} for {client}", at.name);
        let id = self.world.scheduler.spawn(actor.act(act.clone()));
        self.world.scheduler.note(format!("{id} {story}"));
        let running = Running {
            act,
            node,
            client,
            leases: leases.unwrap_or_default(),
            effects: 0,
        };
        self.tasks.insert(id, running);
        id
    }

    /// A node dies with everything that it was doing, and begins again.
    pub(crate) async fn die(&mut self, node: usize) -> Result<(), String> {
        self.run.deaths += 1;
        let its: Vec<TaskId> = self
            .tasks
            .iter()
            .filter(|(_, task)| task.node == node)
            .map(|(id, _)| *id)
            .collect();
        self.world
            .scheduler
            .note(format!("node {node} dies with {its:?}"));
        for id in its {
            self.drop_task(id).await;
        }
        self.world.reborn(node).await;
        // What is there now was there before: nothing but leases and files is touched.
        let after = self.world.reader.read().await;
        for (id, row) in &self.now.processes {
            if after.processes.get(id) != Some(row) {
                return Err(format!("process {id} changed while a node recovered"));
            }
        }
        self.now = after;
        Ok(())
    }

    async fn drop_task(&mut self, id: TaskId) {
        self.world.scheduler.kill(id).await;
        self.tasks.remove(&id);
        self.desk.lock().unwrap().held.remove(&id);
    }

    /// Lets one task go on to its next stop, and judges what it did.
    pub(crate) async fn step(&mut self, id: TaskId) -> Result<(), String> {
        self.run.steps += 1;
        let (units, ended) = self.world.scheduler.step(id).await;
        let at = self.world.scheduler.waiting();
        let stop = at
            .iter()
            .find(|(other, _)| *other == id)
            .map(|(_, stop)| *stop);
        if stop == Some(Stop::Storage(Moment::FileKept)) {
            self.world.date_files();
        }
        if units > 1 {
            return Err(format!(
                "task {id} committed {units} units between two stops"
            ));
        }
        self.world
            .scheduler
            .note(format!("{id} goes to {stop:?}, units {units}"));
        if units == 1 {
            self.run.units += 1;
            let after = self.world.reader.read().await;
            let task = self.tasks.get_mut(&id).unwrap();
            let mut step = Step {
                id,
                node: self.world.nodes[task.node].name,
                task,
                network: &self.world.network,
                before: &self.now,
                after: &after,
            };
            step.judge(&mut self.history)?;
            self.now = after;
            self.references().await;
            self.places().await;
            let (processes, deliveries) = (&self.now.processes, &self.now.deliveries);
            let statuses: Vec<_> = processes.values().map(|row| row.status.as_str()).collect();
            let states: Vec<_> = deliveries
                .values()
                .map(|row| (&row.state, row.attempts))
                .collect();
            self.world
                .scheduler
                .note(format!("  {statuses:?} {states:?}"));
        }
        if ended {
            self.ended(id).await?;
        }
        let lost = std::mem::take(&mut self.desk.lock().unwrap().lost);
        for id in lost {
            self.world
                .scheduler
                .note(format!("{id} has lost its lease"));
            self.drop_task(id).await;
        }
        Ok(())
    }

    /// What the client calls the dossiers that are new; it is sealed in their rows.
    async fn references(&mut self) {
        let unread = self.history.dossiers.iter_mut();
        for (id, reference) in unread.filter(|(_, reference)| reference.is_none()) {
            let Some(owner) = self.now.dossiers.get(id) else {
                continue;
            };
            let (owner, id) = (owner.parse().unwrap(), id.parse().unwrap());
            let found = self.world.storage.dossier(&owner, id).await.unwrap();
            *reference = found
                .and_then(|dossier| dossier.external_reference)
                .map(|reference| reference.as_str().to_owned());
        }
    }

    /// Where the subscriptions that are new are told; that is sealed too.
    async fn places(&mut self) {
        let unread = self.history.subscriptions.iter_mut();
        for (id, url) in unread.filter(|(_, url)| url.is_empty()) {
            let Some(row) = self.now.subscriptions.get(id) else {
                continue;
            };
            let (owner, id) = (row.owner.parse().unwrap(), id.parse().unwrap());
            let found = self.world.storage.subscription(&owner, id).await.unwrap();
            *url = found.map(|found| found.url).unwrap_or_default();
        }
    }

    /// What a client was told is so.
    async fn ended(&mut self, id: TaskId) -> Result<(), String> {
        let done = self.desk.lock().unwrap().done.remove(&id);
        let task = self.tasks.remove(&id).unwrap();
        let done = done.ok_or_else(|| format!("task {id} panicked"))?;
        self.world.scheduler.note(format!("{id} ends: {done:?}"));
        match &done {
            Done::Fault(cause) => return Err(format!("{:?}: {cause}", task.act)),
            Done::No(why) if task.effects > 0 => {
                return Err(format!(
                    "{:?} was refused ({why}) and has had an effect",
                    task.act
                ));
            }
            _ => {}
        }
        if let Act::CreateDossier { reference, .. } = &task.act {
            self.created(reference, &done)?;
        }
        if let Done::Yes(made) = &done {
            self.acknowledged(&task, made).await?;
        }
        Ok(())
    }

    fn created(&mut self, reference: &str, done: &Done) -> Result<(), String> {
        let (Done::Yes(made) | Done::Before(made)) = done else {
            return Ok(());
        };
        let (_, _, answer) = self.asked.get_mut(reference).unwrap();
        match answer {
            Some(earlier) if earlier != made => {
                Err(format!("one key was answered {earlier} and {made}"))
            }
            _ => {
                *answer = Some(made.clone());
                Ok(())
            }
        }
    }

    async fn acknowledged(&mut self, task: &Running, made: &str) -> Result<(), String> {
        let history = &self.history;
        let kept = match &task.act {
            Act::CreateDossier { .. } => history.dossiers.contains_key(made),
            Act::CreateProcess { .. } => history.processes.contains(made),
            Act::SetImages { .. } => history.pictures.contains_key(made),
            Act::Start { .. } => history.started.contains(made),
            Act::Fail { .. } => history
                .finals
                .get(made)
                .is_some_and(|row| row.status == "failed"),
            Act::DeleteProcess { .. } => history.erased_processes.contains_key(made),
            Act::DeleteDossier { .. } => history.erased.contains(made),
            Act::Subscribe { .. } => history.subscriptions.contains_key(made),
            Act::Test { .. } => history.events.contains_key(made),
            _ => return Ok(()),
        };
        if !kept {
            return Err(format!("{:?} was acknowledged and is not kept", task.act));
        }
        let one = !matches!(task.act, Act::Test { .. });
        if one && task.effects != 1 {
            return Err(format!("{:?} had {} effects", task.act, task.effects));
        }
        if let Act::DeleteDossier { dossier } = &task.act {
            self.is_gone(*dossier, task.client).await?;
        }
        Ok(())
    }
}
