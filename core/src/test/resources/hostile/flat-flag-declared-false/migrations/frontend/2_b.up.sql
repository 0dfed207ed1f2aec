-- +++
-- privileged: false
-- +++

CREATE EXTENSION citext;
