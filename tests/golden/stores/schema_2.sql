BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0002');
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
	PRIMARY KEY (learner, day)
);
INSERT INTO "day" VALUES('ada','2026-11-24',6,0,6,2100,3,1,2);
CREATE TABLE device (
	id VARCHAR NOT NULL, 
	machine VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (machine)
);
INSERT INTO "device" VALUES('327db28ca4c4fa21','e60edd61fe80fe96');
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
	PRIMARY KEY (id)
);
INSERT INTO "event" VALUES('01a20ff4-0fc6-7197-a1c5-8a7267c5de15','ada','327db28ca4c4fa21',1,'2026-11-24T23:46:22.790Z',0,'2026-11-24','verdict','tiny/sum-1','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,1,'checker',0.4,NULL,'{"reason":"","code":"","answer":"106","revealed":false,"seen":false,"params":{"a":"45","b":"61"},"hints":0,"raw_seconds":0.4}');
INSERT INTO "event" VALUES('01a20ff4-150c-7650-83b6-5602abef8f5a','ada','327db28ca4c4fa21',2,'2026-11-24T23:46:24.140Z',0,'2026-11-24','verdict','tiny/sum-2','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,1,'checker',1.3,NULL,'{"reason":"","code":"misconception","answer":"1","revealed":false,"seen":false,"params":{"a":"84","b":"83"},"hints":0,"raw_seconds":1.3}');
INSERT INTO "event" VALUES('01a20ff4-1680-7523-a41d-e2ae9a7c3b42','ada','327db28ca4c4fa21',3,'2026-11-24T23:46:24.512Z',0,'2026-11-24','verdict','tiny/sum-3','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,0,'checker',0.4,NULL,'{"reason":"","code":"misconception","answer":"-13","revealed":false,"seen":false,"params":{"a":"57","b":"70"},"hints":0,"raw_seconds":0.4}');
INSERT INTO "event" VALUES('01a20ff4-168a-7b68-910f-c359e63482b6','ada','327db28ca4c4fa21',4,'2026-11-24T23:46:24.522Z',0,'2026-11-24','verdict','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,0,'checker',0.0,NULL,'{"reason":"","code":"","answer":"56","revealed":false,"seen":false,"params":{"a":"20","b":"36"},"hints":0,"raw_seconds":0.0}');
INSERT INTO "event" VALUES('01a20ff4-1690-719e-ac98-c73714f005f1','ada','327db28ca4c4fa21',5,'2026-11-24T23:46:24.528Z',0,'2026-11-24','skip','tiny/sum-5','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a20ff4-1697-7b69-a29e-89dd221eeb49','ada','327db28ca4c4fa21',6,'2026-11-24T23:46:24.535Z',0,'2026-11-24','verdict','tiny/sum-6','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,0,'checker',0.0,NULL,'{"reason":"","code":"","answer":"","revealed":true,"seen":false,"params":{"a":"64","b":"20"},"hints":0,"raw_seconds":0.0}');
INSERT INTO "event" VALUES('01a20ff4-16a1-7656-8131-3754b3d5e6d4','ada','327db28ca4c4fa21',7,'2026-11-24T23:46:24.545Z',0,'2026-11-24','verdict','tiny/sum-7','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,1,'checker',0.0,NULL,'{"reason":"","code":"","answer":"107","revealed":false,"seen":false,"params":{"a":"38","b":"69"},"hints":1,"raw_seconds":0.0}');
INSERT INTO "event" VALUES('01a20ff4-1aaf-7ad5-9bce-f8713892b78c','ada','327db28ca4c4fa21',8,'2026-11-24T23:46:25.583Z',0,'2026-11-24','park','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a20ff4-1e6c-7c95-8f67-fe07259af135','ada','327db28ca4c4fa21',9,'2026-11-24T23:46:26.540Z',0,'2026-11-24','reopen','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a20ff4-22c2-7c52-9217-c3b34edbf1bf','ada','327db28ca4c4fa21',10,'2026-11-24T23:46:27.650Z',0,'2026-11-24','override','tiny/sum-2','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,1,1,NULL,NULL,'01a20ff4-150c-7650-83b6-5602abef8f5a','{"reason":""}');
INSERT INTO "event" VALUES('01a20ff4-2721-7ea9-886d-5d33f5f82266','ada','327db28ca4c4fa21',11,'2026-11-24T23:46:28.769Z',0,'2026-11-24','park','tiny/sum-6','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a20ff4-2af7-792a-a7d8-b02ec236ceaf','ada','327db28ca4c4fa21',12,'2026-11-24T23:46:29.751Z',0,'2026-11-24','undo','tiny/sum-6',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'01a20ff4-2721-7ea9-886d-5d33f5f82266','{}');
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
INSERT INTO "meta" VALUES('ada','rules','1');
INSERT INTO "meta" VALUES('ada','gaps','1 3 7 14');
INSERT INTO "meta" VALUES('ada','loaded','09901b5b1ae9693b0141cf7d2db03811762b1f88f9b1bfd30e9ede73464b5434');
CREATE TABLE open_attempt (
	learner VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	saved BIGINT NOT NULL, 
	body VARCHAR NOT NULL, 
	PRIMARY KEY (learner, item)
);
INSERT INTO "open_attempt" VALUES('ada','tiny/sum-5',2,'{"item":"tiny/sum-5","becomes":"verdict","round":"first","pass_":1,"maths":"7b0990b7b4c239a2","seed":1047509542914658600,"params":{"a":"51","b":"44"},"draft":"","hints":0,"retyped":false,"answer":"","ok":null,"code":"","message":"","key_shown":false,"revealed":false,"seen":false,"started_at":"2026-11-24T23:46:24.548Z","seconds":0.0}');
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
	PRIMARY KEY (learner, item)
);
INSERT INTO "state" VALUES('ada','tiny/sum-1','tiny',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-0fc6-7197-a1c5-8a7267c5de15','01a20ff4-0fc6-7197-a1c5-8a7267c5de15','[["01a20ff4-0fc6-7197-a1c5-8a7267c5de15",1,1,"green",true,false,"first","2026-11-24"]]');
INSERT INTO "state" VALUES('ada','tiny/sum-2','tiny',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-22c2-7c52-9217-c3b34edbf1bf','01a20ff4-150c-7650-83b6-5602abef8f5a','[["01a20ff4-150c-7650-83b6-5602abef8f5a",1,1,"green",true,false,"first","2026-11-24"]]');
INSERT INTO "state" VALUES('ada','tiny/sum-3','tiny',0,'7b0990b7b4c239a2','red',1,'first','first',1,1,0,'2026-11-24',739945,0,NULL,0,NULL,NULL,'01a20ff4-1680-7523-a41d-e2ae9a7c3b42','01a20ff4-1680-7523-a41d-e2ae9a7c3b42','[["01a20ff4-1680-7523-a41d-e2ae9a7c3b42",1,1,"red",false,false,"first","2026-11-24"]]');
INSERT INTO "state" VALUES('ada','tiny/sum-4','tiny',0,'7b0990b7b4c239a2','red',2,'01a20ff4-1e6c-7c95-8f67-fe07259af135','reopen',0,0,0,'2026-11-24',739944,0,NULL,0,NULL,'2026-11-24','01a20ff4-1e6c-7c95-8f67-fe07259af135','01a20ff4-168a-7b68-910f-c359e63482b6','[["01a20ff4-168a-7b68-910f-c359e63482b6",1,1,"yellow",true,false,"first","2026-11-24"]]');
INSERT INTO "state" VALUES('ada','tiny/sum-5','tiny',0,'7b0990b7b4c239a2','unseen',1,'first','first',0,0,0,NULL,10000000,1,'2026-11-24',0,NULL,NULL,'01a20ff4-1690-719e-ac98-c73714f005f1',NULL,'[]');
INSERT INTO "state" VALUES('ada','tiny/sum-6','tiny',0,'7b0990b7b4c239a2','red',1,'first','first',1,1,0,'2026-11-24',739945,0,NULL,0,NULL,NULL,'01a20ff4-1697-7b69-a29e-89dd221eeb49','01a20ff4-1697-7b69-a29e-89dd221eeb49','[["01a20ff4-1697-7b69-a29e-89dd221eeb49",1,1,"red",false,false,"first","2026-11-24"]]');
INSERT INTO "state" VALUES('ada','tiny/sum-7','tiny',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-16a1-7656-8131-3754b3d5e6d4','01a20ff4-16a1-7656-8131-3754b3d5e6d4','[["01a20ff4-16a1-7656-8131-3754b3d5e6d4",1,1,"green",true,false,"first","2026-11-24"]]');
CREATE TABLE state_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, state)
);
INSERT INTO "state_count" VALUES('ada','tiny','green',3);
INSERT INTO "state_count" VALUES('ada','tiny','yellow',0);
INSERT INTO "state_count" VALUES('ada','tiny','red',3);
INSERT INTO "state_count" VALUES('ada','tiny','unseen',1);
INSERT INTO "state_count" VALUES('ada','tiny','parked',0);
CREATE INDEX event_of_item ON event (learner, item, lamport, device, id);
CREATE INDEX event_of_day ON event (learner, device, study_day, at);
CREATE INDEX event_in_order ON event (learner, lamport, device, id);
CREATE INDEX event_of_device ON event (learner, device, lamport);
CREATE INDEX state_of_bank ON state (learner, hidden, bank, due, item);
CREATE INDEX state_due ON state (learner, hidden, due, item);
CREATE INDEX former_item_of ON former_item (learner, item);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
COMMIT;
PRAGMA user_version = 2;
