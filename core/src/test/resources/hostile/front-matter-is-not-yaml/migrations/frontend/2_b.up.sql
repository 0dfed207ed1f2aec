-- +++
-- parent: 1
-- name: 'x
-- +++

CREATE TABLE t (id int);
