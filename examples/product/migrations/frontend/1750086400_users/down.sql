DROP TABLE users;
DROP FUNCTION touch_updated_at();
DROP DOMAIN handle;
DROP TYPE user_role;
