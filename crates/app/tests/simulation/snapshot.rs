//! What the database holds, read past everything that could hide something.

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions as _, Row as _, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProcessRow {
    pub(crate) dossier: String,
    pub(crate) owner: String,
    pub(crate) status: String,
    pub(crate) state: String,
}

impl ProcessRow {
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self.status.as_str(), "pending" | "processing")
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JobRow {
    pub(crate) process: String,
    pub(crate) fence: i64,
    pub(crate) run_at: i64,
    pub(crate) holder: Option<String>,
    pub(crate) lease_until: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub(crate) owner: String,
    pub(crate) kind: String,
    pub(crate) dossier: Option<String>,
    pub(crate) process: Option<String>,
    pub(crate) expires_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeliveryRow {
    pub(crate) event: String,
    pub(crate) owner: String,
    pub(crate) target_kind: String,
    pub(crate) target: String,
    pub(crate) state: String,
    pub(crate) attempts: i64,
    pub(crate) next: i64,
    pub(crate) fence: i64,
    pub(crate) holder: Option<String>,
    pub(crate) lease_until: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubscriptionRow {
    pub(crate) owner: String,
    pub(crate) kinds: Vec<String>,
    pub(crate) state: String,
}

impl SubscriptionRow {
    pub(crate) fn wants(&self, kind: &str) -> bool {
        self.state == "enabled"
            && (self.kinds.is_empty() || self.kinds.iter().any(|one| one == kind))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuditRow {
    pub(crate) owner: String,
    pub(crate) act: String,
    pub(crate) dossier: Option<String>,
    pub(crate) process: Option<String>,
}

/// The rows by their ids. `audit` holds those since the snapshot before.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// With their owners.
    pub(crate) dossiers: BTreeMap<String, String>,
    pub(crate) processes: BTreeMap<String, ProcessRow>,
    /// By process and depiction: the file.
    pub(crate) images: BTreeMap<(String, String), (String, String)>,
    pub(crate) jobs: BTreeMap<String, JobRow>,
    pub(crate) events: BTreeMap<String, EventRow>,
    pub(crate) deliveries: BTreeMap<String, DeliveryRow>,
    pub(crate) subscriptions: BTreeMap<String, SubscriptionRow>,
    pub(crate) audit: Vec<AuditRow>,
}

pub(crate) struct Reader {
    connection: SqliteConnection,
    audited: i64,
}

impl Reader {
    pub(crate) async fn open(database: &Path) -> Self {
        let connection = SqliteConnectOptions::new()
            .filename(database)
            .disable_statement_logging()
            .connect()
            .await
            .unwrap();
        Self {
            connection,
            audited: 0,
        }
    }

    pub(crate) async fn rows(&mut self, text: &'static str) -> Vec<SqliteRow> {
        sqlx::query(text)
            .fetch_all(&mut self.connection)
            .await
            .unwrap()
    }

    /// How many rows of every table that names dossiers name this one, besides those that may outlive it.
    pub(crate) async fn left_of(&mut self, dossier: &str) -> i64 {
        let mut left = 0;
        for text in [
            "SELECT COUNT(*) FROM dossiers WHERE id = $1",
            "SELECT COUNT(*) FROM dossier_keys WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM processes WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM images WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM recordings WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM jobs WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM user_data WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM dossier_files WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM captures WHERE dossier_id = $1",
            "SELECT COUNT(*) FROM kept_answers WHERE dossier_id = $1 AND length(body) > 0",
            "SELECT COUNT(*) FROM events WHERE dossier_id = $1 AND external_reference IS NOT NULL",
        ] {
            let row = sqlx::query(text)
                .bind(dossier)
                .fetch_one(&mut self.connection)
                .await
                .unwrap();
            left += row.get::<i64, _>(0);
        }
        left
    }

    pub(crate) async fn read(&mut self) -> Snapshot {
        let mut now = Snapshot::default();
        for row in self.rows("SELECT id, owner_id FROM dossiers").await {
            now.dossiers.insert(row.get(0), row.get(1));
        }
        for row in self
            .rows("SELECT id, dossier_id, owner_id, status, hex(state) FROM processes")
            .await
        {
            let process = ProcessRow {
                dossier: row.get(1),
                owner: row.get(2),
                status: row.get(3),
                state: row.get(4),
            };
            now.processes.insert(row.get(0), process);
        }
        for row in self
            .rows("SELECT process_id, depiction, blob_id, dossier_id FROM images")
            .await
        {
            now.images
                .insert((row.get(0), row.get(1)), (row.get(2), row.get(3)));
        }
        for row in self
            .rows("SELECT id, process_id, fence, run_at, lease_owner, lease_until FROM jobs")
            .await
        {
            let job = JobRow {
                process: row.get(1),
                fence: row.get(2),
                run_at: row.get(3),
                holder: row.get(4),
                lease_until: row.get(5),
            };
            now.jobs.insert(row.get(0), job);
        }
        for row in self
            .rows("SELECT id, owner_id, kind, dossier_id, process_id, expires_at FROM events")
            .await
        {
            let event = EventRow {
                owner: row.get(1),
                kind: row.get(2),
                dossier: row.get(3),
                process: row.get(4),
                expires_at: row.get(5),
            };
            now.events.insert(row.get(0), event);
        }
        for row in self
            .rows(
                "SELECT id, event_id, owner_id, target_kind, target_id, state, attempts, next_attempt_at, fence,
                    lease_owner, lease_until FROM deliveries",
            )
            .await
        {
            let delivery = DeliveryRow {
                event: row.get(1),
                owner: row.get(2),
                target_kind: row.get(3),
                target: row.get(4),
                state: row.get(5),
                attempts: row.get(6),
                next: row.get(7),
                fence: row.get(8),
                holder: row.get(9),
                lease_until: row.get(10),
            };
            now.deliveries.insert(row.get(0), delivery);
        }
        for row in self
            .rows("SELECT id, owner_id, kinds, state FROM subscriptions")
            .await
        {
            let kinds: String = row.get(2);
            let subscription = SubscriptionRow {
                owner: row.get(1),
                kinds: serde_json::from_str(&kinds).unwrap(),
                state: row.get(3),
            };
            now.subscriptions.insert(row.get(0), subscription);
        }
        let rows = sqlx::query(
            "SELECT rowid, owner_id, act, dossier_id, process_id FROM audit WHERE rowid > $1 ORDER BY rowid",
        )
        .bind(self.audited)
        .fetch_all(&mut self.connection)
        .await
        .unwrap();
        for row in rows {
            self.audited = row.get(0);
            now.audit.push(AuditRow {
                owner: row.get(1),
                act: row.get(2),
                dossier: row.get(3),
                process: row.get(4),
            });
        }
        now
    }
}
