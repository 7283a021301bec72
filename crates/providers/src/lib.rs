//! Who verifies: one trait, one file per provider.
