ALTER TABLE uploads ADD COLUMN expires_at timestamptz;

CREATE PROCEDURE expire_uploads() LANGUAGE sql AS $$
  UPDATE uploads SET expires_at = uploaded_at + make_interval(days => r.keep_days)
    FROM retention_rules r WHERE r.pattern = '*' AND expires_at IS NULL
$$;
