-- For how long what a client keeps is kept, as JSON; NULL for one that has the server's times.
ALTER TABLE clients ADD COLUMN retention TEXT;
-- Since when a dossier is held: it is erased by nobody until it is released.
ALTER TABLE dossiers ADD COLUMN held_at BIGINT;
CREATE INDEX dossiers_stale ON dossiers (owner_id, updated_at, id);
CREATE INDEX processes_stale ON processes (owner_id, updated_at, id);
