-- +++
-- parents: []
-- +++

CREATE TABLE t (id int);
