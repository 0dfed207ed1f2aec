DROP TABLE series_points;
DROP TABLE insight_series;
