DROP TABLE changesets;
DROP TABLE batch_changes;
