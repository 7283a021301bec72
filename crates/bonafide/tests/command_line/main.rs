//! The binary as operators and scripts use it: what it prints, where, and with which exit code.

mod clients;
mod configuration;
mod reading;
mod run;
mod serving;
