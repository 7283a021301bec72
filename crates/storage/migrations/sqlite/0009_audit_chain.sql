-- Each entry carries the hash of the entry before it, its own, and a seal that only this server can make; see docs/audit.md.
-- NULL only in entries of older versions, until they are chained at the first start of this one.
ALTER TABLE audit ADD COLUMN previous_hash BLOB CHECK (length(previous_hash) = 32);
ALTER TABLE audit ADD COLUMN hash BLOB CHECK (length(hash) = 32);
ALTER TABLE audit ADD COLUMN seal BLOB CHECK (length(seal) = 32);
-- The hash of the entry that `sequence` names.
ALTER TABLE audit_heads ADD COLUMN hash BLOB CHECK (length(hash) = 32);

-- What an entry says is never changed. Its hashes are written once.
DROP TRIGGER audit_is_not_changed;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
WHEN OLD.hash IS NOT NULL OR NEW.hash IS NULL OR NEW.owner_id IS NOT OLD.owner_id
    OR NEW.sequence IS NOT OLD.sequence OR NEW.at IS NOT OLD.at OR NEW.actor IS NOT OLD.actor
    OR NEW.act IS NOT OLD.act OR NEW.dossier_id IS NOT OLD.dossier_id OR NEW.process_id IS NOT OLD.process_id
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.hash IS NULL OR NEW.previous_hash IS NULL
BEGIN
    SELECT RAISE(ABORT, 'an entry of the audit log needs its hashes');
END;

-- Which entry was the last at a time, signed (Ed25519).
CREATE TABLE audit_signed_heads (
    owner_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    at INTEGER NOT NULL,
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (owner_id, sequence)
) STRICT;

CREATE TRIGGER audit_signed_heads_are_not_changed BEFORE UPDATE ON audit_signed_heads
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_signed_heads_are_not_removed BEFORE DELETE ON audit_signed_heads
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
