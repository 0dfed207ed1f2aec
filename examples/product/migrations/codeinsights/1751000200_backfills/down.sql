DROP TABLE backfills;
DROP TYPE backfill_state;
