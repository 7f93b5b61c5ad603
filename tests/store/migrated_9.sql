BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE device (id VARCHAR NOT NULL, machine VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (machine));
CREATE TABLE event (id VARCHAR NOT NULL, learner VARCHAR NOT NULL, device VARCHAR NOT NULL, lamport BIGINT NOT NULL, at VARCHAR NOT NULL, offset_minutes INTEGER NOT NULL, study_day VARCHAR NOT NULL, kind VARCHAR NOT NULL, item VARCHAR NOT NULL, maths VARCHAR, wording VARCHAR, round VARCHAR, pass INTEGER, ok BOOLEAN, why BOOLEAN, decided_by VARCHAR, seconds FLOAT, target VARCHAR, more VARCHAR NOT NULL, disputed VARCHAR, placed BOOLEAN, PRIMARY KEY (id));
CREATE TABLE event_sum (id VARCHAR NOT NULL PRIMARY KEY, crc INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE former_item (learner VARCHAR NOT NULL, was VARCHAR NOT NULL, item VARCHAR NOT NULL, PRIMARY KEY (learner, was));
CREATE TABLE meta (learner VARCHAR NOT NULL, name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (learner, name));
CREATE TABLE open_attempt (learner VARCHAR NOT NULL, item VARCHAR NOT NULL, saved BIGINT NOT NULL, body VARCHAR NOT NULL, PRIMARY KEY (learner, item));
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
CREATE INDEX event_of_item ON event (learner, item, lamport, device, id);
CREATE INDEX event_in_order ON event (learner, lamport, device, id);
CREATE INDEX event_of_device ON event (learner, device, lamport);
CREATE INDEX former_item_of ON former_item (learner, item);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE INDEX event_of_target ON event (target) WHERE target IS NOT NULL;
CREATE INDEX event_disputed ON event (learner, disputed, lamport) WHERE disputed IS NOT NULL;
CREATE INDEX event_placed ON event (learner, placed) WHERE placed IS NOT NULL;
CREATE INDEX event_wrong ON event (learner, lamport) WHERE NOT ok;
CREATE INDEX event_on_day ON event (learner, study_day, device, at);
CREATE INDEX event_rep ON event (learner, lamport) WHERE kind = 'rep';
CREATE INDEX state_of_bank ON state (learner, hidden, bank, due, item);
CREATE INDEX state_slipping ON state (learner, hidden, slips_on, stability, rested, item);
CREATE INDEX state_due ON state (learner, hidden, due, item);
PRAGMA user_version = 9;
COMMIT;
