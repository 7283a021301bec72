-- What a call was made of is sealed like its answer, and so has no fixed length any more.
ALTER TABLE kept_answers DROP CONSTRAINT kept_answers_fingerprint_check;
