"""What the docket is searched by, and the numbers of a consultation: two tables that triggers keep.

Triggers, because the words of a comment stand in several tables, and because processes of the version before write while this
is put in place. Nothing of the first table is touched when a comment comes in: it holds moderated comments alone. Of the second,
each submission writes its own lines, for which nobody waits. 0010 takes in what stands already.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

SEARCHED = """
CREATE FUNCTION comments_facts(one comments_comment) RETURNS text[] STABLE LANGUAGE sql AS $$
    SELECT ARRAY(SELECT 'span:' || level || ':' || one.id / (4096 * 4 ^ level)::bigint FROM generate_series(0, 4) AS level)
        || ARRAY(SELECT one.consultation_id || ' ' || fact FROM unnest(ARRAY[
            'any',
            'state:' || one.state,
            'kind:' || one.kind,
            'on:c:' || clause.anchor,
            'on:q:' || question.position,
            CASE WHEN one.clause_id IS NULL AND one.question_id IS NULL THEN 'on:whole' END,
            CASE WHEN one.state = 'published' THEN 'from:' || sent.capacity END,
            CASE WHEN one.state = 'published' AND sent.organisation_kind <> '' THEN 'from:' || sent.organisation_kind END,
            'outcome:' || CASE one.state WHEN 'withdrawn' THEN 'withdrawn' ELSE answer.outcome END,
            'effect:' || CASE one.state WHEN 'withdrawn' THEN 'withdrawn' ELSE answer.effect END,
            'reaction:' || CASE one.state WHEN 'withdrawn' THEN 'withdrawn' ELSE answer.reaction END
        ]) AS fact WHERE fact IS NOT NULL)
    FROM comments_submission sent
    LEFT JOIN norms_clause clause ON clause.id = one.clause_id
    LEFT JOIN comments_question question ON question.id = one.question_id
    LEFT JOIN comments_disposition answer ON answer.comment_id = one.id
    WHERE sent.id = one.submission_id
$$;

CREATE FUNCTION comments_words(one comments_comment) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT norms_vector(concat_ws(E'\\n', one.text, one.proposed_change, one.own_reference,
                                  CASE sent.organisation WHEN '' THEN sent.name ELSE sent.organisation END))
        || array_to_tsvector(ARRAY[lower(translate(one.code, '-', ''))])
    FROM comments_submission sent
    WHERE sent.id = one.submission_id AND one.state = 'published'
$$;

CREATE FUNCTION comments_keep_searched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.state = 'received' THEN
        DELETE FROM comments_searchedcomment WHERE comment_id = NEW.id;
    ELSE
        INSERT INTO comments_searchedcomment (comment_id, facts, words)
        VALUES (NEW.id, comments_facts(NEW), comments_words(NEW))
        ON CONFLICT (comment_id) DO UPDATE SET facts = EXCLUDED.facts, words = EXCLUDED.words;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION comments_keep_sender() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE comments_searchedcomment kept SET facts = comments_facts(one), words = comments_words(one)
    FROM comments_comment one WHERE one.submission_id = NEW.id AND kept.comment_id = one.id;
    RETURN NULL;
END $$;

CREATE FUNCTION comments_keep_answer() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE comments_searchedcomment kept SET facts = comments_facts(one)
    FROM comments_comment one WHERE one.id = coalesce(NEW.comment_id, OLD.comment_id) AND kept.comment_id = one.id;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_searched_new AFTER INSERT ON comments_comment
    FOR EACH ROW WHEN (NEW.state <> 'received') EXECUTE FUNCTION comments_keep_searched();
CREATE TRIGGER comments_searched AFTER UPDATE OF state, kind, clause_id, question_id, text, proposed_change, own_reference
    ON comments_comment
    FOR EACH ROW WHEN (NEW.state <> 'received' OR OLD.state <> 'received') EXECUTE FUNCTION comments_keep_searched();
CREATE TRIGGER comments_searched_sender AFTER UPDATE OF capacity, name, organisation, organisation_kind ON comments_submission
    FOR EACH ROW EXECUTE FUNCTION comments_keep_sender();
CREATE TRIGGER comments_searched_answer AFTER INSERT OR DELETE OR UPDATE OF outcome, effect, reaction ON comments_disposition
    FOR EACH ROW EXECUTE FUNCTION comments_keep_answer();
"""
COUNTED = """
CREATE FUNCTION comments_count_sent() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO comments_tally (consultation_id, figure, key, number)
    SELECT consultation_id, 'sender', CASE organisation_kind WHEN '' THEN capacity ELSE organisation_kind END, 1 FROM added
    UNION ALL SELECT consultation_id, 'country', country, 1 FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION comments_count_new() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO comments_tally (consultation_id, figure, key, number)
    SELECT consultation_id, 'kind', kind, count(*) FROM added GROUP BY 1, 3
    UNION ALL SELECT consultation_id, 'state', state, count(*) FROM added GROUP BY 1, 3
    UNION ALL SELECT consultation_id, 'clause', clause.anchor, count(*)
        FROM added JOIN norms_clause clause ON clause.id = added.clause_id WHERE state = 'published' GROUP BY 1, 3;
    RETURN NULL;
END $$;

CREATE FUNCTION comments_count_moved() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO comments_tally (consultation_id, figure, key, number)
    VALUES (NEW.consultation_id, 'state', OLD.state, -1), (NEW.consultation_id, 'state', NEW.state, 1);
    IF NEW.clause_id IS NOT NULL AND 'published' IN (OLD.state, NEW.state) THEN
        INSERT INTO comments_tally (consultation_id, figure, key, number)
        SELECT NEW.consultation_id, 'clause', anchor, CASE NEW.state WHEN 'published' THEN 1 ELSE -1 END
        FROM norms_clause WHERE id = NEW.clause_id;
    END IF;
    IF 'withdrawn' IN (OLD.state, NEW.state) THEN
        INSERT INTO comments_tally (consultation_id, figure, key, number)
        SELECT NEW.consultation_id, said.figure, said.key, CASE NEW.state WHEN 'withdrawn' THEN -1 ELSE 1 END
        FROM comments_disposition answer, LATERAL (VALUES ('outcome', answer.outcome), ('effect', answer.effect)) AS said(figure, key)
        WHERE answer.comment_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION comments_count_answer() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO comments_tally (consultation_id, figure, key, number)
        SELECT consultation_id, said.figure, said.key, -1
        FROM comments_comment, (VALUES ('outcome', OLD.outcome), ('effect', OLD.effect)) AS said(figure, key)
        WHERE id = OLD.comment_id AND state <> 'withdrawn';
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO comments_tally (consultation_id, figure, key, number)
        SELECT consultation_id, said.figure, said.key, 1
        FROM comments_comment, (VALUES ('outcome', NEW.outcome), ('effect', NEW.effect)) AS said(figure, key)
        WHERE id = NEW.comment_id AND state <> 'withdrawn';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_counted_sent AFTER INSERT ON comments_submission
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION comments_count_sent();
CREATE TRIGGER comments_counted_new AFTER INSERT ON comments_comment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION comments_count_new();
CREATE TRIGGER comments_counted_moved AFTER UPDATE OF state ON comments_comment
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION comments_count_moved();
CREATE TRIGGER comments_counted_answer AFTER INSERT OR DELETE OR UPDATE OF outcome, effect ON comments_disposition
    FOR EACH ROW EXECUTE FUNCTION comments_count_answer();
"""
BACK = """
DROP TRIGGER comments_counted_answer ON comments_disposition;
DROP TRIGGER comments_counted_moved ON comments_comment;
DROP TRIGGER comments_counted_new ON comments_comment;
DROP TRIGGER comments_counted_sent ON comments_submission;
DROP FUNCTION comments_count_answer();
DROP FUNCTION comments_count_moved();
DROP FUNCTION comments_count_new();
DROP FUNCTION comments_count_sent();
DROP TRIGGER comments_searched_answer ON comments_disposition;
DROP TRIGGER comments_searched_sender ON comments_submission;
DROP TRIGGER comments_searched ON comments_comment;
DROP TRIGGER comments_searched_new ON comments_comment;
DROP FUNCTION comments_keep_answer();
DROP FUNCTION comments_keep_sender();
DROP FUNCTION comments_keep_searched();
DROP FUNCTION comments_words(comments_comment);
DROP FUNCTION comments_facts(comments_comment);
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_own_reference"), ("norms", "0014_words_without_signs")]

    operations = [
        migrations.CreateModel(
            name="SearchedComment",
            fields=[
                ("comment", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="comments.comment")),
                ("facts", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(max_length=8)),
                ("key", models.CharField(blank=True, max_length=80)),
                ("number", models.IntegerField()),
                ("consultation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.consultation")),
            ],
        ),
        migrations.RunSQL(SEARCHED + COUNTED, BACK),
    ]
