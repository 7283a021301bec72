-- ANALYZE keeps samples of a column in a table of its own, where a key would outlive its row. Of this column none are taken.
ALTER TABLE dossier_keys ALTER COLUMN wrapped SET STATISTICS 0;
-- A column that is given a type, also its own, forgets the samples that it had.
ALTER TABLE dossier_keys ALTER COLUMN wrapped TYPE BYTEA;
