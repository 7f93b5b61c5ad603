-- What only a superuser can refuse the roles of a database: `psql -f class_server.sql NAME`, once for a class.
--
-- Advisory locks fill the memory for locks, which all sessions share; a large object is the one object that
-- everybody may create anywhere; a sort without bound fills the disk.

DO $$
DECLARE
  refused regprocedure;
BEGIN
  FOR refused IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
      AND proname ~ '^(pg_(try_)?advisory_(xact_)?lock|lo_creat|lo_from_bytea|lo_put|lowrite)'
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', refused);
  END LOOP;
  EXECUTE format('ALTER DATABASE %I SET temp_file_limit = %L', current_database(), '4GB');
END $$;
