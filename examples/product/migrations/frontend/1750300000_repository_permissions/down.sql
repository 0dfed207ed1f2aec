DROP TABLE repo_permissions;
DROP TYPE permission;
