-- A class as the program of schema 5 made it: its tables, then what its class.sql was.

CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);
CREATE TABLE day (learner varchar NOT NULL, day varchar NOT NULL, attempts integer NOT NULL, again integer NOT NULL, fresh integer NOT NULL, milliseconds bigint NOT NULL, green integer NOT NULL, yellow integer NOT NULL, red integer NOT NULL, checks integer NOT NULL, lapses integer NOT NULL);
CREATE TABLE device (id varchar NOT NULL, machine varchar NOT NULL);
CREATE TABLE due_count (learner varchar NOT NULL, due integer NOT NULL, pass integer NOT NULL, n integer NOT NULL);
CREATE TABLE event (id varchar NOT NULL, learner varchar NOT NULL, device varchar NOT NULL, lamport bigint NOT NULL, at varchar NOT NULL, offset_minutes integer NOT NULL, study_day varchar NOT NULL, kind varchar NOT NULL, item varchar NOT NULL, maths varchar, wording varchar, round varchar, pass integer, ok boolean, why boolean, decided_by varchar, seconds double precision, target varchar, placed boolean, more varchar NOT NULL, disputed varchar);
CREATE TABLE former_item (learner varchar NOT NULL, was varchar NOT NULL, item varchar NOT NULL);
CREATE TABLE meta (learner varchar NOT NULL, name varchar NOT NULL, value varchar NOT NULL);
CREATE TABLE open_attempt (learner varchar NOT NULL, item varchar NOT NULL, saved bigint NOT NULL, body varchar NOT NULL);
CREATE TABLE pass_count (learner varchar NOT NULL, bank varchar NOT NULL, round integer NOT NULL, pass integer NOT NULL, opened varchar NOT NULL, colour varchar NOT NULL, n integer NOT NULL);
CREATE TABLE state (learner varchar NOT NULL, item varchar NOT NULL, bank varchar NOT NULL, topic varchar DEFAULT ''::varchar NOT NULL, hidden boolean NOT NULL, basis varchar NOT NULL, state varchar NOT NULL, round integer NOT NULL, round_id varchar NOT NULL, opened varchar NOT NULL, passes integer NOT NULL, first_red integer NOT NULL, yellows integer NOT NULL, study_day varchar, due integer NOT NULL, skips integer NOT NULL, skipped_on varchar, parked_by_hand boolean NOT NULL, parked_on varchar, reopened_on varchar, undoable varchar, overridable varchar, marks varchar NOT NULL, reviews varchar NOT NULL, slips_on integer NOT NULL, stability double precision, rested integer);
CREATE TABLE state_count (learner varchar NOT NULL, bank varchar NOT NULL, topic varchar NOT NULL, state varchar NOT NULL, n integer NOT NULL);
CREATE TABLE time_count (learner varchar NOT NULL, pass integer NOT NULL, bucket integer NOT NULL, n integer NOT NULL);
CREATE TABLE topic_pass_count (learner varchar NOT NULL, bank varchar NOT NULL, topic varchar NOT NULL, pass integer NOT NULL, green integer NOT NULL, yellow integer NOT NULL, red integer NOT NULL, parked integer NOT NULL);
CREATE TABLE word_count (learner varchar NOT NULL, ok boolean NOT NULL, why boolean NOT NULL, later varchar NOT NULL, "right" boolean NOT NULL, n integer NOT NULL);
ALTER TABLE alembic_version ADD CONSTRAINT alembic_version_pkey PRIMARY KEY (version_num);
ALTER TABLE day ADD CONSTRAINT day_pkey PRIMARY KEY (learner, day);
ALTER TABLE device ADD CONSTRAINT device_machine_key UNIQUE (machine);
ALTER TABLE device ADD CONSTRAINT device_pkey PRIMARY KEY (id);
ALTER TABLE due_count ADD CONSTRAINT due_count_pkey PRIMARY KEY (learner, due, pass);
ALTER TABLE event ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE former_item ADD CONSTRAINT former_item_pkey PRIMARY KEY (learner, was);
ALTER TABLE meta ADD CONSTRAINT meta_pkey PRIMARY KEY (learner, name);
ALTER TABLE open_attempt ADD CONSTRAINT open_attempt_pkey PRIMARY KEY (learner, item);
ALTER TABLE pass_count ADD CONSTRAINT pass_count_pkey PRIMARY KEY (learner, bank, round, pass, opened, colour);
ALTER TABLE state_count ADD CONSTRAINT state_count_pkey PRIMARY KEY (learner, bank, topic, state);
ALTER TABLE state ADD CONSTRAINT state_pkey PRIMARY KEY (learner, item);
ALTER TABLE time_count ADD CONSTRAINT time_count_pkey PRIMARY KEY (learner, pass, bucket);
ALTER TABLE topic_pass_count ADD CONSTRAINT topic_pass_count_pkey PRIMARY KEY (learner, bank, topic, pass);
ALTER TABLE word_count ADD CONSTRAINT word_count_pkey PRIMARY KEY (learner, ok, why, later, "right");
CREATE INDEX event_disputed ON event (learner, disputed, lamport) WHERE (disputed IS NOT NULL);
CREATE INDEX event_in_order ON event (learner, lamport, device, id);
CREATE INDEX event_of_day ON event (learner, device, study_day, at);
CREATE INDEX event_of_device ON event (learner, device, lamport);
CREATE INDEX event_of_item ON event (learner, item, lamport, device, id);
CREATE INDEX event_of_target ON event (target) WHERE (target IS NOT NULL);
CREATE INDEX event_placed ON event (learner, placed) WHERE (placed IS NOT NULL);
CREATE INDEX event_wrong ON event (learner, lamport) WHERE (NOT ok);
CREATE INDEX former_item_of ON former_item (learner, item);
CREATE INDEX state_due ON state (learner, hidden, due, item);
CREATE INDEX state_of_bank ON state (learner, hidden, bank, due, item);
CREATE INDEX state_slipping ON state (learner, hidden, slips_on, stability, rested, item);
INSERT INTO alembic_version VALUES ('0005');

-- What makes a class of a database: its owner runs this to begin it and after every migration, in one transaction.
--
-- Whoever holds a token may speak SQL to the server, so all that learners may not do is refused here. Policies
-- ask for session_user, which SET ROLE does not change. Learners own nothing; nobody but the owner may make an
-- object in the database, a temporary one included; no function runs with another's rights. The owner is held by
-- no policy (else their pg_dump would refuse to run), but by the triggers of the log.

DO $$ BEGIN
  IF session_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('event')) THEN
    RAISE EXCEPTION 'only its owner keeps a class; DRILL_DATABASE_URL is to name them';
  END IF;
END $$;

CREATE TABLE IF NOT EXISTS class_role (role name PRIMARY KEY, learner text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS class_assignment (what text PRIMARY KEY, until date);

-- Two learners at one machine are two devices.
ALTER TABLE device ADD COLUMN IF NOT EXISTS role name NOT NULL DEFAULT session_user;
ALTER TABLE device DROP CONSTRAINT IF EXISTS device_machine_key;
CREATE UNIQUE INDEX IF NOT EXISTS device_of_role ON device (role, machine);

CREATE OR REPLACE FUNCTION class_keeps() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.learner = current_setting('drill.forgets', true)
      AND session_user = pg_get_userbyid((SELECT relowner FROM pg_class WHERE oid = TG_RELID))
    THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'events are never changed';
END $$;
DROP TRIGGER IF EXISTS class_keeps_rows ON event;
CREATE TRIGGER class_keeps_rows BEFORE UPDATE OR DELETE ON event
  FOR EACH ROW EXECUTE FUNCTION class_keeps();
DROP TRIGGER IF EXISTS class_keeps_all ON event;
CREATE TRIGGER class_keeps_all BEFORE TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION class_keeps();

-- All learners of this database belong to it: with rights for each one a table's row would fill its page.
CREATE OR REPLACE FUNCTION class_learners() RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT 'drill_class_' || oid FROM pg_database WHERE datname = current_database() $$;

-- Lets a learner in, or in again, by what proves a password; the role that they now have, by default a new one.
CREATE OR REPLACE FUNCTION class_invite(name text, fresh name, proof text) RETURNS name LANGUAGE plpgsql AS $$
DECLARE
  theirs name;
BEGIN
  INSERT INTO class_role VALUES (fresh, name) ON CONFLICT (learner) DO NOTHING;
  SELECT role INTO theirs FROM class_role WHERE learner = name;
  IF to_regrole(quote_ident(theirs)) IS NULL THEN
    -- Connections for the app on two machines, and for a few commands beside it.
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 10', theirs);
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', theirs, proof);
  EXECUTE format('GRANT %I TO %I', class_learners(), theirs);
  RETURN theirs;
END $$;

-- Removes a learner with all that they wrote; how many events there were, NULL where nobody has the name.
CREATE OR REPLACE FUNCTION class_forget(name text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  theirs name := (SELECT role FROM class_role WHERE learner = name);
  events int;
  here text;
BEGIN
  IF theirs IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('drill.forgets', name, true);
  DELETE FROM event WHERE learner = name;
  GET DIAGNOSTICS events = ROW_COUNT;
  PERFORM set_config('drill.forgets', '', true);
  FOR here IN
    SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND attname = 'learner'
  LOOP
    EXECUTE format('DELETE FROM %I WHERE learner = %L', here, name);
  END LOOP;
  DELETE FROM device WHERE role = theirs;
  IF to_regrole(quote_ident(theirs)) IS NOT NULL THEN
    -- Large objects are all that a learner can own: whoever made some can be forgotten, too.
    EXECUTE format('GRANT %I TO %I', theirs, session_user);
    EXECUTE format('DROP OWNED BY %I', theirs);
    EXECUTE format('DROP ROLE %I', theirs);
  END IF;
  RETURN events;
END $$;
REVOKE ALL ON FUNCTION class_keeps(), class_learners(), class_invite(text, name, text), class_forget(text)
  FROM PUBLIC;

DO $$
DECLARE
  learners text := class_learners();
  own_role text := 'role = session_user';
  own_rows text := 'learner = (SELECT c.learner FROM class_role c WHERE c.role = session_user)';
  in_class text := 'EXISTS (SELECT FROM class_role c WHERE c.role = session_user)';
  here text;
  policy text;
  rights text;
BEGIN
  IF to_regrole(learners) IS NULL THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', learners);
  END IF;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), learners);
  EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', current_schema());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), learners);
  FOR here, policy, rights IN
    SELECT t.relname, coalesce(own.policy, own_rows), coalesce(own.rights, 'SELECT, INSERT, UPDATE, DELETE')
    FROM pg_class t LEFT JOIN (VALUES
      ('event', own_rows, 'SELECT, INSERT'),
      ('device', own_role, 'SELECT, INSERT'),
      ('class_role', own_role, 'SELECT'),
      ('class_assignment', in_class, 'SELECT'),
      ('alembic_version', in_class, 'SELECT')
    ) own (relname, policy, rights) USING (relname)
    WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, %I', here, learners);
    EXECUTE format('GRANT %s ON %I TO %I', rights, here, learners);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', here);
    EXECUTE format('DROP POLICY IF EXISTS own ON %I', here);
    EXECUTE format('CREATE POLICY own ON %I USING (%s)', here, policy);
  END LOOP;
  IF has_schema_privilege(learners, current_schema(), 'CREATE')
    OR has_database_privilege(learners, current_database(), 'CREATE, TEMP')
  THEN
    RAISE EXCEPTION 'learners could make objects in it: its owner must own the database and its schema';
  END IF;
END $$;
