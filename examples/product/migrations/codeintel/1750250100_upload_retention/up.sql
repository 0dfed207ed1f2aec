CREATE TABLE retention_rules (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pattern   text NOT NULL UNIQUE,
  keep_days integer NOT NULL DEFAULT 90 CHECK (keep_days > 0)
);
INSERT INTO retention_rules (pattern, keep_days) VALUES ('*', 365);
