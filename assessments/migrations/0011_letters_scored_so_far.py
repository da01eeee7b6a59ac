"""Letters that were scored and released by one assessor: their stage is done, and their result is the one score."""

from django.db import migrations


def settle(apps, schema_editor):
    allocation = apps.get_model("lms_assessments", "Allocation")
    final = apps.get_model("lms_assessments", "FinalScore")
    for score in apps.get_model("lms_assessments", "Score").objects.select_related("allocation__submission").order_by("pk"):
        letter = score.allocation.submission
        allocation.objects.filter(pk=score.allocation_id).update(done_at=score.at)
        if letter.scored_at is None:
            letter.scored_at = score.at
            letter.save(update_fields=["scored_at"])
        number = final.objects.filter(submission=letter).count() + 1
        final.objects.create(
            submission=letter, number=number, percent=score.percent, red_flags=score.red_flags, passed=score.passed,
            basis="single", scores=[score.pk], at=score.at,
        )  # fmt: skip
    waiting = apps.get_model("lms_assessments", "Submission").objects.filter(state="submitted", lms_allocations=None)
    for letter in waiting:
        allocation.objects.create(submission=letter, stage="first", created_at=letter.submitted_at)


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0010_cases_assessors_and_clinics")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop, elidable=True)]
