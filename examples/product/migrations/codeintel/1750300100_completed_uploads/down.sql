DROP VIEW newest_uploads;
