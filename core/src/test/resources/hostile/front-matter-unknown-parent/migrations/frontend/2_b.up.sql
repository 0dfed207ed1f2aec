
-- +++
-- parent: 7
-- +++

CREATE TABLE t (id int);
