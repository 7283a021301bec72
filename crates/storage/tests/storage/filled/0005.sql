UPDATE clients SET token_seconds = 60, scopes = 'signicat-api' WHERE id = 'sandbox-old';
INSERT INTO kept_answers (owner_id, call_key, fingerprint, dossier_id, code, body, kept_at) VALUES
    ('sandbox-old', 'key-1', HEX'0909090909090909090909090909090909090909090909090909090909090909', '00000000-0000-4000-8000-0000000d0001', 201, HEX'7b7d', 1700000050000000);
