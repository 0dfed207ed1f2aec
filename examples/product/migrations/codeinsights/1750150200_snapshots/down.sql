DROP TABLE series_snapshots;
