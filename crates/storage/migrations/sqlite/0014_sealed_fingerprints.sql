-- What a call was made of is sealed like its answer, and so has no fixed length any more.
CREATE TABLE kept_answers_sealed (
    owner_id TEXT NOT NULL REFERENCES clients (id),
    call_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    dossier_id TEXT,
    code INTEGER NOT NULL,
    body BLOB,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, call_key)
) STRICT;
INSERT INTO kept_answers_sealed (owner_id, call_key, fingerprint, dossier_id, code, body, kept_at)
    SELECT owner_id, call_key, fingerprint, dossier_id, code, body, kept_at FROM kept_answers;
DROP TABLE kept_answers;
ALTER TABLE kept_answers_sealed RENAME TO kept_answers;
CREATE INDEX kept_answers_oldest ON kept_answers (kept_at);
CREATE INDEX kept_answers_of_dossier ON kept_answers (dossier_id, owner_id);
