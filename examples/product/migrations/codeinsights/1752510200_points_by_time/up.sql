CREATE INDEX series_points_at ON series_points (at);
