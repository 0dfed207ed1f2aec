DROP TABLE org_members;
DROP TABLE orgs;
