//! What must be true of every step: of what was in the database before it and what is after it. Between two stops a task
//! commits one unit at most, so what a step did is what one unit did.

use crate::acts::Act;
use crate::network::Network;
use crate::schedule::TaskId;
use crate::snapshot::{AuditRow, DeliveryRow, ProcessRow, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// A task as a judge sees it.
pub(crate) struct Running {
    pub(crate) act: Act,
    pub(crate) node: usize,
    pub(crate) client: usize,
    /// The fences of the jobs and deliveries that it took.
    pub(crate) leases: BTreeMap<String, i64>,
    /// Audit entries of changes that its units made.
    pub(crate) effects: u32,
}

/// What was ever seen, however short it was there.
#[derive(Default)]
pub(crate) struct History {
    pub(crate) dossiers: BTreeMap<String, Option<String>>,
    pub(crate) erased: BTreeSet<String>,
    pub(crate) processes: BTreeSet<String>,
    /// By id: of which dossier and client.
    pub(crate) erased_processes: BTreeMap<String, (String, String)>,
    pub(crate) started: BTreeSet<String>,
    /// The state of each process that is final.
    pub(crate) finals: BTreeMap<String, ProcessRow>,
    /// Which task ended it.
    pub(crate) ended_by: BTreeMap<String, TaskId>,
    pub(crate) pictures: BTreeMap<String, u32>,
    /// Every subscription, and where it is told.
    pub(crate) subscriptions: BTreeMap<String, String>,
    /// Subscriptions that were not told everything all the time.
    pub(crate) disturbed: BTreeSet<String>,
    pub(crate) events: BTreeMap<String, String>,
    pub(crate) audit: BTreeMap<(String, String), u32>,
    /// In which unit, counted, a subscription was made and an event happened.
    made: BTreeMap<String, u64>,
    happened: BTreeMap<String, u64>,
    units: u64,
}

impl History {
    /// Whether a subscription was made after this event happened.
    pub(crate) fn late(&self, subscription: &str, event: &str) -> bool {
        match (self.made.get(subscription), self.happened.get(event)) {
            (Some(made), Some(happened)) => made > happened,
            _ => false,
        }
    }
}

/// Acts of the audit log that only read.
fn only_reads(act: &str) -> bool {
    act.ends_with(".read")
}

pub(crate) struct Step<'a> {
    pub(crate) id: TaskId,
    pub(crate) task: &'a mut Running,
    pub(crate) node: &'static str,
    pub(crate) network: &'a Network,
    pub(crate) before: &'a Snapshot,
    pub(crate) after: &'a Snapshot,
}

impl Step<'_> {
    /// Looks at a step that committed a unit.
    ///
    /// # Errors
    /// What must never be.
    pub(crate) fn judge(&mut self, history: &mut History) -> Result<(), String> {
        history.units += 1;
        self.leases();
        self.jobs()?;
        self.dossiers(history)?;
        self.processes(history)?;
        self.pictures(history)?;
        self.deliveries(history)?;
        self.events(history)?;
        for row in &self.after.audit {
            if !only_reads(&row.act) {
                self.task.effects += 1;
            }
            let of = row.process.clone().or_else(|| row.dossier.clone());
            *history
                .audit
                .entry((of.unwrap_or_default(), row.act.clone()))
                .or_default() += 1;
        }
        for (id, row) in &self.after.subscriptions {
            history.subscriptions.entry(id.clone()).or_default();
            let unit = history.units;
            history.made.entry(id.clone()).or_insert(unit);
            if row.state != "enabled" {
                history.disturbed.insert(id.clone());
            }
        }
        for id in self.before.subscriptions.keys() {
            if !self.after.subscriptions.contains_key(id) {
                history.disturbed.insert(id.clone());
            }
        }
        Ok(())
    }

    fn audited(&self, act: &str, matches: impl Fn(&AuditRow) -> bool) -> Result<(), String> {
        let found = self.after.audit.iter();
        match found.filter(|row| row.act == act && matches(row)).count() {
            1 => Ok(()),
            count => Err(format!(
                "{count} audit entries {act} in a unit that is that"
            )),
        }
    }

    fn told(&self, kind: &str, of: &str) -> Result<(), String> {
        let new = self.after.events.iter().filter(|(id, row)| {
            !self.before.events.contains_key(*id)
                && row.kind == kind
                && (row.process.as_deref() == Some(of) || row.dossier.as_deref() == Some(of))
        });
        match new.count() {
            1 => Ok(()),
            count => Err(format!(
                "{count} events {kind} of {of} in a unit that is that"
            )),
        }
    }

    /// Leases that this step took.
    fn leases(&mut self) {
        let jobs = self.after.jobs.iter().map(|(id, job)| {
            let before = self.before.jobs.get(id).map(|job| job.fence);
            (id, job.holder.as_deref(), job.fence, before)
        });
        let deliveries = self.after.deliveries.iter().map(|(id, row)| {
            let before = self.before.deliveries.get(id).map(|row| row.fence);
            (id, row.holder.as_deref(), row.fence, before)
        });
        for (id, holder, fence, before) in jobs.chain(deliveries) {
            if holder == Some(self.node) && before.is_some_and(|before| before < fence) {
                self.task.leases.insert(id.clone(), fence);
            }
        }
    }

    /// A worker takes a job, or changes one that it holds by the fence that the job has.
    fn jobs(&self) -> Result<(), String> {
        if !matches!(self.task.act, Act::Verify | Act::Beat { .. }) {
            return Ok(());
        }
        for (id, now) in &self.after.jobs {
            let Some(before) = self.before.jobs.get(id) else {
                continue;
            };
            let took = now.holder.as_deref() == Some(self.node) && now.fence > before.fence;
            if before != now && !took && self.task.leases.get(id) != Some(&before.fence) {
                return Err(format!("job {id} was changed under a stale fence"));
            }
        }
        Ok(())
    }

    fn dossiers(&self, history: &mut History) -> Result<(), String> {
        for id in self.after.dossiers.keys() {
            if !self.before.dossiers.contains_key(id) {
                self.audited("dossier.created", |row| row.dossier.as_ref() == Some(id))?;
                if history.dossiers.insert(id.clone(), None).is_some() {
                    return Err(format!("dossier {id} came back"));
                }
            }
        }
        for id in self.before.dossiers.keys() {
            if !self.after.dossiers.contains_key(id) {
                self.audited("dossier.erased", |row| row.dossier.as_ref() == Some(id))?;
                self.told("dossier.erased", id)?;
                history.erased.insert(id.clone());
            }
        }
        Ok(())
    }

    fn processes(&self, history: &mut History) -> Result<(), String> {
        for (id, now) in &self.after.processes {
            let of = |row: &AuditRow| row.process.as_ref() == Some(id);
            let Some(before) = self.before.processes.get(id) else {
                self.audited("process.created", of)?;
                if now.status != "pending" || !history.processes.insert(id.clone()) {
                    return Err(format!("process {id} is born {}", now.status));
                }
                continue;
            };
            if before.is_final() && before != now {
                return Err(format!(
                    "process {id} was {} for ever and is {}",
                    before.status, now.status
                ));
            }
            if before.status == now.status {
                continue;
            }
            match (before.status.as_str(), now.status.as_str()) {
                ("pending", "processing") => {
                    self.audited("verification.started", of)?;
                    self.told("process.started", id)?;
                    if self.jobs_of(self.after, id) != 1 {
                        return Err(format!("process {id} was started without a job"));
                    }
                    history.started.insert(id.clone());
                }
                (from, to) if now.is_final() => {
                    self.audited(&format!("process.{to}"), of)?;
                    self.told("process.complete", id)?;
                    if self.jobs_of(self.after, id) != 0 {
                        return Err(format!("process {id} is {to} and has a job"));
                    }
                    let asked = from == "pending" && to == "failed";
                    match &self.task.act {
                        Act::Fail { process, .. } if asked && process.to_string() == *id => {}
                        Act::Verify if from == "processing" => self.held_job_of(id)?,
                        act => return Err(format!("{act:?} made process {id} {to} of {from}")),
                    }
                    history.finals.insert(id.clone(), now.clone());
                    history.ended_by.insert(id.clone(), self.id);
                }
                (from, to) => return Err(format!("process {id} went from {from} to {to}")),
            }
        }
        for (id, row) in &self.before.processes {
            if !self.after.processes.contains_key(id) {
                if self.after.dossiers.contains_key(&row.dossier) {
                    self.audited("process.erased", |row| row.process.as_ref() == Some(id))?;
                }
                history
                    .erased_processes
                    .insert(id.clone(), (row.dossier.clone(), row.owner.clone()));
            }
        }
        Ok(())
    }

    fn jobs_of(&self, snapshot: &Snapshot, process: &str) -> usize {
        let jobs = snapshot.jobs.values();
        jobs.filter(|job| job.process == process).count()
    }

    /// Who ends a process holds its job, by the fence that the job has.
    fn held_job_of(&self, process: &str) -> Result<(), String> {
        let mut jobs = self.before.jobs.iter();
        let Some((id, job)) = jobs.find(|(_, job)| job.process == process) else {
            return Err(format!("process {process} was ended without its job"));
        };
        if self.task.leases.get(id) == Some(&job.fence) {
            Ok(())
        } else {
            Err(format!("process {process} was ended under a stale fence"))
        }
    }

    fn pictures(&self, history: &mut History) -> Result<(), String> {
        for (key @ (process, _), file) in &self.after.images {
            if self.before.images.get(key) == Some(file) {
                continue;
            }
            let before = self.before.processes.get(process);
            if before.is_some_and(|before| before.status != "pending") {
                return Err(format!(
                    "process {process} was given a picture after its start"
                ));
            }
            *history.pictures.entry(process.clone()).or_default() += 1;
        }
        for (process, depiction) in self.before.images.keys() {
            let gone = !self
                .after
                .images
                .contains_key(&(process.clone(), depiction.clone()));
            if gone && self.after.processes.contains_key(process) {
                return Err(format!("process {process} lost its {depiction}"));
            }
        }
        Ok(())
    }

    fn deliveries(&self, history: &History) -> Result<(), String> {
        for (id, now) in &self.after.deliveries {
            let Some(before) = self.before.deliveries.get(id) else {
                continue;
            };
            if before.state != "waiting"
                && (before.state != now.state || before.attempts != now.attempts)
            {
                return Err(format!(
                    "delivery {id} was {} and is {}",
                    before.state, now.state
                ));
            }
            if before.state != "waiting"
                || (before.state == now.state && before.attempts == now.attempts)
            {
                continue;
            }
            self.delivery(id, before, now, history)?;
        }
        Ok(())
    }

    fn delivery(
        &self,
        id: &str,
        before: &DeliveryRow,
        now: &DeliveryRow,
        history: &History,
    ) -> Result<(), String> {
        if now.attempts == before.attempts {
            // Given up without a try: nobody is to be told there any more.
            let gone = match before.target_kind.as_str() {
                "subscription" => self
                    .after
                    .subscriptions
                    .get(&before.target)
                    .is_none_or(|row| row.state != "enabled"),
                _ => !self.after.processes.contains_key(&before.target),
            };
            return match (now.state.as_str(), gone) {
                ("given_up", true) => Ok(()),
                (state, _) => Err(format!("delivery {id} became {state} without a try")),
            };
        }
        if now.attempts != before.attempts + 1 {
            return Err(format!(
                "delivery {id} counts {} after {}",
                now.attempts, before.attempts
            ));
        }
        if self.task.leases.get(id) != Some(&before.fence) {
            return Err(format!("delivery {id} was settled under a stale fence"));
        }
        let told = self.network.told(self.id);
        let taken = told.is_some_and(|status| (200..300).contains(&status));
        let most = match before.target_kind.as_str() {
            "subscription" => 10,
            _ => 6,
        };
        match now.state.as_str() {
            "delivered" if taken => Ok(()),
            "delivered" => Err(format!("delivery {id} is said to be there after {told:?}")),
            "waiting" if now.attempts < most => Ok(()),
            "given_up" => {
                let expires = self
                    .before
                    .events
                    .get(&before.event)
                    .map(|row| row.expires_at);
                // The longest pause: a day, stretched by a fifth.
                let out_of_time = expires.is_some_and(|at| self.latest() + 29 * 3_600_000_000 > at);
                let nobody = history.disturbed.contains(&before.target)
                    || history.erased_processes.contains_key(&before.target);
                if told == Some(410) || now.attempts >= most || out_of_time || nobody {
                    Ok(())
                } else {
                    Err(format!(
                        "delivery {id} was given up after {} tries and {told:?}",
                        now.attempts
                    ))
                }
            }
            state => Err(format!(
                "delivery {id} is {state} after {} tries",
                now.attempts
            )),
        }
    }

    fn latest(&self) -> i64 {
        self.after
            .deliveries
            .values()
            .map(|row| row.next)
            .max()
            .unwrap_or_default()
    }

    /// Each new event is on its way to everybody who wanted to hear of it then, and to nobody else.
    fn events(&self, history: &mut History) -> Result<(), String> {
        for (id, event) in &self.after.events {
            if self.before.events.contains_key(id) {
                continue;
            }
            history.events.insert(id.clone(), event.kind.clone());
            history.happened.insert(id.clone(), history.units);
            let to = |target: &str| {
                let deliveries = self.after.deliveries.values();
                deliveries
                    .filter(|row| row.event == *id && row.target == target)
                    .count()
            };
            for (subscription, row) in &self.after.subscriptions {
                let wanted = row.owner == event.owner
                    && match (&self.task.act, event.kind.as_str()) {
                        (
                            Act::Test {
                                subscription: tested,
                            },
                            "test",
                        ) => tested.to_string() == *subscription,
                        _ => row.wants(&event.kind),
                    };
                if to(subscription) != usize::from(wanted) {
                    return Err(format!(
                        "event {} has {} deliveries to {subscription}",
                        event.kind,
                        to(subscription)
                    ));
                }
            }
        }
        for (id, row) in &self.after.deliveries {
            let event = self.after.events.get(&row.event);
            if event.is_none_or(|event| event.owner != row.owner) {
                return Err(format!("delivery {id} has no event of its owner"));
            }
        }
        Ok(())
    }
}
