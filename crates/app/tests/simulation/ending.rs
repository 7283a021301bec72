//! The end of a seed: the weather clears, the nodes work off what is left, and then everything must have come to its end.

use crate::acts::Act;
use crate::network::{Mood, Network};
use crate::schedule::{TaskId, Weather};
use crate::sim::Sim;
use crate::world::SECOND;
use bonafide_app::domain::{Depiction, DossierId, ProcessId, State};
use bonafide_app::{AppError, get_dossier, get_image, get_process};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

/// Rounds after which somebody must have come to an end.
const ROUNDS: u32 = 200;

impl Sim {
    pub(crate) async fn end(&mut self) -> Result<(), String> {
        self.world.scheduler.note("the weather clears");
        self.world.scheduler.weather(Weather::FAIR);
        self.world.network.mood(Mood::Kind);
        for node in &self.world.nodes {
            node.clock.off.store(0, Ordering::Relaxed);
        }
        self.work_off().await?;
        self.nothing_is_stuck()?;
        self.everybody_was_told().await?;
        self.each_ended_once()?;
        self.keys_had_one_effect()?;
        self.results_are_those_of_their_holders().await?;
        for dossier in self.history.erased.clone() {
            self.is_gone(dossier.parse().unwrap(), 0).await?;
            self.is_gone(dossier.parse().unwrap(), 1).await?;
        }
        self.files_and_rows_agree().await?;
        self.run.messages = self.world.network.got().len() as u64;
        self.run.processes = self.history.processes.len() as u64;
        self.run.events = self.history.events.len() as u64;
        self.run.started = self.history.started.len() as u64;
        self.run.ended = self.history.finals.len() as u64;
        self.run.erased = self.history.erased.len() as u64;
        let in_state = |state: &str| {
            let rows = self.now.deliveries.values();
            rows.filter(|row| row.state == state).count() as u64
        };
        self.run.delivered = in_state("delivered");
        self.run.given_up = in_state("given_up");
        Ok(())
    }

    async fn through(&mut self, act: Act) -> Result<(), String> {
        let node = usize::try_from(self.run.steps).unwrap_or(0) % self.world.nodes.len();
        let id: TaskId = self.begin(act, 0, node);
        while self.tasks.contains_key(&id) {
            self.step(id).await?;
        }
        Ok(())
    }

    async fn work_off(&mut self) -> Result<(), String> {
        for _ in 0..ROUNDS {
            let now = self.world.now();
            let job_due = self
                .now
                .jobs
                .values()
                .map(|job| job.run_at.max(job.lease_until.unwrap_or(0)));
            let waiting = self
                .now
                .deliveries
                .values()
                .filter(|row| row.state == "waiting");
            let delivery_due = waiting.map(|row| row.next.max(row.lease_until.unwrap_or(0)));
            let (job, delivery) = (job_due.min(), delivery_due.min());
            let Some(next) = job.into_iter().chain(delivery).min() else {
                return Ok(());
            };
            if next > now {
                self.world.forward(next - now);
            }
            if job.is_some_and(|due| due <= self.world.now()) {
                self.through(Act::Verify).await?;
            }
            if delivery.is_some_and(|due| due <= self.world.now()) {
                self.through(Act::Deliver { most: 50 }).await?;
            }
        }
        Ok(())
    }

    fn nothing_is_stuck(&self) -> Result<(), String> {
        for (id, row) in &self.now.processes {
            if row.status == "processing" {
                return Err(format!("process {id} never ends"));
            }
        }
        if let Some((id, _)) = self.now.jobs.iter().next() {
            return Err(format!("job {id} never ends"));
        }
        let mut waiting = self.now.deliveries.iter();
        match waiting.find(|(_, row)| row.state == "waiting") {
            Some((id, row)) => Err(format!("delivery {id} never ends: {row:?}")),
            None => Ok(()),
        }
    }

    /// What is said to be delivered was taken by its receiver, under the event's id and with the same words each time.
    async fn everybody_was_told(&mut self) -> Result<(), String> {
        let got = self.world.network.got();
        let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
        let mut words: BTreeMap<String, serde_json::Value> = BTreeMap::new();
        for message in got.iter().filter(|message| message.id.is_some()) {
            let id = message.id.as_deref().unwrap();
            let mut body = message.body.clone();
            if body["id"] != id {
                return Err(format!(
                    "a message called {id} says that it is {}",
                    body["id"]
                ));
            }
            // What the client called the dossier goes with it.
            body["eventData"]
                .as_object_mut()
                .unwrap()
                .remove("externalReference");
            let before = words.entry(id.to_owned()).or_insert_with(|| body.clone());
            if *before != body {
                return Err(format!("event {id} was told as {before} and as {body}"));
            }
        }
        for message in got
            .iter()
            .filter(|message| (200..300).contains(&message.status))
        {
            let process = || message.body["processId"].as_str().map(str::to_owned);
            let of = message.id.clone().or_else(process);
            taken.insert((Network::url(message.place), of.unwrap_or_default()));
        }
        for (id, row) in &self.now.deliveries {
            let told = match row.target_kind.as_str() {
                "subscription" => (
                    self.history.subscriptions[&row.target].clone(),
                    row.event.replace('-', ""),
                ),
                _ => (Network::url(1), row.target.clone()),
            };
            if row.state == "delivered" && !taken.contains(&told) {
                return Err(format!("delivery {id} never came: {told:?}"));
            }
        }
        // Everybody who was there all the time and wanted to hear of it has it, unless all tries were used up.
        for (event, row) in &self.now.events {
            for (subscription, _) in self.now.subscriptions.iter().filter(|(id, subscription)| {
                subscription.owner == row.owner
                    && subscription.kinds.is_empty()
                    && !self.history.disturbed.contains(*id)
            }) {
                let mut deliveries = self.now.deliveries.values();
                let told = deliveries.any(|one| one.event == *event && one.target == *subscription);
                let known = row.kind == "test" || self.history.late(subscription, event);
                if !told && !known {
                    return Err(format!("{} is told to nobody at {subscription}", row.kind));
                }
            }
        }
        Ok(())
    }

    /// Exactly one entry of the log for each end, whether the process is there yet or not.
    fn each_ended_once(&self) -> Result<(), String> {
        for id in &self.history.processes {
            let of = |act: &str| {
                self.history
                    .audit
                    .get(&(id.clone(), act.to_owned()))
                    .copied()
                    .unwrap_or(0)
            };
            let ends: u32 = ["accepted", "rejected", "canceled", "failed", "inconclusive"]
                .iter()
                .map(|status| of(&format!("process.{status}")))
                .sum();
            let ended = u32::from(self.history.finals.contains_key(id));
            if ends != ended || of("verification.started") > 1 || of("process.created") != 1 {
                return Err(format!("process {id} ended {ends} times, of {ended}"));
            }
            if let (Some(end), Some(now)) =
                (self.history.finals.get(id), self.now.processes.get(id))
                && end != now
            {
                return Err(format!("the end of process {id} has changed"));
            }
        }
        Ok(())
    }

    fn keys_had_one_effect(&self) -> Result<(), String> {
        for (reference, (_, _, answer)) in &self.asked {
            let made: Vec<_> = self
                .history
                .dossiers
                .iter()
                .filter(|(_, found)| found.as_ref() == Some(reference))
                .collect();
            if made.len() > 1 || (answer.is_some() && made.is_empty()) {
                return Err(format!("{reference} made {made:?}, answered {answer:?}"));
            }
        }
        Ok(())
    }

    /// A result exists exactly where a process is accepted.
    async fn results_are_those_of_their_holders(&mut self) -> Result<(), String> {
        for (id, row) in self.now.processes.clone() {
            let client = usize::from(row.owner != self.world.callers[0].client().to_string());
            let (dossier, process): (DossierId, ProcessId) =
                (row.dossier.parse().unwrap(), id.parse().unwrap());
            let found = get_process(
                &self.world.nodes[0].app,
                &self.world.callers[client],
                dossier,
                process,
            )
            .await
            .map_err(|error| format!("process {id} cannot be read: {error}"))?;
            let accepted = match &found.state {
                State::Accepted(result) => {
                    let holder = format!("task-{}", self.history.ended_by[&id]);
                    if result.last_name.as_ref() != Some(&holder) {
                        return Err(format!(
                            "process {id} holds another result than that of {holder}"
                        ));
                    }
                    true
                }
                _ => false,
            };
            if accepted != (row.status == "accepted") || found.state.status().as_str() != row.status
            {
                return Err(format!(
                    "process {id} is {} and holds {:?}",
                    row.status, found.state
                ));
            }
        }
        // Reading leaves entries in the log.
        self.now = self.world.reader.read().await;
        Ok(())
    }

    /// No way of reading leads to a dossier that was erased.
    pub(crate) async fn is_gone(
        &mut self,
        dossier: DossierId,
        client: usize,
    ) -> Result<(), String> {
        let left = self.world.reader.left_of(&dossier.to_string()).await;
        if left != 0 {
            return Err(format!("{left} rows are left of dossier {dossier}"));
        }
        let (app, caller) = (&self.world.nodes[0].app, &self.world.callers[client]);
        let gone = |what: &str, answer: Result<(), AppError>| match answer {
            Err(AppError::NotFound(_)) => Ok(()),
            other => Err(format!("{what} of the erased dossier {dossier}: {other:?}")),
        };
        gone("all", get_dossier(app, caller, dossier).await.map(drop))?;
        for (process, (of, _)) in &self.history.erased_processes {
            if *of == dossier.to_string() {
                let process = process.parse().unwrap();
                gone(
                    "a process",
                    get_process(app, caller, dossier, process).await.map(drop),
                )?;
                let image = get_image(app, caller, dossier, process, Depiction::Front).await;
                gone("a picture", image.map(drop))?;
            }
        }
        Ok(())
    }

    /// After the tidying no file is without its row and no row without its file.
    async fn files_and_rows_agree(&mut self) -> Result<(), String> {
        self.world.date_files();
        self.through(Act::Tidy).await?;
        self.world.forward(3 * 3600 * SECOND);
        self.through(Act::Sweep).await?;
        let files: BTreeSet<String> = self
            .world
            .files()
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        let rows: BTreeSet<String> = self
            .now
            .images
            .values()
            .map(|(blob, _)| blob.clone())
            .collect();
        if files != rows {
            return Err(format!("files {files:?} and rows {rows:?}"));
        }
        Ok(())
    }
}
