-- Turn a database into a class, or bring a class up to this version: run by its owner, in one transaction.
--
-- Whoever holds a token may speak SQL to the server, so everything that learners must not do is refused here:
--
-- 1. They read and write their own rows only (row-level security). Policies ask for session_user, which
--    SET ROLE does not change.
-- 2. They stop nobody. LOCK TABLE asks for a right on the whole table, so they have UPDATE on columns, no
--    DELETE, no TRUNCATE, and hold at most the lock of an INSERT. The trigger class_removes deletes the rows
--    whose learner they set to ''. Drill itself uses no advisory lock in a class, since anybody can hold any
--    of them: a writer holds the learner's own row of class_role.
-- 3. EXPLAIN shows them no estimate that depends on the rows of others: the columns have no statistics.
-- 4. They leave no object behind: nobody but the owner may create one, a temporary one included.
--
-- The owner is held by no policy (or their pg_dump would refuse to run), but by the triggers of the log.

DO $$ BEGIN
  IF session_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('event')) THEN
    RAISE EXCEPTION 'only its owner keeps a class; DRILL_DATABASE_URL is to name them';
  END IF;
END $$;

-- What functions below search, whoever calls them: they keep it (FROM CURRENT).
SELECT set_config('search_path', format('%I, pg_temp', current_schema()), true);

CREATE TABLE IF NOT EXISTS class_role (role name PRIMARY KEY, learner text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS class_assignment (what text PRIMARY KEY, until date);

-- Two learners at one machine are two devices.
ALTER TABLE device ADD COLUMN IF NOT EXISTS role name NOT NULL DEFAULT session_user;
ALTER TABLE device DROP CONSTRAINT IF EXISTS device_machine_key;
CREATE UNIQUE INDEX IF NOT EXISTS device_of_role ON device (role, machine);

-- The learner whose role opened the session; NULL for the owner.
CREATE OR REPLACE FUNCTION class_learner() RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT AS
  $$ SELECT learner FROM class_role WHERE role = session_user $$;

-- Let no other session write for a learner before this transaction ends; a learner holds nobody but themselves.
CREATE OR REPLACE FUNCTION class_hold(name text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  held text := class_learner();
BEGIN
  IF held IS NULL THEN
    LOCK TABLE class_role IN SHARE UPDATE EXCLUSIVE MODE;
    held := name;
  END IF;
  PERFORM FROM class_role WHERE learner = held FOR UPDATE;
END $$;

-- End the sessions of learners that hold others up: they have more locks than any honest one (all sessions
-- share the server's memory for them), somebody has waited for them for seconds, a statement runs for minutes,
-- or a transaction keeps old rows from being cleared away. Views of the statistics are not used: with no memory left for locks they could not be opened.
CREATE OR REPLACE FUNCTION class_free() RETURNS TABLE (ended text, why text) LANGUAGE plpgsql AS $$
DECLARE
  theirs record;
BEGIN
  FOR theirs IN
    WITH session AS (
      SELECT a.pid, a.usesysid, a.state, a.query_start, a.xact_start, learner, coalesce(number, 0) AS locks,
        sum(number) OVER (PARTITION BY a.usesysid) AS locks_of_all
      FROM pg_stat_get_activity(NULL) a
      LEFT JOIN class_role ON to_regrole(quote_ident(role)) = a.usesysid
      LEFT JOIN (SELECT l.pid, count(*) AS number FROM pg_lock_status() l GROUP BY 1) held USING (pid)
    ), blocking AS (
      SELECT DISTINCT blocker.pid
      FROM pg_lock_status() wanted JOIN session waiting USING (pid)
      JOIN session blocker ON blocker.pid = ANY(pg_blocking_pids(waiting.pid))
      WHERE NOT wanted.granted AND wanted.waitstart < clock_timestamp() - interval '3 seconds'
        AND waiting.usesysid <> blocker.usesysid
    )
    SELECT pid, learner, CASE
      WHEN locks_of_all > 1000 AND locks > 50 THEN 'it held ' || locks || ' locks'
      WHEN pid IN (SELECT pid FROM blocking) THEN 'others waited for a lock of it'
      WHEN state = 'active' AND query_start < clock_timestamp() - interval '5 minutes'
        THEN 'a statement of it ran for minutes'
      WHEN xact_start < clock_timestamp() - interval '1 hour' THEN 'a transaction of it was open for an hour'
    END AS reason
    FROM session WHERE learner IS NOT NULL
  LOOP
    IF theirs.reason IS NOT NULL AND pg_terminate_backend(theirs.pid, 5000) THEN
      ended := theirs.learner;
      why := theirs.reason;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

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

-- Refuse new events that would trouble whoever reads the whole log; all that drill writes or merges passes.
CREATE OR REPLACE FUNCTION class_admits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- The brackets of the JSON without its texts.
  nesting text := regexp_replace(regexp_replace(NEW.more, '"(?:[^"\\]|\\.)*"', '', 'g'), '[^][{}]', '', 'g');
BEGIN
  FOR depth IN 1..24 LOOP
    EXIT WHEN nesting = '';
    nesting := regexp_replace(nesting, '\[\]|\{\}', '', 'g');
  END LOOP;
  IF NEW.id !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
    OR NEW.at !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$'
    OR NEW.study_day !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    OR NEW.lamport NOT BETWEEN 0 AND 4294967296
    OR NOT coalesce(NEW.seconds, 0) BETWEEN 0 AND 1e300
    OR octet_length(NEW::text) > 3000000
    OR NEW.more !~ '^\s*\{' OR nesting <> ''
  THEN
    RAISE check_violation USING MESSAGE = 'this is not an event of drill';
  END IF;
  PERFORM NEW.more::json, NEW.at::timestamptz, NEW.study_day::date;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS class_admits ON event;
CREATE TRIGGER class_admits BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION class_admits();

-- Delete a row whose learner is set to '', see 2.
CREATE OR REPLACE FUNCTION class_removes() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  EXECUTE format('DELETE FROM %I.%I WHERE ctid = $1', TG_TABLE_SCHEMA, TG_TABLE_NAME) USING OLD.ctid;
  RETURN NULL;
END $$;

-- All learners of this database belong to it: with rights for each one a table's row would fill its page.
CREATE OR REPLACE FUNCTION class_learners() RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT 'drill_class_' || oid FROM pg_database WHERE datname = current_database() $$;

-- Give the owner the rights of a learner's role: to end its sessions, and to back up and remove what it owns.
CREATE OR REPLACE FUNCTION class_take_charge(theirs name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF to_regrole(quote_ident(theirs)) IS NOT NULL AND NOT pg_has_role(session_user, theirs, 'USAGE') THEN
    EXECUTE format('GRANT %I TO %I', theirs, session_user);
  END IF;
END $$;

-- Let a learner in, or in again, by what proves a password; returns their role, by default a new one.
CREATE OR REPLACE FUNCTION class_invite(name text, fresh name, proof text) RETURNS name LANGUAGE plpgsql AS $$
DECLARE
  theirs name;
BEGIN
  INSERT INTO class_role VALUES (fresh, name) ON CONFLICT (learner) DO NOTHING;
  SELECT role INTO theirs FROM class_role WHERE learner = name;
  IF to_regrole(quote_ident(theirs)) IS NULL THEN
    EXECUTE format('CREATE ROLE %I', theirs);
    PERFORM class_take_charge(theirs);
  END IF;
  -- Connections for the app on two machines, and for a few commands beside it.
  EXECUTE format('ALTER ROLE %I LOGIN CONNECTION LIMIT 10 PASSWORD %L', theirs, proof);
  EXECUTE format('GRANT %I TO %I', class_learners(), theirs);
  RETURN theirs;
END $$;

-- Remove everything that a learner wrote, and every object that they own here; returns how many events.
CREATE OR REPLACE FUNCTION class_forget(name text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  theirs name := (SELECT role FROM class_role WHERE learner = name);
  events int;
  here text;
BEGIN
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
    EXECUTE format('DROP OWNED BY %I', theirs);
  END IF;
  RETURN events;
END $$;
REVOKE ALL ON FUNCTION class_learner(), class_hold(text), class_free(), class_keeps(), class_admits(),
  class_removes(), class_learners(), class_take_charge(name), class_invite(text, name, text),
  class_forget(text) FROM PUBLIC;

DO $$
DECLARE
  learners text := class_learners();
  own_role text := 'role = session_user';
  own_rows text := 'learner = (SELECT class_learner())';
  in_class text := '(SELECT class_learner()) IS NOT NULL';
  here text;
  policy text;
  rights text;
  columns text[];
  named text;
BEGIN
  IF to_regrole(learners) IS NULL THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', learners);
  END IF;
  PERFORM class_take_charge(role) FROM class_role;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), learners);
  EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', current_schema());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), learners);
  EXECUTE format('GRANT EXECUTE ON FUNCTION class_learner(), class_hold(text) TO %I', learners);
  FOR here, policy, rights IN
    SELECT t.relname, coalesce(own.policy, own_rows), coalesce(own.rights, 'SELECT, INSERT, UPDATE (%s)')
    FROM pg_class t LEFT JOIN (VALUES
      ('event', own_rows, 'SELECT, INSERT'),
      ('device', own_role, 'SELECT, INSERT'),
      ('class_role', 'false', ''),
      ('class_assignment', in_class, 'SELECT'),
      ('alembic_version', in_class, 'SELECT')
    ) own (relname, policy, rights) USING (relname)
    WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
  LOOP
    columns := ARRAY(
      SELECT quote_ident(attname) FROM pg_attribute
      WHERE attrelid = to_regclass(quote_ident(here)) AND attnum > 0 AND NOT attisdropped
    );
    EXECUTE format('DROP POLICY IF EXISTS own ON %I', here);
    EXECUTE format('DROP TRIGGER IF EXISTS class_removes ON %I', here);
    FOREACH named IN ARRAY columns LOOP
      EXECUTE format('ALTER TABLE %I ALTER COLUMN %s SET STATISTICS 0', here, named);
      IF EXISTS (SELECT FROM pg_stats WHERE tablename = here AND quote_ident(attname) = named) THEN
        -- To give a column its own type again forgets its statistics, and nothing else.
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %s TYPE %s', here, named, (
          SELECT format_type(atttypid, atttypmod) FROM pg_attribute
          WHERE attrelid = to_regclass(quote_ident(here)) AND quote_ident(attname) = named
        ));
      END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, %I', here, learners);
    IF rights <> '' THEN
      EXECUTE format('GRANT %s ON %I TO %I', format(rights, array_to_string(columns, ', ')), here, learners);
    END IF;
    IF rights LIKE '%UPDATE%' THEN
      EXECUTE format(
        'CREATE TRIGGER class_removes BEFORE UPDATE OF learner ON %I FOR EACH ROW'
        ' WHEN (NEW.learner = '''') EXECUTE FUNCTION class_removes()', here
      );
    END IF;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', here);
    EXECUTE format('CREATE POLICY own ON %I USING (%s)', here, policy);
  END LOOP;
  IF has_schema_privilege(learners, current_schema(), 'CREATE')
    OR has_database_privilege(learners, current_database(), 'CREATE, TEMP')
  THEN
    RAISE EXCEPTION 'learners could make objects in it: its owner must own the database and its schema';
  END IF;
END $$;
