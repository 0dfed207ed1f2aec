CREATE TABLE notebook_stars (
  notebook_id bigint NOT NULL REFERENCES notebooks ON DELETE CASCADE,
  user_id     bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (notebook_id, user_id)
);

CREATE VIEW starred_notebooks AS
  SELECT n.id, n.title, concat_ws(' ', u.given_name, u.family_name) AS author, count(*) AS stars
    FROM notebooks n JOIN users u ON u.id = n.author_id JOIN notebook_stars s ON s.notebook_id = n.id
   GROUP BY n.id, u.id;
