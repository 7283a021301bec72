//! For tests and the demo: the document press, the real server on a free port, a clock to move.
