use crate::engine::Pools;
use crate::error::{Cause, StorageError};
use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// Forward only. A migration that was released never changes; the engine remembers its hash.
struct Step {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($version:literal, $name:literal) => {
        Step {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }
    };
}

const STEPS: &[Step] = &[
    step!(1, "0001_first"),
    step!(2, "0002_client_rules"),
    step!(3, "0003_dossier_contents"),
    step!(4, "0004_sessions"),
    step!(5, "0005_manners"),
    step!(6, "0006_captures"),
    step!(7, "0007_notifications"),
    step!(8, "0008_sealing"),
    step!(9, "0009_audit_chain"),
    step!(10, "0010_retention"),
    step!(12, "0012_event_sequence"),
    step!(13, "0013_instance"),
    step!(14, "0014_sealed_fingerprints"),
    step!(15, "0015_key_statistics"),
];

fn migrator(text: fn(&Step) -> &'static str) -> Migrator {
    let migrations = STEPS
        .iter()
        .map(|step| {
            Migration::new(
                step.version,
                step.name.into(),
                MigrationType::Simple,
                text(step).into_sql_str(),
                false,
            )
        })
        .collect();
    Migrator::with_migrations(migrations)
}

pub(crate) async fn run(pools: &Pools) -> Result<(), StorageError> {
    let ran = match pools {
        Pools::Sqlite { write, .. } => migrator(|step| step.sqlite).run(write.pool()).await,
        Pools::Postgres(pool) => {
            // A migration of a large table takes its time.
            let mut connection = pool.unhurried().await?;
            let migrator = migrator(|step| step.postgres);
            migrator.run_direct(None, &mut connection, false).await
        }
    };
    ran.map_err(|error| match error {
        MigrateError::Execute(error) => error.into(),
        other => StorageError::Migration(Cause::new(other.to_string())),
    })
}
