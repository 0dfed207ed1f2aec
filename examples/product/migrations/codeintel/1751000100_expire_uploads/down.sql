DROP PROCEDURE expire_uploads();
ALTER TABLE uploads DROP COLUMN expires_at;
