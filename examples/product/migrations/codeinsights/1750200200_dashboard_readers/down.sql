DROP TABLE dashboard_readers;
