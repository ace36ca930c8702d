-- Of which of these tables has so much been written since they were last analysed that PostgreSQL would plan badly?
SELECT class.oid::regclass::text AS table_name
FROM pg_class class
LEFT JOIN pg_stat_user_tables statistics ON statistics.relid = class.oid
WHERE class.oid = ANY (%(tables)s::regclass[])
  AND (class.reltuples < 0 OR statistics.n_mod_since_analyze > 50 + class.reltuples / 10)
