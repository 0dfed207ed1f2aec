DROP FUNCTION record_point(bigint, double precision);
