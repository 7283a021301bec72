INSERT INTO captures (process_id, dossier_id, owner_id, artifact_hash, flow, created_at, expires_at) VALUES
    ('00000000-0000-4000-8000-0000000e0001', '00000000-0000-4000-8000-0000000d0001', 'sandbox-old',
     HEX'0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', '{"page":"first"}', 1700000060000000, 4100000000000000);
