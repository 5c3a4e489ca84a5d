-- A journal as commit 38d788b left it, dumped after a run against its stand-in: two clusters were created, the
-- update of `stays` was refused, and `goes` was deleted.
BEGIN TRANSACTION;
CREATE TABLE brake_marks (
  id         INTEGER PRIMARY KEY,
  time       INTEGER NOT NULL,
  verb       TEXT    NOT NULL,
  account_id TEXT    NOT NULL,
  cluster_id TEXT    NOT NULL
);
INSERT INTO "brake_marks" VALUES(1,1795958296356735785,'delete','acme','goes');
CREATE TABLE events (
  id           INTEGER PRIMARY KEY,
  account_id   TEXT    NOT NULL,
  cluster_id   TEXT    NOT NULL,
  time         INTEGER NOT NULL,
  type         TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  message      TEXT    NOT NULL,
  reconcile_id INTEGER NOT NULL
);
INSERT INTO "events" VALUES(1,'acme','goes',1795958283190018550,'Normal','ApiCall','create: HTTP 200, 0 ms, request id standin-2; it sent POST /v1/accounts/acme/clusters {"cluster":{"displayName":"Cluster that goes","fakeCluster":{"projectId":"p","location":"l","clusterName":"goes"}},"clusterId":"goes"}',0);
INSERT INTO "events" VALUES(2,'acme','goes',1795958283190034204,'Normal','Creating','created; it is coming up',1);
INSERT INTO "events" VALUES(3,'acme','stays',1795958283190080743,'Normal','ApiCall','create: HTTP 200, 0 ms, request id standin-3; it sent POST /v1/accounts/acme/clusters {"cluster":{"displayName":"Cluster that stays","fakeCluster":{"projectId":"p","location":"l","clusterName":"stays"}},"clusterId":"stays"}',0);
INSERT INTO "events" VALUES(4,'acme','stays',1795958283190087112,'Normal','Creating','created; it is coming up',2);
INSERT INTO "events" VALUES(5,'acme','goes',1795958284241109327,'Normal','AsDeclared','READY as declared',1);
INSERT INTO "events" VALUES(6,'acme','stays',1795958284241109327,'Normal','AsDeclared','READY as declared',2);
INSERT INTO "events" VALUES(7,'acme','stays',1795958290226446853,'Normal','Declared','the declaration changed: displayName "Cluster that stays" -> "Renamed"',2);
INSERT INTO "events" VALUES(8,'acme','stays',1795958290247153140,'Warning','ApiCall','update: HTTP 403 PERMISSION_DENIED: quota of GPUs, 0 ms, request id standin-11; it sent PATCH /v1/accounts/acme/clusters/stays?updateMask=display_name {"displayName":"Renamed","fakeCluster":{"clusterName":"stays","location":"l","projectId":"p"}}',0);
INSERT INTO "events" VALUES(9,'acme','stays',1795958290247171958,'Warning','PermissionDenied','update failed: HTTP 403 PERMISSION_DENIED: quota of GPUs',4);
INSERT INTO "events" VALUES(10,'acme','stays',1795958290247171958,'Warning','PermissionDenied','HTTP 403 PERMISSION_DENIED: quota of GPUs',4);
INSERT INTO "events" VALUES(11,'acme','goes',1795958296251126630,'Warning','RemovalHeld','the manifest is gone; its policy is followed after the next full sweep',1);
INSERT INTO "events" VALUES(12,'acme','goes',1795958296377015138,'Normal','ApiCall','delete: HTTP 200, 0 ms, request id standin-20; it sent DELETE /v1/accounts/acme/clusters/goes',0);
INSERT INTO "events" VALUES(13,'acme','goes',1795958296377028778,'Normal','Deleting','delete accepted; waiting until it is gone',6);
INSERT INTO "events" VALUES(14,'acme','goes',1795958297425108973,'Normal','ApiCall','get: HTTP 404 NOT_FOUND: cluster accounts/acme/clusters/goes not found, 0 ms, request id standin-23',0);
INSERT INTO "events" VALUES(15,'acme','goes',1795958297425113840,'Normal','Deleted','the cluster is deleted, as its policy says',8);
CREATE TABLE ready_samples (
  id      INTEGER PRIMARY KEY,
  kind    TEXT    NOT NULL,
  region  TEXT    NOT NULL,
  took_ms INTEGER NOT NULL,
  time    INTEGER NOT NULL
);
INSERT INTO "ready_samples" VALUES(1,'fake','l',1052,1795958284241109327);
INSERT INTO "ready_samples" VALUES(2,'fake','l',1052,1795958284241109327);
CREATE TABLE "records" (
  account_id     TEXT    NOT NULL,
  cluster_id     TEXT    NOT NULL,
  owned          INTEGER NOT NULL,
  ever_seen      INTEGER NOT NULL,
  intent         TEXT,
  intent_written INTEGER,
  intent_attempt INTEGER,
  deletion       TEXT    NOT NULL,
  body           TEXT    NOT NULL,
  UNIQUE (account_id, cluster_id)
);
INSERT INTO "records" VALUES('acme','stays',1,1,'update',1795958290226785546,1,'Delete','{"generation":2,"appliedGeneration":1,"digest":18285014078907605610,"policy":{"adoption":"IfIdentical","drift":"Heal","onFailed":"Hold"},"firstSeen":1795958283177366556,"conditions":{"Ready":{"status":"False","reason":"PermissionDenied","message":"HTTP 403 PERMISSION_DENIED: quota of GPUs","lastTransition":1795958290226446853,"observedGeneration":2},"Reconciling":{"status":"False","reason":"PermissionDenied","lastTransition":1795958290247171958,"observedGeneration":2},"Stalled":{"status":"True","reason":"PermissionDenied","lastTransition":1795958290247171958,"observedGeneration":2},"Synced":{"status":"False","reason":"PermissionDenied","lastTransition":1795958290226446853,"observedGeneration":2}},"incarnation":1795958283189000000,"readySince":1795958284241109327,"applied":{"displayName":"Cluster that stays","fakeCluster":{"projectId":"p","location":"l","clusterName":"stays"}},"intentSpec":{"displayName":"Renamed","fakeCluster":{"projectId":"p","location":"l","clusterName":"stays"}}}');
CREATE INDEX events_of_cluster ON events (account_id, cluster_id, id);
CREATE INDEX brake_marks_by_time ON brake_marks (time);
CREATE VIEW clusters AS
SELECT account_id || '/' || cluster_id AS cluster,
       owned, ever_seen, deletion, intent,
       strftime('%Y-%m-%dT%H:%M:%SZ', intent_written / 1000000000, 'unixepoch') AS intent_written,
       intent_attempt,
       json_extract(body, '$.conditions.Ready.status')  AS ready,
       json_extract(body, '$.conditions.Ready.reason')  AS reason,
       json_extract(body, '$.conditions.Ready.message') AS message,
       json_extract(body, '$.generation')               AS generation
FROM records;
CREATE VIEW history AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time,
       account_id || '/' || cluster_id AS cluster, type, reason, message, reconcile_id
FROM events ORDER BY id DESC;
COMMIT;
PRAGMA user_version = 3;
PRAGMA application_id = 1180127056;
