CREATE TABLE u (id int);
create extension if not exists citext;
