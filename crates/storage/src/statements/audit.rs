//! The statements of the audit log.

crate::statements::statements! {
    OF_AUDIT:
    // The head's row stays locked until the commit, so that numbers have no gaps. The hash is that of the entry before.
    NEXT_AUDIT_SEQUENCE = "
        INSERT INTO audit_heads (owner_id, sequence) VALUES ($1, 1)
        ON CONFLICT (owner_id) DO UPDATE SET sequence = audit_heads.sequence + 1
        RETURNING sequence, hash";
    INSERT_AUDIT = "
        INSERT INTO audit (owner_id, sequence, at, actor, act, dossier_id, process_id, previous_hash, hash, seal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    SET_AUDIT_HEAD = "
        UPDATE audit_heads SET hash = $2 WHERE owner_id = $1";
    AUDIT = "
        SELECT owner_id, sequence, at, actor, act, dossier_id, process_id, previous_hash, hash, seal
        FROM audit WHERE owner_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    NEWEST_AUDIT = "
        SELECT owner_id, sequence, at, actor, act, dossier_id, process_id, previous_hash, hash, seal
        FROM audit WHERE owner_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
    AUDIT_HEAD = "
        SELECT sequence, hash FROM audit_heads WHERE owner_id = $1";
    // Everybody who has, or should have, a log.
    AUDIT_OWNERS = "
        SELECT owner_id FROM audit_heads WHERE owner_id > $1
        UNION SELECT id FROM clients WHERE id > $1
        UNION SELECT owner_id FROM audit_signed_heads WHERE owner_id > $1
        UNION SELECT owner_id FROM audit WHERE owner_id > $1
        ORDER BY owner_id";

    // Logs of older versions, which had no hashes

    UNCHAINED_AUDIT_HEADS = "
        SELECT owner_id FROM audit_heads WHERE hash IS NULL ORDER BY owner_id";
    // Whoever chains a log holds its head's row; who waited for it finds the hash and goes on.
    LOCK_AUDIT_HEAD = "
        UPDATE audit_heads SET sequence = sequence WHERE owner_id = $1 RETURNING sequence, hash";
    AUDIT_IS_CHAINED = "
        SELECT 1 AS chained FROM audit WHERE owner_id = $1 AND hash IS NOT NULL LIMIT 1";
    CHAIN_AUDIT = "
        UPDATE audit SET previous_hash = $3, hash = $4, seal = $5 WHERE owner_id = $1 AND sequence = $2";

    // Signed heads

    ANY_SIGNED_AUDIT_HEAD = "
        SELECT owner_id FROM audit_signed_heads LIMIT 1";
    ANY_AUDIT_SEAL = "
        SELECT owner_id FROM audit WHERE seal IS NOT NULL LIMIT 1";
    // Those that grew by so many entries since they were signed, or that grew and were not signed since a time.
    AUDIT_HEADS_TO_SIGN = "
        SELECT h.owner_id, h.sequence, h.hash, s.sequence AS signed_sequence, s.hash AS signed_hash
        FROM audit_heads h
        LEFT JOIN audit_signed_heads s ON s.owner_id = h.owner_id AND s.sequence =
            (SELECT MAX(m.sequence) FROM audit_signed_heads m WHERE m.owner_id = h.owner_id)
        WHERE h.hash IS NOT NULL AND (s.sequence IS NULL
            OR h.sequence >= s.sequence + $1 OR (h.sequence > s.sequence AND s.at <= $2))
        ORDER BY h.owner_id LIMIT $3";
    INSERT_SIGNED_AUDIT_HEAD = "
        INSERT INTO audit_signed_heads (owner_id, sequence, hash, at, public_key, signature)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner_id, sequence) DO NOTHING";
    SIGNED_AUDIT_HEADS = "
        SELECT owner_id, sequence, hash, at, public_key, signature
        FROM audit_signed_heads WHERE owner_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
}
