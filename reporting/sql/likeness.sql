-- Which statements give the copy of each table, in the schema `fresh`, what the table itself has beyond its columns and
-- checks: its keys, its indexes, its storage options and its grants? All names stay the same.
WITH tables AS (
    SELECT oid, relname, relnamespace, reloptions, relacl, format('%%I.%%I', %(fresh)s::text, relname) AS copy
    FROM pg_class
    WHERE oid = ANY (%(tables)s::regclass[])
)
SELECT format('ALTER TABLE %%s SET (%%s)', copy, array_to_string(reloptions, ', ')) AS statement
FROM tables
WHERE reloptions IS NOT NULL
UNION ALL
SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', copy, conname, pg_get_constraintdef(pg_constraint.oid))
FROM tables
JOIN pg_constraint ON conrelid = tables.oid AND contype IN ('p', 'u', 'x', 'f')
UNION ALL
SELECT regexp_replace(pg_get_indexdef(indexrelid), ' ON \S+ ', format(' ON %%s ', copy))
FROM tables
JOIN pg_index ON indrelid = tables.oid
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
UNION ALL
SELECT format('GRANT %%s ON %%s TO %%s', privilege_type, copy,
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
FROM tables
CROSS JOIN LATERAL aclexplode(relacl)
