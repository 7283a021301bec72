//! Facts in, checks and a verdict out: rules, thresholds, reasons. Pure.
