//! What clients, workers and operators do. Each act is a task; what came of it is written down when it ends.

use crate::network::Network;
use crate::schedule::{Scheduler, TaskId};
use crate::support::{pictureid, png};
use bonafide_app::domain::Dossier;
use bonafide_app::domain::{Depiction, DossierId, EventId, ProcessId, SubscriptionId};
use bonafide_app::{
    Answer, App, AppError, Caller, CreateDossier, CreateProcess, NewSubscription,
    ReservedVerification, StartVerification, SubscriptionChange, create_dossier, create_process,
    create_subscription, delete_dossier, delete_process, delete_subscription, deliver,
    extend_verification, fail_process, get_dossier, get_image, get_process, put_back_verification,
    resend_event, reserve_deliveries, reserve_verification, return_verification,
    rotate_subscription_secret, run_verification, send_test_event, set_images, start_verification,
    sweep, tidy, update_subscription,
};
use futures::FutureExt as _;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

/// An act, by what a judge has to know of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Act {
    /// With a reference, which is also its key where it has one.
    CreateDossier {
        reference: String,
        keyed: bool,
    },
    CreateProcess {
        dossier: DossierId,
        calls_back: bool,
    },
    SetImages {
        dossier: DossierId,
        process: ProcessId,
        content: u32,
    },
    Start {
        dossier: DossierId,
        process: ProcessId,
    },
    Fail {
        dossier: DossierId,
        process: ProcessId,
    },
    DeleteProcess {
        dossier: DossierId,
        process: ProcessId,
    },
    DeleteDossier {
        dossier: DossierId,
    },
    Read {
        dossier: DossierId,
        process: Option<ProcessId>,
    },
    Subscribe {
        place: usize,
        kinds: Vec<&'static str>,
    },
    Switch {
        subscription: SubscriptionId,
        on: bool,
    },
    Rotate {
        subscription: SubscriptionId,
    },
    Unsubscribe {
        subscription: SubscriptionId,
    },
    Test {
        subscription: SubscriptionId,
    },
    Resend {
        subscription: SubscriptionId,
        event: EventId,
    },
    Verify,
    Beat {
        of: TaskId,
    },
    Deliver {
        most: u32,
    },
    Tidy,
    Sweep,
}

/// What came of an act.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Done {
    /// It happened; the id of what it made.
    Yes(String),
    /// It had happened before; the id that was kept.
    Before(String),
    /// It may not happen, and did not.
    No(String),
    /// Nobody knows.
    Unknown,
    /// What must never be.
    Fault(String),
}

impl From<AppError> for Done {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Unavailable(_) => Self::Unknown,
            AppError::Internal(cause) => Self::Fault(cause),
            AppError::Answered(answer) => {
                Self::Before(String::from_utf8_lossy(&answer.body).into_owned())
            }
            refused => Self::No(refused.to_string()),
        }
    }
}

/// What tasks leave behind for the world, by their ids.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) done: BTreeMap<TaskId, Done>,
    /// Verifications that run.
    pub(crate) held: BTreeMap<TaskId, Arc<ReservedVerification>>,
    /// Those whose lease was lost: their worker lets go of them.
    pub(crate) lost: Vec<TaskId>,
}

/// Who acts, on which node.
pub(crate) struct Actor {
    pub(crate) app: Arc<App>,
    pub(crate) node: &'static str,
    pub(crate) caller: Caller,
    pub(crate) stranger: Caller,
    pub(crate) scheduler: Arc<Scheduler>,
    pub(crate) desk: Arc<Mutex<Desk>>,
}

impl Actor {
    pub(crate) async fn act(self, act: Act) {
        let me = self.scheduler.active().unwrap_or_default();
        let done = match self.done(act, me).await {
            Ok(done) => done,
            Err(error) => error.into(),
        };
        let mut desk = self.desk.lock().unwrap();
        desk.held.remove(&me);
        desk.done.insert(me, done);
    }

    async fn done(&self, act: Act, me: TaskId) -> Result<Done, AppError> {
        let (app, caller) = (&*self.app, &self.caller);
        let owner = caller.client();
        let yes = |id: String| Ok(Done::Yes(id));
        match act {
            Act::CreateDossier { reference, keyed } => self.create(reference, keyed).await,
            Act::CreateProcess {
                dossier,
                calls_back,
            } => {
                let request = CreateProcess {
                    notification_url: calls_back.then(|| Network::url(1)),
                    ..pictureid()
                };
                let made = create_process(app, caller, dossier, request).await?;
                yes(made.process.id.to_string())
            }
            Act::SetImages {
                dossier,
                process,
                content,
            } => {
                let images = vec![(Depiction::Front, png(&content.to_string()))];
                set_images(app, caller, dossier, process, images).await?;
                yes(process.to_string())
            }
            Act::Start { dossier, process } => {
                let request = StartVerification::default();
                start_verification(app, caller, dossier, process, request).await?;
                yes(process.to_string())
            }
            Act::Fail { dossier, process } => {
                fail_process(app, caller, dossier, process).await?;
                yes(process.to_string())
            }
            Act::DeleteProcess { dossier, process } => {
                delete_process(app, caller, dossier, process).await?;
                yes(process.to_string())
            }
            Act::DeleteDossier { dossier } => {
                delete_dossier(app, caller, dossier).await?;
                yes(dossier.to_string())
            }
            Act::Read { dossier, process } => self.read(dossier, process).await,
            Act::Subscribe { place, kinds } => {
                let new = NewSubscription {
                    url: Some(Network::url(place)),
                    events: kinds.into_iter().map(str::to_owned).collect(),
                    ..NewSubscription::default()
                };
                let made = create_subscription(app, caller, new).await?;
                yes(made.subscription.id.to_string())
            }
            Act::Switch { subscription, on } => {
                let change = SubscriptionChange {
                    enabled: Some(on),
                    ..SubscriptionChange::default()
                };
                update_subscription(app, owner, subscription, change).await?;
                yes(subscription.to_string())
            }
            Act::Rotate { subscription } => {
                let overlap = SignedDuration::from_secs(60);
                rotate_subscription_secret(app, owner, subscription, overlap).await?;
                yes(subscription.to_string())
            }
            Act::Unsubscribe { subscription } => {
                delete_subscription(app, owner, subscription).await?;
                yes(subscription.to_string())
            }
            Act::Test { subscription } => {
                yes(send_test_event(app, owner, subscription).await?.to_string())
            }
            Act::Resend {
                subscription,
                event,
            } => {
                resend_event(app, owner, subscription, event).await?;
                yes(event.to_string())
            }
            Act::Verify => self.verify(me).await,
            Act::Beat { of } => {
                let held = self.desk.lock().unwrap().held.get(&of).cloned();
                if let Some(job) = held
                    && !extend_verification(app, &job).await?
                {
                    self.desk.lock().unwrap().lost.push(of);
                }
                yes(String::new())
            }
            Act::Deliver { most } => {
                for delivery in reserve_deliveries(app, self.node, most).await? {
                    deliver(app, &delivery).await?;
                }
                yes(String::new())
            }
            Act::Tidy => yes(tidy(app).await?.to_string()),
            Act::Sweep => yes(sweep(app).await?.to_string()),
        }
    }

    async fn create(&self, reference: String, keyed: bool) -> Result<Done, AppError> {
        let mut caller = self.caller.clone();
        let once = match keyed {
            true => Some(caller.with_key(&self.app, reference.parse().unwrap())?),
            false => None,
        };
        if let Some(once) = &once {
            once.is_made_of([7; 32]);
            caller.answered_by(|dossier: &Dossier| Answer {
                code: 201,
                body: dossier.id.to_string().into_bytes(),
            });
        }
        let request = CreateDossier {
            external_reference: Some(reference),
        };
        let made = create_dossier(&self.app, &caller, request).await?;
        Ok(Done::Yes(made.id.to_string()))
    }

    /// Reads all there is. A stranger must find nothing.
    async fn read(&self, dossier: DossierId, process: Option<ProcessId>) -> Result<Done, AppError> {
        let (app, caller) = (&*self.app, &self.caller);
        match get_dossier(app, &self.stranger, dossier).await {
            Err(AppError::NotFound(_) | AppError::Unavailable(_)) => {}
            other => return Ok(Done::Fault(format!("a stranger reads {other:?}"))),
        }
        get_dossier(app, caller, dossier).await?;
        if let Some(process) = process {
            get_process(app, caller, dossier, process).await?;
            match get_image(app, caller, dossier, process, Depiction::Front).await {
                Ok(image) if image.bytes.starts_with(&png("")) => {}
                Ok(_) => return Ok(Done::Fault("another picture".to_owned())),
                Err(error) => return Err(error),
            }
        }
        Ok(Done::Yes(dossier.to_string()))
    }

    /// As the worker does it: one that panics counts as an attempt, one that the storage's outage ended is given back.
    async fn verify(&self, me: TaskId) -> Result<Done, AppError> {
        let app = &*self.app;
        let Some(job) = reserve_verification(app, self.node).await? else {
            return Ok(Done::Yes(String::new()));
        };
        let job = Arc::new(job);
        self.desk.lock().unwrap().held.insert(me, Arc::clone(&job));
        let ran = AssertUnwindSafe(run_verification(app, &job))
            .catch_unwind()
            .await;
        match ran {
            Ok(Ok(_)) => {}
            Ok(Err(AppError::Unavailable(_))) => {
                for _ in 0..3 {
                    if return_verification(app, &job, "out").await.is_ok() {
                        break;
                    }
                }
            }
            Ok(Err(AppError::Internal(cause))) => return Ok(Done::Fault(cause)),
            Ok(Err(_)) | Err(_) => {
                put_back_verification(app, &job, "panicked").await?;
            }
        }
        Ok(Done::Yes(job.process().to_string()))
    }
}
