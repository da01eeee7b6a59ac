"""What assessors declared becomes an interest of the one register (lms.institutions), of the class "something else"."""

from typing import Any

from django.db import migrations


def move(apps: Any, schema_editor: Any) -> None:
    """Row by row; of two open ones about the same whom, the first stays open."""
    relations = apps.get_model("lms_assessments", "DeclaredRelation")
    interests = apps.get_model("lms_institutions", "Interest")
    known = set()
    for row in relations.objects.order_by("at", "pk"):
        whom = (row.assessor_id, row.person_id, row.institution_id)
        if row.assessor_id == row.person_id or (row.ended_at is None and whom in known):
            continue
        if row.ended_at is None:
            known.add(whom)
        interests.objects.create(
            person_id=row.assessor_id, about_id=row.person_id, institution_id=row.institution_id, kind="other", note=row.note,
            at=row.at, declared_by_id=row.assessor_id, ended_at=row.ended_at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0020_cut_scores"), ("lms_institutions", "0002_add_interests")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
