"""How words are made ready to be searched: two functions that the triggers and the queries of all rooms share.

`norms_bare` takes accents and soft hyphens away, whatever Unicode form the words are in. `norms_vector` makes blanks of
hyphens, slashes, stops and underscores, stems what is left, and adds each compound as one word: `AES-256-GCM` is found by
`aes256gcm`, `aes256` and `256gcm` too. Of a compound six parts are joined at most, and of a text the first 100,000 characters
are searched: PostgreSQL refuses a vector of more than a megabyte. They give the same for the same words as long as nobody
changes the rules of `unaccent`, so what is kept stays right. No index stands on them: they call each other without a schema,
which PostgreSQL doesn't find while it makes or restores an index.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

FORWARD = r"""
CREATE FUNCTION norms_bare(words text) RETURNS text IMMUTABLE PARALLEL SAFE STRICT LANGUAGE plpgsql AS $$
BEGIN
    RETURN unaccent(translate(normalize(words), chr(173), ''));
END $$;

CREATE FUNCTION norms_compounds(words text) RETURNS text IMMUTABLE PARALLEL SAFE STRICT LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT coalesce(string_agg(joined, ' '), '')
        FROM regexp_matches(words, '[[:alnum:]]+(?:[-/._]+[[:alnum:]]+){1,5}', 'g') AS found(compound),
            LATERAL regexp_split_to_array(found.compound[1], '[-/._]+') AS parts,
            LATERAL (
                SELECT array_to_string(parts, '')
                UNION SELECT parts[n] || parts[n + 1] FROM generate_series(1, cardinality(parts) - 1) AS n
            ) AS each(joined)
        WHERE length(joined) <= 60
    );
END $$;

CREATE FUNCTION norms_vector(words text) RETURNS tsvector IMMUTABLE PARALLEL SAFE STRICT LANGUAGE plpgsql AS $$
DECLARE
    bare text := left(norms_bare(left(words, 100000)), 100000);
BEGIN
    RETURN to_tsvector('pg_catalog.english', translate(bare, '-/._', '    '))
        || strip(to_tsvector('pg_catalog.english', left(norms_compounds(bare), 100000)));
END $$;
"""
BACK = """
DROP FUNCTION norms_vector(text);
DROP FUNCTION norms_compounds(text);
DROP FUNCTION norms_bare(text);
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0013_import_overview")]

    operations = [UnaccentExtension(), migrations.RunSQL(FORWARD, BACK)]
