-- What this database alone has: under `database` its own random id, which the store of its files names too, and under
-- `load/…` what is being restored or imported, with since when.
CREATE TABLE instance (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    at BIGINT
);
-- From when on the times of retention count for a client, where what it has was there before there were any.
ALTER TABLE clients ADD COLUMN retained_from BIGINT;
UPDATE clients SET retained_from = CAST(EXTRACT(EPOCH FROM now()) * 1000000 AS BIGINT)
    WHERE EXISTS (SELECT 1 FROM dossiers WHERE dossiers.owner_id = clients.id)
        AND EXISTS (SELECT 1 FROM _sqlx_migrations WHERE version = 10 AND installed_on > now() - INTERVAL '1 hour');
