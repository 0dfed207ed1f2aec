DROP VIEW starred_notebooks;
DROP TABLE notebook_stars;
