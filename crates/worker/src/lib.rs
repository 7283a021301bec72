//! The job loop: runs what use cases have put in the queue.
