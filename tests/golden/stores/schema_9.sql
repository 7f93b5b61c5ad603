BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE device (
	id VARCHAR NOT NULL, 
	machine VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (machine)
);
INSERT INTO "device" VALUES('c776eadad6388d2a','6f87ca8c68736587');
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
	placed BOOLEAN, 
	more VARCHAR NOT NULL, 
	disputed VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "event" VALUES('01a20ff4-c635-700c-9ff5-8d4f58e83d06','ada','c776eadad6388d2a',1,'2026-11-24T23:47:09.493Z',0,'2026-11-24','verdict','tiny/sum-1','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,1,'checker',0.2,NULL,NULL,'{"reason":"","code":"","answer":"116","revealed":false,"seen":false,"params":{"a":"74","b":"42"},"hints":0,"raw_seconds":0.2}',NULL);
INSERT INTO "event" VALUES('01a20ff4-ca34-7ab9-a5e5-54fc7fdbd047','ada','c776eadad6388d2a',2,'2026-11-24T23:47:10.516Z',0,'2026-11-24','verdict','tiny/sum-2','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,1,'checker',1.0,NULL,NULL,'{"reason":"","code":"misconception","answer":"9","revealed":false,"seen":false,"params":{"a":"65","b":"56"},"hints":0,"raw_seconds":1.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-cb63-740d-bea5-326b294c8997','ada','c776eadad6388d2a',3,'2026-11-24T23:47:10.819Z',0,'2026-11-24','verdict','tiny/sum-3','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,0,'checker',0.3,NULL,NULL,'{"reason":"","code":"misconception","answer":"13","revealed":false,"seen":false,"params":{"a":"92","b":"79"},"hints":0,"raw_seconds":0.3}',NULL);
INSERT INTO "event" VALUES('01a20ff4-cb71-781d-9d1d-63b5fe4df1a8','ada','c776eadad6388d2a',4,'2026-11-24T23:47:10.833Z',0,'2026-11-24','verdict','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,0,'checker',0.0,NULL,NULL,'{"reason":"","code":"","answer":"89","revealed":false,"seen":false,"params":{"a":"12","b":"77"},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-cb77-7874-8da2-46f12da9dd2c','ada','c776eadad6388d2a',5,'2026-11-24T23:47:10.839Z',0,'2026-11-24','skip','tiny/sum-5','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-cb7f-769b-9403-673352f30ff0','ada','c776eadad6388d2a',6,'2026-11-24T23:47:10.847Z',0,'2026-11-24','verdict','tiny/sum-6','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,0,0,'checker',0.0,NULL,NULL,'{"reason":"","code":"","answer":"","revealed":true,"seen":false,"params":{"a":"82","b":"14"},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-cb8b-771d-b385-1bd1aa41a38f','ada','c776eadad6388d2a',7,'2026-11-24T23:47:10.859Z',0,'2026-11-24','verdict','tiny/sum-7','7b0990b7b4c239a2','86a02ccd6234b7db','first',1,1,1,'checker',0.0,NULL,NULL,'{"reason":"","code":"","answer":"85","revealed":false,"seen":false,"params":{"a":"39","b":"46"},"hints":1,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a20ff4-cfd0-75ab-a297-f1cabee52ce9','ada','c776eadad6388d2a',8,'2026-11-24T23:47:11.952Z',0,'2026-11-24','park','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-d34c-7024-bdaf-f5103d4cb7a0','ada','c776eadad6388d2a',9,'2026-11-24T23:47:12.844Z',0,'2026-11-24','reopen','tiny/sum-4','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-d6e5-7242-ad69-812f603bc09b','ada','c776eadad6388d2a',10,'2026-11-24T23:47:13.765Z',0,'2026-11-24','override','tiny/sum-2','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,1,1,NULL,NULL,'01a20ff4-ca34-7ab9-a5e5-54fc7fdbd047',NULL,'{"reason":""}','override');
INSERT INTO "event" VALUES('01a20ff4-da8f-795b-8302-d9a9dddc51d8','ada','c776eadad6388d2a',11,'2026-11-24T23:47:14.703Z',0,'2026-11-24','park','tiny/sum-6','7b0990b7b4c239a2','86a02ccd6234b7db',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL);
INSERT INTO "event" VALUES('01a20ff4-def0-7a6f-aa65-6a315f5240e6','ada','c776eadad6388d2a',12,'2026-11-24T23:47:15.824Z',0,'2026-11-24','undo','tiny/sum-6',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'01a20ff4-da8f-795b-8302-d9a9dddc51d8',NULL,'{}',NULL);
CREATE TABLE event_sum (id VARCHAR NOT NULL PRIMARY KEY, crc INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "event_sum" VALUES('01a20ff4-c635-700c-9ff5-8d4f58e83d06',3548700932);
INSERT INTO "event_sum" VALUES('01a20ff4-ca34-7ab9-a5e5-54fc7fdbd047',3196683190);
INSERT INTO "event_sum" VALUES('01a20ff4-cb63-740d-bea5-326b294c8997',335280683);
INSERT INTO "event_sum" VALUES('01a20ff4-cb71-781d-9d1d-63b5fe4df1a8',2577577029);
INSERT INTO "event_sum" VALUES('01a20ff4-cb77-7874-8da2-46f12da9dd2c',505248146);
INSERT INTO "event_sum" VALUES('01a20ff4-cb7f-769b-9403-673352f30ff0',1261837338);
INSERT INTO "event_sum" VALUES('01a20ff4-cb8b-771d-b385-1bd1aa41a38f',3287264402);
INSERT INTO "event_sum" VALUES('01a20ff4-cfd0-75ab-a297-f1cabee52ce9',4048585514);
INSERT INTO "event_sum" VALUES('01a20ff4-d34c-7024-bdaf-f5103d4cb7a0',2375663357);
INSERT INTO "event_sum" VALUES('01a20ff4-d6e5-7242-ad69-812f603bc09b',3346615592);
INSERT INTO "event_sum" VALUES('01a20ff4-da8f-795b-8302-d9a9dddc51d8',4052500317);
INSERT INTO "event_sum" VALUES('01a20ff4-def0-7a6f-aa65-6a315f5240e6',1848387890);
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
INSERT INTO "meta" VALUES('ada','rules','5');
INSERT INTO "meta" VALUES('ada','gaps','1 3 7 14');
INSERT INTO "meta" VALUES('ada','loaded','ea813abb2f467f3a874097b7251bfd56c60fb1b3b3654b4ca6caf54f1d4286f4');
INSERT INTO "meta" VALUES('ada','former rule until','2026-11-24');
CREATE TABLE open_attempt (
	learner VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	saved BIGINT NOT NULL, 
	body VARCHAR NOT NULL, 
	PRIMARY KEY (learner, item)
);
INSERT INTO "open_attempt" VALUES('ada','tiny/sum-5',2,'{"item":"tiny/sum-5","becomes":"verdict","round":"first","pass_":1,"maths":"7b0990b7b4c239a2","seed":1022958538002596,"params":{"a":"35","b":"92"},"stages":0,"done":[],"draft":"","hints":0,"retyped":false,"answer":"","ok":null,"code":"","message":"","key_shown":false,"revealed":false,"seen":false,"started_at":"2026-11-24T23:47:10.862Z","seconds":0.0}');
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
INSERT INTO "state" VALUES('ada','tiny/sum-1','tiny','tiny.sums',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-c635-700c-9ff5-8d4f58e83d06','01a20ff4-c635-700c-9ff5-8d4f58e83d06','[["01a20ff4-c635-700c-9ff5-8d4f58e83d06",1,1,"green",true,false,"first","2026-11-24",false]]','739944e',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-2','tiny','tiny.sums',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-d6e5-7242-ad69-812f603bc09b','01a20ff4-ca34-7ab9-a5e5-54fc7fdbd047','[["01a20ff4-ca34-7ab9-a5e5-54fc7fdbd047",1,1,"green",true,false,"first","2026-11-24",false]]','739944e',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-3','tiny','tiny.sums',0,'7b0990b7b4c239a2','red',1,'first','first',1,1,0,'2026-11-24',739945,0,NULL,0,NULL,NULL,'01a20ff4-cb63-740d-bea5-326b294c8997','01a20ff4-cb63-740d-bea5-326b294c8997','[["01a20ff4-cb63-740d-bea5-326b294c8997",1,1,"red",false,false,"first","2026-11-24",false]]','739944r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-4','tiny','tiny.sums',0,'7b0990b7b4c239a2','red',2,'01a20ff4-d34c-7024-bdaf-f5103d4cb7a0','reopen',0,0,0,'2026-11-24',739944,0,NULL,0,NULL,'2026-11-24','01a20ff4-d34c-7024-bdaf-f5103d4cb7a0','01a20ff4-cb71-781d-9d1d-63b5fe4df1a8','[["01a20ff4-cb71-781d-9d1d-63b5fe4df1a8",1,1,"yellow",true,false,"first","2026-11-24",false]]','739944y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-5','tiny','tiny.sums',0,'7b0990b7b4c239a2','unseen',1,'first','first',0,0,0,NULL,10000000,1,'2026-11-24',0,NULL,NULL,'01a20ff4-cb77-7874-8da2-46f12da9dd2c',NULL,'[]','',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-6','tiny','tiny.sums',0,'7b0990b7b4c239a2','red',1,'first','first',1,1,0,'2026-11-24',739945,0,NULL,0,NULL,NULL,'01a20ff4-cb7f-769b-9403-673352f30ff0','01a20ff4-cb7f-769b-9403-673352f30ff0','[["01a20ff4-cb7f-769b-9403-673352f30ff0",1,1,"red",false,false,"first","2026-11-24",false]]','739944r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','tiny/sum-7','tiny','tiny.sums',0,'7b0990b7b4c239a2','green',1,'first','first',1,0,0,'2026-11-24',10000000,0,NULL,0,NULL,NULL,'01a20ff4-cb8b-771d-b385-1bd1aa41a38f','01a20ff4-cb8b-771d-b385-1bd1aa41a38f','[["01a20ff4-cb8b-771d-b385-1bd1aa41a38f",1,1,"green",true,false,"first","2026-11-24",true]]','739944g',0,NULL,NULL);
CREATE INDEX event_of_device ON event (learner, device, lamport);
CREATE INDEX event_disputed ON event (learner, disputed, lamport) WHERE disputed IS NOT NULL;
CREATE INDEX event_wrong ON event (learner, lamport) WHERE NOT ok;
CREATE INDEX event_of_item ON event (learner, item, lamport, device, id);
CREATE INDEX event_in_order ON event (learner, lamport, device, id);
CREATE INDEX event_placed ON event (learner, placed) WHERE placed IS NOT NULL;
CREATE INDEX event_of_target ON event (target) WHERE target IS NOT NULL;
CREATE INDEX state_of_bank ON state (learner, hidden, bank, due, item);
CREATE INDEX state_slipping ON state (learner, hidden, slips_on, stability, rested, item);
CREATE INDEX state_due ON state (learner, hidden, due, item);
CREATE INDEX former_item_of ON former_item (learner, item);
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE INDEX event_on_day ON event (learner, study_day, device, at);
CREATE INDEX event_rep ON event (learner, lamport) WHERE kind = 'rep';
COMMIT;
