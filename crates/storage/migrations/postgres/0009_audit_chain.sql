-- Each entry carries the hash of the entry before it, its own, and a seal that only this server can make; see docs/audit.md.
-- NULL only in entries of older versions, until they are chained at the first start of this one.
ALTER TABLE audit ADD COLUMN previous_hash BYTEA CHECK (octet_length(previous_hash) = 32);
ALTER TABLE audit ADD COLUMN hash BYTEA CHECK (octet_length(hash) = 32);
ALTER TABLE audit ADD COLUMN seal BYTEA CHECK (octet_length(seal) = 32);
-- The hash of the entry that `sequence` names.
ALTER TABLE audit_heads ADD COLUMN hash BYTEA CHECK (octet_length(hash) = 32);

-- What an entry says is never changed. Its hashes are written once.
DROP TRIGGER audit_is_not_changed ON audit;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    FOR EACH ROW
    WHEN (OLD.hash IS NOT NULL OR NEW.hash IS NULL
        OR (NEW.owner_id, NEW.sequence, NEW.at, NEW.actor, NEW.act, NEW.dossier_id, NEW.process_id)
            IS DISTINCT FROM (OLD.owner_id, OLD.sequence, OLD.at, OLD.actor, OLD.act, OLD.dossier_id, OLD.process_id))
    EXECUTE FUNCTION refuse_audit_change();

CREATE FUNCTION refuse_audit_without_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry of the audit log needs its hashes';
END;
$$;

CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit
    FOR EACH ROW WHEN (NEW.hash IS NULL OR NEW.previous_hash IS NULL)
    EXECUTE FUNCTION refuse_audit_without_hash();

-- Which entry was the last at a time, signed (Ed25519).
CREATE TABLE audit_signed_heads (
    owner_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    at BIGINT NOT NULL,
    public_key BYTEA NOT NULL CHECK (octet_length(public_key) = 32),
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (owner_id, sequence)
);

CREATE TRIGGER audit_signed_heads_are_not_changed BEFORE UPDATE OR DELETE ON audit_signed_heads
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_signed_heads_are_not_emptied BEFORE TRUNCATE ON audit_signed_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
