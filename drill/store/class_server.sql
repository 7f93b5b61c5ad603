-- What only a superuser can refuse the roles of a database: `psql -f class_server.sql NAME`, once for a class.
--
-- Advisory locks fill the memory for locks, which all sessions of the server share, whatever database they are
-- in; a large object is the one object that everybody may create anywhere; a sort without bound fills the disk;
-- statistics tell how many rows others have.

DO $$
DECLARE
  refused text;
BEGIN
  FOR refused IN
    SELECT 'EXECUTE ON FUNCTION ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
      AND (proname ~ '^(pg_(try_)?advisory_(xact_)?lock|lo_creat|lo_from_bytea|lo_put|lowrite)'
        OR proname ~ '^pg_stat_get_(xact_)?(numscans|tuples|live_tup|dead_tup|mod_since|ins_since|blocks)')
    UNION ALL
    SELECT 'SELECT ON pg_catalog.' || relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace
      AND relkind = 'v' AND relname ~ '^pg_stat(io)?_.*(tables|indexes|sequences)$'
    UNION ALL
    -- There the functions above are everybody's.
    SELECT format('CONNECT ON DATABASE %I', datname) FROM pg_database WHERE datname IN ('postgres', 'template1')
  LOOP
    EXECUTE format('REVOKE %s FROM PUBLIC', refused);
  END LOOP;
  FOR refused IN
    SELECT datname FROM pg_database WHERE datallowconn AND datname <> current_database()
      AND has_database_privilege('public', oid, 'CONNECT')
  LOOP
    RAISE NOTICE 'learners may connect to the database %, and fill the memory for locks from there: '
      'REVOKE CONNECT ON DATABASE % FROM PUBLIC, and GRANT it to those who need it', refused, quote_ident(refused);
  END LOOP;
  EXECUTE format('ALTER DATABASE %I SET temp_file_limit = %L', current_database(), '4GB');
END $$;
