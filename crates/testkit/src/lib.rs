//! For tests and the demo: the document press, the real server on a free port, a clock to move.

pub mod assure;
pub mod press;
pub mod server;
