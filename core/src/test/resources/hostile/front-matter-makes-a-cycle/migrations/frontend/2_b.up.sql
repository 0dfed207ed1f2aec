-- +++
-- parent: 3
-- +++

CREATE TABLE t (id int);
