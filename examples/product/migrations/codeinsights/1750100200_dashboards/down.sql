DROP TABLE dashboard_series;
DROP TABLE dashboards;
