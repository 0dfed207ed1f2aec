DROP TABLE symbols;
DROP TYPE source_range;
