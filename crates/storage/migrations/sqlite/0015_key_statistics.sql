-- PostgreSQL keeps samples of keys in its statistics; here nobody asks for statistics.
SELECT 1;
