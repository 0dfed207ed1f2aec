SELECT 1;
\set who `whoami`
SELECT 2;
