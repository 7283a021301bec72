-- What this database alone has: under `database` its own random id, which the store of its files names too, and under
-- `load/…` what is being restored or imported, with since when.
CREATE TABLE instance (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    at INTEGER
) STRICT;
-- From when on the times of retention count for a client, where what it has was there before there were any.
ALTER TABLE clients ADD COLUMN retained_from INTEGER;
UPDATE clients SET retained_from = CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
    WHERE EXISTS (SELECT 1 FROM dossiers WHERE dossiers.owner_id = clients.id)
        AND EXISTS (SELECT 1 FROM _sqlx_migrations WHERE version = 10 AND installed_on > datetime('now', '-1 hour'));
