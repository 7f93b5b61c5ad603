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
  -- What ending a session asks of a role is read while there is memory for the lock, and kept.
  PERFORM pg_get_userbyid(to_regrole(quote_ident(role))) FROM class_role;
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
    -- Nobody waits for their ends, one after the other: meanwhile the first would be back.
    IF theirs.reason IS NOT NULL AND pg_terminate_backend(theirs.pid) THEN
      ended := theirs.learner;
      why := theirs.reason;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

-- Let a learner log in no more, until they are invited again. Their sessions are ended again and again, until
-- there is memory for the locks that this takes.
CREATE OR REPLACE FUNCTION class_bar(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  theirs name := (SELECT role FROM class_role WHERE learner = name);
BEGIN
  FOR try IN 1..500 LOOP
    PERFORM pg_stat_clear_snapshot(),
      (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_get_activity(NULL) WHERE usesysid = to_regrole(quote_ident(theirs)));
    BEGIN
      EXECUTE format('ALTER ROLE %I NOLOGIN', theirs);
      RETURN;
    EXCEPTION WHEN out_of_memory THEN
      PERFORM pg_sleep(0.01);
    END;
  END LOOP;
  RAISE out_of_memory USING MESSAGE = 'out of shared memory';
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

-- Whether a JSON value is a text, or a list or an object of texts.
CREATE OR REPLACE FUNCTION class_is_reply(reply jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE jsonb_typeof(reply)
    WHEN 'string' THEN true
    WHEN 'array' THEN NOT reply @? 'strict $[*] ? (@.type() != "string")'
    WHEN 'object' THEN NOT reply @? 'strict $.* ? (@.type() != "string")'
    ELSE false
  END
$$;

-- Whether it is such a value, or an object of such by the numbers of stages.
CREATE OR REPLACE FUNCTION class_is_by_stage(reply jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path FROM CURRENT AS $$
  SELECT class_is_reply(reply) OR jsonb_typeof(reply) = 'object' AND NOT EXISTS (
    SELECT FROM jsonb_each(CASE jsonb_typeof(reply) WHEN 'object' THEN reply ELSE '{}' END) part (name, value)
    WHERE name !~ '^[0-9]+$' OR NOT class_is_reply(value)
  )
$$;

-- Whether an undo or override is of another learner's event, which a merge refuses.
CREATE OR REPLACE FUNCTION class_aims_elsewhere(kind text, target text, theirs text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT AS
  $$ SELECT kind IN ('undo', 'override') AND EXISTS (SELECT FROM event e WHERE e.id = $2 AND e.learner <> theirs) $$;

-- Refuse new events that would trouble whoever reads the whole log: what a merge refuses. The numbers that are
-- written MERGE_… are those of its own rule (drill/gyr/wire.py).
CREATE OR REPLACE FUNCTION class_admits() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
  -- The brackets of the JSON without its texts.
  nesting text := regexp_replace(regexp_replace(NEW.more, '"(?:[^"\\]|\\.)*"', '', 'g'), '[^][{}]', '', 'g');
  uuid text := '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$';
  -- Control and direction characters, and how JSON writes them.
  unwanted text := '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]';
  escaped text := '\\([bfr]|u(00(0[0-8bcdef]|1|7f|[89])|061c|200[ef]|202[89a-e]|206[6-9]|feff))';
  attempt boolean := NEW.kind IN ('verdict', 'check', 'extra');
  -- The types of the fields that a kind has in the JSON.
  fields jsonb := CASE
    WHEN attempt THEN '{"reason": "string", "code": "string", "revealed": "boolean", "seen": "boolean",
      "params": "object", "hints": "number", "raw_seconds": "number"}'
    WHEN NEW.kind = 'override' THEN '{"reason": "string"}'
    WHEN NEW.kind = 'note' THEN '{"field": "string", "key": "string", "text": "string"}'
    WHEN NEW.kind = 'rep' THEN '{"answer": "string", "code": "string", "params": "object", "first": "number",
      "set": "string"}'
    ELSE '{}'
  END;
  said jsonb;
  sound boolean;
BEGIN
  FOR depth IN 1..MERGE_DEPTH LOOP
    EXIT WHEN nesting = '';
    nesting := regexp_replace(nesting, '\[\]|\{\}', '', 'g');
  END LOOP;
  sound := octet_length(NEW::text) <= 3000000 AND NEW.more ~ '^\s*\{' AND nesting = ''
    AND NEW.kind IN ('verdict', 'check', 'extra', 'skip', 'undo', 'override', 'regrade', 'reopen', 'park', 'note', 'rep')
    AND NEW.id ~ uuid AND NEW.device <> '' AND char_length(NEW.item) BETWEEN 1 AND MERGE_ITEM AND NEW.item !~ '[\t\n]'
    AND NEW.learner ~ '^[a-z0-9._-]{1,64}$'
    AND NEW.at ~ '^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\.[0-9]{3}Z$'
    AND NEW.study_day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    AND NEW.lamport BETWEEN 0 AND MERGE_LAMPORT AND NEW.offset_minutes BETWEEN -MERGE_MINUTES AND MERGE_MINUTES
    AND coalesce(NEW.seconds, 0) BETWEEN 0 AND MERGE_SECONDS AND coalesce(NEW.pass, 0) BETWEEN 0 AND MERGE_PASSES
    AND (NOT (attempt OR NEW.kind = 'rep') OR NEW.seconds IS NOT NULL AND NEW.decided_by IN ('checker', 'learner'))
    AND (NEW.kind IN ('undo', 'note') OR (NEW.maths <> '' AND NEW.wording <> ''))
    AND (NEW.kind NOT IN ('undo', 'override', 'regrade') OR NEW.target ~ uuid)
    AND (NOT attempt AND NEW.kind NOT IN ('override', 'regrade', 'rep') OR NEW.ok IS NOT NULL)
    AND (NOT attempt AND NEW.kind <> 'override' OR NEW.why IS NOT NULL)
    AND (NOT attempt OR (NEW.round = 'first' OR NEW.round ~ uuid) AND NEW.pass IS NOT NULL)
    AND NEW::text !~ unwanted AND regexp_replace(NEW.more, '\\\\', '', 'g') !~* escaped;
  IF sound THEN
    said := NEW.more;
    sound := abs(NEW.study_day::date - NEW.at::timestamp::date) <= MERGE_DAYS_FROM_AT
      -- At most as long as its line, in which a comma and a colon have a space after them, too.
      AND octet_length(said::text) + octet_length(jsonb_strip_nulls(to_jsonb(NEW) - 'more')::text) + 100 <= MERGE_LINE_BYTES
      AND NOT class_aims_elsewhere(NEW.kind, NEW.target, NEW.learner)
      AND NOT EXISTS (
        SELECT FROM jsonb_each_text(fields) field (name, type) WHERE jsonb_typeof(said->name) IS DISTINCT FROM type
      )
      AND NOT said @? '$.** ? (@.type() == "number" && (@ > MERGE_INTEGER || @ < -MERGE_INTEGER))'
      AND coalesce(jsonb_typeof(said->'content'), 'object') = 'object'
      AND (NOT said ? 'front' OR jsonb_typeof(said->'front') = 'string' AND said->>'front' ~ '^[a-z0-9-]{0,32}$')
      AND (NOT (attempt OR NEW.kind = 'rep') OR coalesce(jsonb_typeof(said->'mistake'), 'string') = 'string')
      AND (NOT attempt OR NOT said ? 'second' OR class_is_reply(said->'second'))
      AND (NOT (attempt OR NEW.kind = 'rep') OR class_is_reply(said->'params'))
      AND (NOT attempt OR (
        class_is_by_stage(said->'answer') AND NEW.more::json->>'hints' ~ '^[0-9]{1,10}$' AND said->>'raw_seconds' !~ '^-'
        AND (NOT said ? 'working' OR class_is_by_stage(said->'working') AND CASE jsonb_typeof(said->'working')
          WHEN 'object' THEN NOT said @? 'strict $.working.* ? (@.type() != "array")'
          ELSE jsonb_typeof(said->'working') = 'array' END)
        AND (NOT said ? 'stages' OR jsonb_typeof(said->'stages') = 'array'
          AND NOT said @? 'strict $.stages[*] ? (@ != "correct" && @ != "wrong" && @ != "revealed" && @ != "left")')
      ))
      AND (NEW.kind <> 'rep' OR said->>'set' ~ uuid AND said->>'first' !~ '^-')
      AND (NEW.kind <> 'note' OR said->>'field' <> '' AND (said->>'field' <> 'link' OR said->>'text' = ''
        OR split_part(said->>'text', E'\n', 1) ~* '^https?://[^/?#]*[^/?#@:]'
        AND split_part(said->>'text', E'\n', 1) !~ '\s'));
  END IF;
  IF sound IS NOT TRUE THEN
    RAISE check_violation USING MESSAGE = 'this is not an event of drill';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS class_admits ON event;
CREATE TRIGGER class_admits BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION class_admits();

-- Refuse a lamport far above the learner's next lower one, as a merge does: what comes next counts on from it.
-- It is asked at the end of the transaction, since the lower ones may be inserted after it.
CREATE OR REPLACE FUNCTION class_counts_on() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.lamport - MERGE_LEAP > (
    SELECT coalesce(max(lamport), 0) FROM event WHERE learner = NEW.learner AND lamport < NEW.lamport
  ) THEN
    RAISE check_violation USING MESSAGE = 'this is not an event of drill';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS class_counts_on ON event;
CREATE CONSTRAINT TRIGGER class_counts_on AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.lamport > MERGE_LEAP) EXECUTE FUNCTION class_counts_on();

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
  here name;
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
  -- What they set for themselves could keep the new token from being used.
  EXECUTE format('ALTER ROLE %I RESET ALL', theirs);
  FOR here IN
    SELECT datname FROM pg_database JOIN pg_db_role_setting ON setdatabase = pg_database.oid
    WHERE setrole = to_regrole(quote_ident(theirs))
  LOOP
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', theirs, here);
  END LOOP;
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
REVOKE ALL ON FUNCTION class_learner(), class_hold(text), class_free(), class_bar(text), class_keeps(), class_admits(),
  class_aims_elsewhere(text, text, text),
  class_counts_on(), class_is_reply(jsonb), class_is_by_stage(jsonb), class_removes(), class_learners(), class_take_charge(name), class_invite(text, name, text),
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
  EXECUTE format(
    'GRANT EXECUTE ON FUNCTION class_learner(), class_hold(text), class_aims_elsewhere(text, text, text), class_is_reply(jsonb), class_is_by_stage(jsonb)'
    ' TO %I', learners
  );
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
