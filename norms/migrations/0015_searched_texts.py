"""What the search looks in: norms, and the clauses of frozen texts.

Both tables are kept by triggers, so processes of the version before keep them too. A draft costs nothing: its clauses are taken
in when it is frozen, and a frozen text never changes. 0016 takes in what stands already.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION norms_norm_words(one norms_norm) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT setweight(norms_vector(one.title || ' ' || one.designation), 'A') || norms_vector(one.summary)
$$;

CREATE FUNCTION norms_keep_norm() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO norms_searchednorm (norm_id, words) VALUES (NEW.id, norms_norm_words(NEW))
    ON CONFLICT (norm_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;

CREATE TRIGGER norms_norm_searched AFTER INSERT OR UPDATE OF title, designation, summary ON norms_norm
    FOR EACH ROW EXECUTE FUNCTION norms_keep_norm();

CREATE FUNCTION norms_take_clauses(frozen bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO norms_searchedclause (clause_id, revision_id, words)
    SELECT id, revision_id, setweight(norms_vector(title), 'A') || norms_vector(words)
    FROM norms_clause WHERE revision_id = frozen
    ON CONFLICT (clause_id) DO NOTHING
$$;

CREATE FUNCTION norms_keep_clauses() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM norms_take_clauses(NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER norms_revision_searched AFTER INSERT OR UPDATE OF state ON norms_revision
    FOR EACH ROW WHEN (NEW.state = 'frozen') EXECUTE FUNCTION norms_keep_clauses();
"""
BACK = """
DROP TRIGGER norms_revision_searched ON norms_revision;
DROP FUNCTION norms_keep_clauses();
DROP FUNCTION norms_take_clauses(bigint);
DROP TRIGGER norms_norm_searched ON norms_norm;
DROP FUNCTION norms_keep_norm();
DROP FUNCTION norms_norm_words(norms_norm);
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0014_words_without_signs")]

    operations = [
        migrations.CreateModel(
            name="SearchedNorm",
            fields=[
                ("norm", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="norms.norm")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"indexes": [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="norm_by_words")]},
        ),
        migrations.CreateModel(
            name="SearchedClause",
            fields=[
                ("clause", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="norms.clause")),
                ("revision", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="norms.revision")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"indexes": [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="clause_by_words")]},
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
