//! The status machine: the call table of the Assure API cell by cell, and what holds for every run of events.

mod invariants;
mod outcomes;
mod pictures;
mod process;
mod table;
