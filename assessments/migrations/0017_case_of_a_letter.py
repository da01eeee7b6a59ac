"""Letters of before: which case they advise on, and under which structure of its rubric, from their frozen unit."""

from django.db import migrations


def name_case(apps, schema_editor):
    letters = apps.get_model("lms_assessments", "Submission").objects.filter(case_key="")
    versions = apps.get_model("lms_courses", "UnitVersion").objects.filter(pk__in=letters.values("unit_version"))
    for pk, config in versions.values_list("pk", "config").iterator(200):
        letters.filter(unit_version=pk).update(
            case_key=config["case"]["key"][:80], structure_hash=config["rubric"]["structure_hash"]
        )


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0016_same_task_for_all")]

    operations = [migrations.RunPython(name_case, migrations.RunPython.noop, elidable=True)]
