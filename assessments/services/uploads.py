"""A file of questions that an author looks at before anything happens: kept apart, then imported or forgotten."""

import io
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.errors import NothingToImport, UploadNotFound
from assessments.interchange.naming import slug
from assessments.models import QuestionUpload
from assessments.services.importing import ImportPlan, plan_import, write_plan
from assessments.sniffing import clean_name

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_QUESTIONS: Final = 1_000  # in one file: more is no work for a request
MOST_KEPT: Final = 5  # a person's files in review
KEPT_FOR: Final = timedelta(days=1)


@transaction.atomic
def upload_questions(*, content: bytes, file_name: str, form: str, bank: str, language: str, by: int) -> int:
    """Keep a file for review; its id. Nothing in the library changes. Older files of anybody are forgotten after a day, and
    a person has five at most."""
    QuestionUpload.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
    mine = QuestionUpload.objects.filter(person_id=by).order_by("-pk").values_list("pk", flat=True)
    QuestionUpload.objects.filter(pk__in=list(mine[MOST_KEPT - 1 :])).delete()
    made = QuestionUpload.objects.create(
        person_id=by, bank=slug(bank)[:60].strip("-"), form=form, language=language,
        file_name=clean_name(file_name)[:120] or "file", body=content,
    )  # fmt: skip
    return made.pk


def plan_upload(upload: QuestionUpload) -> ImportPlan:
    """What importing a kept file would do now. Reads only."""
    return plan_import(
        file=io.BytesIO(bytes(upload.body)), form=upload.form, bank_key=upload.bank, language=upload.language,
        most=MOST_QUESTIONS,
    )  # fmt: skip


@transaction.atomic
def confirm_upload(*, upload_id: int, by: int, keep_good: bool) -> ImportPlan:
    """Import a kept file as drafts and forget it. Raises UploadNotFound, NothingToImport when something can't be read and
    `keep_good` was not said, or nothing is left; Stale when an author changed one of the questions meanwhile."""
    upload = QuestionUpload.objects.select_for_update().filter(pk=upload_id, person_id=by).first()
    if upload is None:
        raise UploadNotFound
    plan = plan_upload(upload)
    if not plan.planned or (plan.skipped and not keep_good):
        raise NothingToImport
    write_plan(plan, by=by)
    plan.imported = len(plan.planned)
    upload.delete()
    return plan


def drop_upload(*, upload_id: int, by: int) -> None:
    """Forget a kept file. Safe to repeat."""
    QuestionUpload.objects.filter(pk=upload_id, person_id=by).delete()
