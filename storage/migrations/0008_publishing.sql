-- 2026-11-22. Who ordered a digest is in the log, from where people who asked to be forgotten are removed; nothing read it
-- here. Posts of an announcement channel can be published to the channels that follow it, later than they were posted.

ALTER TABLE digest DROP COLUMN created_by;

ALTER TABLE delivery ADD COLUMN publish_at INTEGER;  -- when to publish it (again); NULL: not to be, or done
CREATE INDEX delivery_unpublished ON delivery (publish_at) WHERE publish_at IS NOT NULL;
