use super::Done;
use super::door::{Door, Said};
use super::ledger::{Asked, Known, Person};
use futures::{StreamExt as _, stream};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// What is wrong, as clients see it. All lists are to be empty.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    pub(crate) people: usize,
    pub(crate) processes: usize,
    pub(crate) started: usize,
    pub(crate) erased: usize,
    /// Acknowledged and not there, or other than it was.
    pub(crate) lost: Vec<String>,
    /// Erased and there again.
    pub(crate) back: Vec<String>,
    /// Not at its end in time.
    pub(crate) stuck: Vec<String>,
    /// Made twice under one key.
    pub(crate) twice: Vec<String>,
    /// Answers that must never be given.
    pub(crate) faults: Vec<String>,
    /// Ends that the client was not told of.
    pub(crate) untold: Vec<String>,
}

pub(crate) fn is_final(process: &Value) -> bool {
    !matches!(process["status"].as_str(), Some("pending" | "processing"))
}

impl Outside {
    pub(crate) fn assert_nothing_is_wrong(&self) {
        let wrong: Vec<_> = [
            &self.lost,
            &self.back,
            &self.stuck,
            &self.twice,
            &self.faults,
            &self.untold,
        ]
        .into_iter()
        .flatten()
        .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn add(&mut self, other: Self) {
        self.people += other.people;
        self.processes += other.processes;
        self.started += other.started;
        self.erased += other.erased;
        self.lost.extend(other.lost);
        self.back.extend(other.back);
        self.stuck.extend(other.stuck);
        self.twice.extend(other.twice);
        self.faults.extend(other.faults);
    }
}

/// Looks at everything in the ledger through whichever node answers. What was started has so long to end.
pub(crate) async fn look_from_outside(done: &Done, patience: Duration) -> Outside {
    let deadline = Instant::now() + patience;
    let mut whole = Outside::default();
    let looks = done.ledger.people.iter().enumerate().map(|(number, one)| {
        let door = done.doors[one.account].clone();
        async move {
            let mut look = Look {
                door,
                dice: StdRng::seed_from_u64(number as u64),
                deadline,
                found: Outside::default(),
            };
            look.at(one).await;
            look.found
        }
    });
    let mut looks = stream::iter(looks).buffer_unordered(8);
    while let Some(found) = looks.next().await {
        whole.add(found);
    }
    whole.faults.extend(done.ledger.faults.clone());
    whole.untold = untold(done, deadline).await;
    for receiver in &done.receivers {
        whole.faults.extend(receiver.counts().2);
    }
    whole
}

struct Look {
    door: Door,
    dice: StdRng,
    deadline: Instant,
    found: Outside,
}

impl Look {
    async fn get(&mut self, path: &str) -> Option<Value> {
        match self.door.read(&mut self.dice, path).await {
            Said::Yes(bytes) => Some(serde_json::from_slice(&bytes).unwrap()),
            Said::No(404, _) => None,
            other => {
                self.found.faults.push(format!("{path}: {other:?}"));
                None
            }
        }
    }

    async fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        match self.door.read(&mut self.dice, path).await {
            Said::Yes(bytes) => Some(bytes.to_vec()),
            Said::No(404, _) => None,
            other => {
                self.found.faults.push(format!("{path}: {other:?}"));
                None
            }
        }
    }

    async fn at(&mut self, one: &Person) {
        self.found.people += 1;
        let path = one.path();
        let Some(dossier) = self.get(&path).await else {
            self.found.erased += 1;
            if one.erased == Asked::No {
                self.found.lost.push(format!("dossier {}", one.dossier));
            }
            return;
        };
        if one.erased == Asked::Yes {
            self.found.back.push(format!("dossier {}", one.dossier));
            return;
        }
        if dossier["externalReference"] != one.reference.as_str() {
            let what = format!("the reference of dossier {}", one.dossier);
            self.found.lost.push(what);
        }
        let data = self.get(&format!("{path}/userdata")).await;
        let name = data.map(|data| {
            let name = data["userData"]["firstName"].as_str();
            name.unwrap_or_default().to_owned()
        });
        if !one.first_name.may_be(name.as_ref()) {
            let what = format!("the user data of dossier {}: {name:?}", one.dossier);
            self.found.lost.push(what);
        }
        let picture = self.bytes(&format!("{path}/files?depiction=front")).await;
        if !one.picture.may_be(picture.as_ref()) {
            let what = format!("the picture of dossier {}", one.dossier);
            self.found.lost.push(what);
        }
        self.others(one, &dossier);
        for known in &one.processes {
            self.at_process(one, known).await;
        }
    }

    /// No key made two.
    fn others(&mut self, one: &Person, dossier: &Value) {
        if !one.no_others {
            return;
        }
        let known: BTreeSet<_> = one
            .processes
            .iter()
            .map(|one| one.process.as_str())
            .collect();
        for process in dossier["processes"].as_array().unwrap() {
            let id = process["processId"].as_str().unwrap();
            if !known.contains(id) {
                let what = format!("process {id} of dossier {}", one.dossier);
                self.found.twice.push(what);
            }
        }
    }

    async fn at_process(&mut self, one: &Person, known: &Known) {
        self.found.processes += 1;
        let path = format!("{}/processes/{}", one.path(), known.process);
        let Some(mut process) = self.get(&path).await else {
            if known.erased == Asked::No {
                self.found.lost.push(format!("process {path}"));
            }
            return;
        };
        if known.erased == Asked::Yes {
            self.found.back.push(format!("process {path}"));
            return;
        }
        // Where nothing was uploaded the provider's own picture may lie there, or none can.
        if !known.front.may_be(None) {
            let front = self.bytes(&format!("{path}/images?depiction=front")).await;
            if !known.front.may_be(front.as_ref()) {
                self.found.lost.push(format!("the picture of {path}"));
            }
        }
        if known.started == Asked::No {
            return;
        }
        self.found.started += 1;
        if process["status"] == "pending" {
            if known.started == Asked::Yes {
                self.found.lost.push(format!("the start of {path}"));
            }
            return;
        }
        while !is_final(&process) {
            if Instant::now() > self.deadline {
                self.found.stuck.push(path);
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            match self.get(&path).await {
                Some(again) => process = again,
                None => break,
            }
        }
        if let Some(result) = &known.result
            && *result != process
        {
            let what = format!("the result of {path} changed from {result} to {process}");
            self.found.lost.push(what);
        }
        if process["status"] == "failed" && known.failed == Asked::No {
            let what = format!("{path} failed without reason: {process}");
            self.found.faults.push(what);
        }
        if known.failed == Asked::Yes && process["status"] != "failed" {
            self.found.lost.push(format!("the failure of {path}"));
        }
    }
}

/// The ends that a client saw and was not told of, after it was given time.
async fn untold(done: &Done, deadline: Instant) -> Vec<String> {
    loop {
        let told: Vec<_> = done.receivers.iter().map(super::Receiver::ends).collect();
        let untold: Vec<_> = done
            .ledger
            .people
            .iter()
            .flat_map(|one| one.processes.iter().map(move |known| (one, known)))
            // What was said of a dossier goes with it, perhaps before it was told.
            .filter(|(one, known)| one.erased == Asked::No && known.erased == Asked::No)
            .filter_map(|(one, known)| {
                let status = known.result.as_ref()?["status"].as_str()?;
                let told = told[one.account].get(&known.process);
                let right = told.is_some_and(|told| told.iter().all(|one| one == status));
                (!right)
                    .then(|| format!("{} {}: {status}, told {told:?}", one.path(), known.process))
            })
            .collect();
        if untold.is_empty() || Instant::now() > deadline {
            return untold;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
