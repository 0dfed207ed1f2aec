CREATE FUNCTION record_point(of_series bigint, new_value double precision) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO series_points (series, at, value) VALUES (of_series, now(), new_value);
  INSERT INTO series_snapshots (series, value) VALUES (of_series, new_value)
    ON CONFLICT (series) DO UPDATE SET value = excluded.value, taken_at = now();
END;
