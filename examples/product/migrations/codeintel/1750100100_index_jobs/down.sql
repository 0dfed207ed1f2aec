DROP TABLE index_jobs;
