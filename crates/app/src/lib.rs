//! Use cases, one file per verb. Every door calls these and nothing below them.
