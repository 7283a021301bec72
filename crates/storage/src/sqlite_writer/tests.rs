use super::SqliteWriter;
use crate::engine::Pools;
use crate::{Database, Storage, StorageError, StorageSettings};
use sqlx::Row as _;
use tempfile::TempDir;

/// A database whose `child` is looked at when a transaction is committed, and not before: a commit can be made to fail.
async fn writer() -> (TempDir, Storage, SqliteWriter) {
    let folder = TempDir::new().unwrap();
    let database = Database::Sqlite {
        path: folder.path().join("bonafide.db"),
    };
    let settings = StorageSettings::new(database, folder.path().join("files"));
    let storage = Storage::open(&settings).await.unwrap();
    let Pools::Sqlite { write, .. } = &storage.pools else {
        panic!("SQLite was asked for");
    };
    let write = write.clone();
    for statement in [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
    ] {
        sqlx::query(statement).execute(write.pool()).await.unwrap();
    }
    (folder, storage, write)
}

async fn parents(writer: &SqliteWriter) -> Vec<i64> {
    let rows = sqlx::query("SELECT id FROM parent ORDER BY id")
        .fetch_all(writer.pool())
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all_who_shared_it_and_hinders_nobody_after_them() {
    let (_folder, _storage, writer) = writer().await;
    let mut first = writer.begin().await.unwrap();
    sqlx::query("INSERT INTO parent VALUES (1)")
        .execute(first.connection().unwrap())
        .await
        .unwrap();
    // In line before the first commits, so that it joins.
    let waiting = tokio::spawn({
        let writer = writer.clone();
        async move { writer.begin().await }
    });
    tokio::task::yield_now().await;
    let first = tokio::spawn(first.commit());
    let mut second = waiting.await.unwrap().unwrap();
    sqlx::query("INSERT INTO child VALUES (77)")
        .execute(second.connection().unwrap())
        .await
        .unwrap();
    let second = second.commit().await;
    let first = first.await.unwrap();
    for told in [first, second] {
        assert!(
            matches!(told, Err(StorageError::Unavailable(_))),
            "{told:?}"
        );
    }
    assert_eq!(parents(&writer).await, [] as [i64; 0]);

    let mut third = writer.begin().await.unwrap();
    sqlx::query("INSERT INTO parent VALUES (3)")
        .execute(third.connection().unwrap())
        .await
        .unwrap();
    third.commit().await.unwrap();
    assert_eq!(parents(&writer).await, [3]);
}

#[tokio::test]
async fn after_a_failure_of_the_disk_nothing_more_of_the_transaction_is_done_or_kept() {
    let (_folder, _storage, writer) = writer().await;
    let mut turn = writer.begin().await.unwrap();
    sqlx::query("INSERT INTO parent VALUES (1)")
        .execute(turn.connection().unwrap())
        .await
        .unwrap();
    let failed: Result<(), StorageError> = Err(StorageError::unavailable("disk I/O error"));
    assert!(turn.noted(failed).is_err());
    assert!(
        turn.connection().is_err(),
        "it goes on as if nothing had been"
    );
    assert!(turn.commit().await.is_err());

    let mut next = writer.begin().await.unwrap();
    sqlx::query("INSERT INTO parent VALUES (2)")
        .execute(next.connection().unwrap())
        .await
        .unwrap();
    next.commit().await.unwrap();
    assert_eq!(parents(&writer).await, [2]);
}
