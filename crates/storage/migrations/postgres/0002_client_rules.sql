-- What a client has set of the rules that judge, as JSON; NULL for one that has set nothing.
ALTER TABLE clients ADD COLUMN rules TEXT;
