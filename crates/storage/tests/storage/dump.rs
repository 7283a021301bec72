use crate::bench::Bench;
use bonafide_storage::{Part, Storage};
use std::collections::BTreeMap;

pub(crate) async fn every_table_is_dumped_or_said_to_be_left_out(bench: &Bench) {
    let forgotten = bench.storage.tables_nobody_dumps().await.unwrap();
    let none: [&str; 0] = [];
    assert_eq!(
        forgotten, none,
        "a line in storage/src/dump/tables.rs for each"
    );
}

pub(crate) async fn every_column_of_a_table_is_dumped(bench: &Bench) {
    let columns = bench.columns().await;
    for table in Storage::dumped_tables() {
        let dumped: Vec<String> = table.column_names().map(str::to_owned).collect();
        let mut dumped = dumped;
        dumped.sort();
        assert_eq!(columns[table.name], dumped, "{}", table.name);
    }
}

/// What is read stands still while others write.
pub(crate) async fn a_snapshot_does_not_see_what_is_written_later(bench: &Bench) {
    let owner = bench.client("acme").await;
    bench.dossier(&owner).await;
    let mut snapshot = bench.storage.snapshot().await.unwrap();
    bench.dossier(&owner).await;
    bench.client("later").await;
    let mut counts = BTreeMap::new();
    for table in Storage::dumped_tables()
        .iter()
        .filter(|t| t.part == Part::Account)
    {
        let rows = snapshot
            .each_row(table, None, async |_| {
                Ok::<_, bonafide_storage::StorageError>(())
            })
            .await
            .unwrap();
        counts.insert(table.name, rows);
    }
    assert_eq!((counts["clients"], counts["dossiers"]), (1, 1));
}

pub(crate) async fn an_instance_with_anything_in_it_is_occupied(bench: &Bench) {
    assert_eq!(bench.storage.occupied().await.unwrap(), None);
    bench.client("acme").await;
    assert_eq!(bench.storage.occupied().await.unwrap(), Some("clients"));
}
