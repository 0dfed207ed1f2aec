CREATE TABLE notebooks (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  author_id  bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  title      text NOT NULL,
  body       text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER notebooks_touch BEFORE UPDATE ON notebooks
  FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
