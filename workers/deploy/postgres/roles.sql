-- Who may do what in the ledger. Run once, by psql, as a superuser of an empty database "onrecord"
-- (PostgreSQL's image does, from its folder for such files). The passwords are in files of the
-- folder that SECRETS names, by default where compose puts secrets.
--
--   onrecord_owner    owns the tables: `python -m shared.ledger` brings them up to date
--   onrecord_worker   reads and writes them: workers, publishers, the command line
--   onrecord_reader   only reads: exporter, Grafana, desks
\set ON_ERROR_STOP on
\set owner `cat "${SECRETS:-/run/secrets}/owner_password"`
\set worker `cat "${SECRETS:-/run/secrets}/worker_password"`
\set reader `cat "${SECRETS:-/run/secrets}/reader_password"`

CREATE ROLE onrecord_owner LOGIN PASSWORD :'owner';
CREATE ROLE onrecord_worker LOGIN PASSWORD :'worker';
CREATE ROLE onrecord_reader LOGIN PASSWORD :'reader' CONNECTION LIMIT 10;

-- Nobody who is not named here has a say; by default everybody may connect and make temporary tables.
REVOKE ALL ON DATABASE :DBNAME FROM PUBLIC;
GRANT CONNECT ON DATABASE :DBNAME TO onrecord_owner, onrecord_worker, onrecord_reader;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO onrecord_owner;
GRANT USAGE ON SCHEMA public TO onrecord_worker, onrecord_reader;

-- For all tables that migrations will make.
ALTER DEFAULT PRIVILEGES FOR ROLE onrecord_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO onrecord_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE onrecord_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO onrecord_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE onrecord_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO onrecord_reader;

-- Of which version the tables are is the migrations' own affair.
SET ROLE onrecord_owner;
CREATE TABLE public.alembic_version (
    version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY
);
REVOKE INSERT, UPDATE, DELETE ON public.alembic_version FROM onrecord_worker;
RESET ROLE;

-- A reader that forgets a transaction must not keep PostgreSQL from clearing up behind the workers.
ALTER ROLE onrecord_reader SET default_transaction_read_only = on;
ALTER ROLE onrecord_reader SET statement_timeout = '30s';
ALTER ROLE onrecord_reader SET idle_in_transaction_session_timeout = '60s';
-- A worker that hangs in the middle of one must not hold its rows for ever.
ALTER ROLE onrecord_worker SET idle_in_transaction_session_timeout = '15min';
