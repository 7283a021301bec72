//! The binary as operators and scripts use it: what it prints, where, and with which exit code.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail the test, and say when it was skipped"
)]

mod archive;
mod audit;
mod clients;
mod configuration;
mod files;
mod keeping;
mod limits;
mod machine;
mod reading;
mod run;
mod serving;
mod subscriptions;
mod verifying;
mod waiting;
