//! SQL for SQLite and PostgreSQL, blobs in files, the job queue, the audit log.
