create unique index concurrently on t (id);
