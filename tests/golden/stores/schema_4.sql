BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE day (
	learner VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	again INTEGER NOT NULL, 
	fresh INTEGER NOT NULL, 
	milliseconds BIGINT NOT NULL, 
	green INTEGER NOT NULL, 
	yellow INTEGER NOT NULL, 
	red INTEGER NOT NULL, 
	checks INTEGER NOT NULL, 
	lapses INTEGER NOT NULL, 
	PRIMARY KEY (learner, day)
);
INSERT INTO "day" VALUES('ada','2026-11-24',6,0,6,1400,3,1,2,0,0);
CREATE TABLE device (
	id VARCHAR NOT NULL, 
	machine VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (machine)
);
INSERT INTO "device" VALUES('a3abe30efe8e5723','42f66655085541b8');
CREATE TABLE due_count (
	learner VARCHAR NOT NULL, 
	due INTEGER NOT NULL, 
	pass INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, due, pass)
);
INSERT INTO "due_count" VALUES('ada',739945,2,2);
INSERT INTO "due_count" VALUES('ada',739944,1,1);
CREATE TABLE event (
	id VARCHAR NOT NULL, 
	learner VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	lamport BIGINT NOT NULL, 
	at VARCHAR NOT NULL, 
	offset_minutes INTEGER NOT NULL, 
	study_day VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	maths VARCHAR, 
	wording VARCHAR, 
	round VARCHAR, 
	pass INTEGER, 
	ok BOOLEAN, 
	why BOOLEAN, 
	decided_by VARCHAR, 
	seconds FLOAT, 
	target VARCHAR, 
	more VARCHAR NOT NULL, 
	disputed VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "event" VALUES('01a20ff4-79fc-7f28-8cfa-39f3a28b5eaa','ada','a3abe30efe8e5723',1,'2026-11-24T23:46:49.980Z',0,'2026-11-24','verdict','tiny/sum-1','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,1,'checker',0.0,NULL,'{"reason":"","code":"","answer":"116","revealed":false,"seen":false,"params":{"a":"74","b":"42"},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-8195-7377-92bf-e703942cc635','ada','a3abe30efe8e5723',2,'2026-11-24T23:46:51.925Z',0,'2026-11-24','verdict','tiny/sum-2','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,1,'checker',1.2,NULL,'{"reason":"","code":"misconception","answer":"9","revealed":false,"seen":false,"params":{"a":"65","b":"56"},"hints":0,"raw_seconds":1.2}',NULL);
INSERT INTO "event" VALUES('01a20ff4-8287-7798-9387-f81658049b2b','ada','a3abe30efe8e5723',3,'2026-11-24T23:46:52.167Z',0,'2026-11-24','verdict','tiny/sum-3','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,0,'checker',0.2,NULL,'{"reason":"","code":"misconception","answer":"13","revealed":false,"seen":false,"params":{"a":"92","b":"79"},"hints":0,"raw_seconds":0.2}',NULL);
INSERT INTO "event" VALUES('01a20ff4-82a3-740b-9160-5f306b73fe9b','ada','a3abe30efe8e5723',4,'2026-11-24T23:46:52.195Z',0,'2026-11-24','verdict','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,0,'checker',0.0,NULL,'{"reason":"","code":"","answer":"89","revealed":false,"seen":false,"params":{"a":"12","b":"77"},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-82a8-7f00-b10f-0cb581a0ef00','ada','a3abe30efe8e5723',5,'2026-11-24T23:46:52.200Z',0,'2026-11-24','skip','tiny/sum-5','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-82b8-7ae5-9ee7-b9eb5e44a771','ada','a3abe30efe8e5723',6,'2026-11-24T23:46:52.216Z',0,'2026-11-24','verdict','tiny/sum-6','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,0,'checker',0.0,NULL,'{"reason":"","code":"","answer":"","revealed":true,"seen":false,"params":{"a":"82","b":"14"},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-82c8-74f0-81ee-d8962baf6b9d','ada','a3abe30efe8e5723',7,'2026-11-24T23:46:52.232Z',0,'2026-11-24','verdict','tiny/sum-7','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,1,'checker',0.0,NULL,'{"reason":"","code":"","answer":"85","revealed":false,"seen":false,"params":{"a":"39","b":"46"},"hints":1,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-8980-73f4-8050-e2414558c150','ada','a3abe30efe8e5723',8,'2026-11-24T23:46:53.952Z',0,'2026-11-24','park','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-928d-7a2f-9ab0-3966a44aa268','ada','a3abe30efe8e5723',9,'2026-11-24T23:46:56.269Z',0,'2026-11-24','reopen','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-9b1a-736d-826e-1b59f953de92','ada','a3abe30efe8e5723',10,'2026-11-24T23:46:58.458Z',0,'2026-11-24','override','tiny/sum-2','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,1,1,NULL,NULL,'01a20ff4-8195-7377-92bf-e703942cc635','{"reason":""}','override');
INSERT INTO "event" VALUES('01a20ff4-a00e-77be-a001-efc3b885a70f','ada','a3abe30efe8e5723',11,'2026-11-24T23:46:59.726Z',0,'2026-11-24','park','tiny/sum-6','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-a4a8-734c-ade3-10be18898735','ada','a3abe30efe8e5723',12,'2026-11-24T23:47:00.904Z',0,'2026-11-24','undo','tiny/sum-6',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'01a20ff4-a00e-77be-a001-efc3b885a70f','{}',NULL);
CREATE TABLE former_item (
	learner VARCHAR NOT NULL, 
	was VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	PRIMARY KEY (learner, was)
);
CREATE TABLE meta (
	learner VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (learner, name)
);
INSERT INTO "meta" VALUES('ada','rules','3');
INSERT INTO "meta" VALUES('ada','gaps','1 3 7 14');
INSERT INTO "meta" VALUES('ada','loaded','64ed6a1b195229b025c045f339198a53f07b3d96c7525d76e230b4b72c8f70a9');
CREATE TABLE open_attempt (
	learner VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	saved BIGINT NOT NULL, 
	body VARCHAR NOT NULL, 
	PRIMARY KEY (learner, item)
);
INSERT INTO "open_attempt" VALUES('ada','tiny/sum-5',2,'{"item":"tiny/sum-5","becomes":"verdict","round":"first","pass_":1,"maths":"7b0990b7b4c239a2","seed":1022958538002596,"params":{"a":"35","b":"92"},"stages":0,"done":[],"draft":"","hints":0,"retyped":false,"answer":"","ok":null,"code":"","message":"","key_shown":false,"revealed":false,"seen":false,"started_at":"2026-11-24T23:46:52.234Z","seconds":0.0}');
CREATE TABLE pass_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	pass INTEGER NOT NULL, 
	opened VARCHAR NOT NULL, 
	colour VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, round, pass, opened, colour)
);
INSERT INTO "pass_count" VALUES('ada','tiny',1,1,'first','green',3);
INSERT INTO "pass_count" VALUES('ada','tiny',1,1,'first','yellow',1);
INSERT INTO "pass_count" VALUES('ada','tiny',1,2,'first','waiting',2);
INSERT INTO "pass_count" VALUES('ada','tiny',1,1,'first','red',2);
INSERT INTO "pass_count" VALUES('ada','tiny',1,1,'first','waiting',1);
INSERT INTO "pass_count" VALUES('ada','tiny',2,1,'reopen','waiting',1);
CREATE TABLE state (
	learner VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	topic VARCHAR DEFAULT '' NOT NULL, 
	hidden BOOLEAN NOT NULL, 
	basis VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	round_id VARCHAR NOT NULL, 
	opened VARCHAR NOT NULL, 
	passes INTEGER NOT NULL, 
	first_red INTEGER NOT NULL, 
	yellows INTEGER NOT NULL, 
	study_day VARCHAR, 
	due INTEGER NOT NULL, 
	skips INTEGER NOT NULL, 
	skipped_on VARCHAR, 
	parked_by_hand BOOLEAN NOT NULL, 
	parked_on VARCHAR, 
	reopened_on VARCHAR, 
	undoable VARCHAR, 
	overridable VARCHAR, 
	marks VARCHAR NOT NULL, 
	reviews VARCHAR NOT NULL, 
	slips_on INTEGER NOT NULL, 
	stability FLOAT, 
	rested INTEGER, 
	PRIMARY KEY (learner, item)
);
INSERT INTO "state" VALUES('ada','tiny/sum-1','tiny','tiny.sums',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-79fc-7f28-8cfa-39f3a28b5eaa','01a20ff4-79fc-7f28-8cfa-39f3a28b5eaa','[["01a20ff4-79fc-7f28-8cfa-39f3a28b5eaa",1,1,"green",true,false,"first","2026-11-24"]]','739944g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-2','tiny','tiny.sums',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-9b1a-736d-826e-1b59f953de92','01a20ff4-8195-7377-92bf-e703942cc635','[["01a20ff4-8195-7377-92bf-e703942cc635",1,1,"green",true,false,"first","2026-11-24"]]','739944g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-3','tiny','tiny.sums',0,'7b0990b7b4c239a2','red',1,'first','first',1,1,0,'2026-11-24',739945,0,NULL,0,NULL,NULL,'01a20ff4-8287-7798-9387-f81658049b2b','01a20ff4-8287-7798-9387-f81658049b2b','[["01a20ff4-8287-7798-9387-f81658049b2b",1,1,"red",false,false,"first","2026-11-24"]]','739944r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-4','tiny','tiny.sums',0,'7b0990b7b4c239a2','red',2,'01a20ff4-928d-7a2f-9ab0-3966a44aa268','reopen',0,0,0,'2026-11-24',739944,0,NULL,0,NULL,'2026-11-24','01a20ff4-928d-7a2f-9ab0-3966a44aa268','01a20ff4-82a3-740b-9160-5f306b73fe9b','[["01a20ff4-82a3-740b-9160-5f306b73fe9b",1,1,"yellow",true,false,"first","2026-11-24"]]','739944y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-5','tiny','tiny.sums',0,'7b0990b7b4c239a2','unseen',1,'first','first',0,0,0,NULL,10000000,1,'2026-11-24',0,NULL,NULL,'01a20ff4-82a8-7f00-b10f-0cb581a0ef00',NULL,'[]','',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-6','tiny','tiny.sums',0,'7b0990b7b4c239a2','red',1,'first','first',1,1,0,'2026-11-24',739945,0,NULL,0,NULL,NULL,'01a20ff4-82b8-7ae5-9ee7-b9eb5e44a771','01a20ff4-82b8-7ae5-9ee7-b9eb5e44a771','[["01a20ff4-82b8-7ae5-9ee7-b9eb5e44a771",1,1,"red",false,false,"first","2026-11-24"]]','739944r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-7','tiny','tiny.sums',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-82c8-74f0-81ee-d8962baf6b9d','01a20ff4-82c8-74f0-81ee-d8962baf6b9d','[["01a20ff4-82c8-74f0-81ee-d8962baf6b9d",1,1,"green",true,false,"first","2026-11-24"]]','739944g',0,NULL,NULL);
CREATE TABLE state_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, topic, state)
);
INSERT INTO "state_count" VALUES('ada','tiny','tiny.sums','green',3);
INSERT INTO "state_count" VALUES('ada','tiny','tiny.sums','red',3);
INSERT INTO "state_count" VALUES('ada','tiny','tiny.sums','unseen',1);
CREATE TABLE time_count (
	learner VARCHAR NOT NULL, 
	pass INTEGER NOT NULL, 
	bucket INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, pass, bucket)
);
INSERT INTO "time_count" VALUES('ada',1,0,5);
INSERT INTO "time_count" VALUES('ada',1,2,1);
CREATE TABLE topic_pass_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	pass INTEGER NOT NULL, 
	green INTEGER NOT NULL, 
	yellow INTEGER NOT NULL, 
	red INTEGER NOT NULL, 
	parked INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, topic, pass)
);
INSERT INTO "topic_pass_count" VALUES('ada','tiny','tiny.sums',1,3,1,2,0);
CREATE TABLE word_count (
	learner VARCHAR NOT NULL, 
	ok BOOLEAN NOT NULL, 
	why BOOLEAN NOT NULL, 
	later VARCHAR NOT NULL, 
	"right" BOOLEAN NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, ok, why, later, "right")
);
CREATE INDEX event_of_item ON event (learner, item, lamport, device, id);
CREATE INDEX event_disputed ON event (learner, disputed, lamport) WHERE disputed IS NOT NULL;
CREATE INDEX event_of_target ON event (target) WHERE target IS NOT NULL;
CREATE INDEX event_of_day ON event (learner, device, study_day, at);
CREATE INDEX event_of_device ON event (learner, device, lamport);
CREATE INDEX event_in_order ON event (learner, lamport, device, id);
CREATE INDEX state_slipping ON state (learner, hidden, slips_on, stability, rested, item);
CREATE INDEX state_of_bank ON state (learner, hidden, bank, due, item);
CREATE INDEX state_due ON state (learner, hidden, due, item);
CREATE INDEX former_item_of ON former_item (learner, item);
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
COMMIT;
PRAGMA user_version = 4;
