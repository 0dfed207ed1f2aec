DROP INDEX series_points_at;
