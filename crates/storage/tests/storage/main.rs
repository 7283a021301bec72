//! One suite for both engines and both stores. SQLite with a folder always runs; PostgreSQL with a bucket runs where
//! `scripts/postgres.sh` and `scripts/s3.sh` have started servers.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "in a test a panic is the report, and what led to it is worth reading"
)]

mod audit;
mod bench;
mod bucket_alone;
mod contents;
mod dump;
mod durability;
mod erasure;
mod files;
mod migrations;
mod owners;
mod queue;
mod races;
mod rules;
mod sealing;
mod side_by_side;
mod silence;
mod sqlite_alone;

/// Makes a test per place of each function, which takes a `&Bench`.
macro_rules! on_both {
    ($($module:ident: $($name:ident),* $(,)?;)*) => {
        mod on_sqlite_and_a_folder {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let bench = crate::bench::Bench::of_files().await;
                    crate::$module::$name(&bench).await;
                    bench.finish().await;
                }
            )*)*
        }
        mod on_postgres_and_a_bucket {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let Some(bench) = crate::bench::Bench::of_servers().await else {
                        return;
                    };
                    crate::$module::$name(&bench).await;
                    bench.finish().await;
                }
            )*)*
        }
    };
}

on_both! {
    rules:
        every_statement_is_understood_by_the_engine,
        migrating_again_changes_nothing,
        a_database_of_a_newer_version_is_refused,
        a_unit_that_is_dropped_leaves_no_trace,
        a_final_process_is_never_written_again,
        no_process_of_a_live_client_is_played,
        the_name_of_a_client_is_taken_once,
        a_client_that_was_revoked_keeps_its_first_time,
        what_a_client_sets_of_the_rules_is_kept_until_it_is_reset,
        signing_keys_come_newest_first_and_retire_once,
        dossiers_come_newest_first_and_no_more_than_asked_for;
    audit:
        the_audit_log_refuses_changes,
        entries_of_many_units_side_by_side_have_no_gaps_and_follow_each_other,
        a_log_of_an_older_version_is_chained_once,
        a_log_that_is_not_chained_takes_no_entry,
        heads_to_sign_are_those_that_grew;
    owners:
        ids_of_another_client_find_nothing,
        nothing_is_written_under_ids_of_another_client,
        nothing_is_kept_in_a_dossier_that_is_not_there;
    races:
        of_many_units_that_start_one_process_exactly_one_wins,
        workers_side_by_side_never_lease_the_same_job,
        an_upload_and_an_erasure_at_once_leave_nothing_half,
        readers_see_the_last_commit_while_a_unit_is_open;
    queue:
        turns_alternate_between_two_clients,
        a_newcomer_goes_next_and_then_takes_turns,
        within_a_client_the_oldest_job_goes_first,
        a_job_waits_for_its_time,
        a_lease_that_ended_is_taken_over_and_the_first_worker_is_fenced_off,
        a_lease_that_was_extended_is_not_taken_over,
        a_retry_waits_for_its_time_and_the_old_fence_is_void,
        leases_of_a_worker_that_died_are_given_back_at_once,
        a_job_whose_tries_are_used_up_says_so,
        a_job_of_an_erased_process_is_fenced,
        a_commit_wakes_the_workers_and_a_drop_does_not,
        the_queue_is_counted;
    files:
        a_file_comes_back_as_it_was_given,
        a_damaged_a_cut_and_a_missing_file_are_named_as_such,
        rows_whose_file_is_gone_or_damaged_are_counted,
        a_file_that_is_too_large_is_refused,
        an_id_of_a_file_is_taken_once,
        a_file_without_a_row_is_swept_and_one_with_a_row_is_not,
        files_of_an_import_that_is_under_way_are_not_swept,
        a_store_of_another_database_is_not_touched,
        a_store_that_an_earlier_version_used_is_taken_by_who_has_its_clients_alone,
        a_file_that_is_there_is_taken_for_done_only_with_the_same_bytes;
    erasure:
        a_replaced_picture_loses_its_file,
        an_erased_process_takes_its_rows_and_files_and_nothing_else,
        an_erased_dossier_takes_its_rows_and_files_and_nothing_else,
        a_file_that_cannot_be_removed_holds_up_no_other_and_is_told_to_its_own_dossier_alone,
        an_erasure_that_was_interrupted_before_the_files_went_is_finished_later,
        an_erasure_that_was_interrupted_after_the_files_went_is_finished_later,
        an_erasure_that_was_not_committed_removes_no_file;
    contents:
        files_of_a_dossier_are_kept_replaced_and_gone_with_all_they_were,
        files_that_no_row_names_go_with_the_folder_of_their_dossier,
        user_data_are_one_for_each_dossier_and_their_owners_alone,
        configurations_are_made_once_and_replaced_by_their_owner,
        processes_are_listed_by_time_status_and_page;
    side_by_side:
        units_side_by_side_are_all_kept,
        a_unit_that_is_dropped_takes_nothing_of_its_neighbours_along,
        a_commit_that_nobody_waits_for_any_more_holds_and_holds_up_nobody;
    sealing:
        a_master_key_that_is_missing_or_another_is_refused_and_nothing_changes,
        every_key_is_wrapped_anew_while_it_is_used_and_the_old_master_key_is_not_needed_any_more,
        a_rotation_that_was_interrupted_is_gone_on_with_and_draws_no_other_key,
        keys_of_the_environment_are_made_by_the_operator,
        what_is_moved_between_dossiers_by_hand_does_not_open,
        a_dossier_that_another_node_erased_opens_nowhere_any_more,
        what_was_kept_before_it_was_sealed_is_sealed_at_the_start;
    dump:
        every_table_is_dumped_or_said_to_be_left_out,
        every_column_of_a_table_is_dumped,
        a_snapshot_does_not_see_what_is_written_later,
        an_instance_with_anything_in_it_is_occupied;
    durability:
        everything_committed_is_there_after_reopening;
}
