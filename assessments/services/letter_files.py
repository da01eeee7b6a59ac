"""The files of a letter: taken in by content, cleaned of who made them, taken away. The letter is locked first."""

from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.clock import say_when
from assessments.errors import FileRefused, LetterHandedIn
from assessments.models import Attachment, Submission, SubmissionState
from assessments.sniffing import clean_name, safe_name, sniff
from lms.kernel import conf


def _locked_draft(letter_id: int) -> Submission:
    letter = Submission.objects.select_for_update().get(pk=letter_id)
    if letter.state != SubmissionState.DRAFT:
        raise LetterHandedIn(when=say_when(letter.submitted_at or letter.saved_at))
    return letter


@transaction.atomic
def attach_file(*, letter_id: int, name: str, body: bytes) -> str:
    """Keep one file with a draft; returns its reference. The same content twice is kept once.

    Raises FileRefused, LetterHandedIn.
    """
    letter = _locked_draft(letter_id)
    limit, most = int(conf.get("UPLOAD_MAX_BYTES")), int(conf.get("UPLOAD_MAX_FILES"))
    shown = clean_name(name)[:60] or _("This file")
    if len(body) > limit:
        why = _("the file is larger than {n} MB. Make it smaller, or send the pages that matter.")
        raise FileRefused(name=shown, why=why.format(n=limit // 1024 // 1024))
    found = sniff(body)
    if found is None:
        why = _("this is not a PDF, PNG, JPEG, DOCX or ODT file. What counts is the content, not the name.")
        raise FileRefused(name=shown, why=why)
    there = Attachment.objects.filter(submission=letter, removed_at=None)
    print_ = sha256(body).hexdigest()
    same = there.filter(sha256=print_).first()
    if same:
        return str(same.ref)
    if there.count() >= most:
        raise FileRefused(name=shown, why=_("a letter takes {n} files at most. Remove one first.").format(n=most))
    file = Attachment.objects.create(
        submission=letter, name=safe_name(name, found.extension), content_type=found.content_type, size=len(body),
        sha256=print_, body=body,
    )  # fmt: skip
    return str(file.ref)


@transaction.atomic
def remove_file(*, letter_id: int, ref: str) -> None:
    """Take a file away from a draft; the row stays. Safe to repeat. Raises LetterHandedIn."""
    letter = _locked_draft(letter_id)
    Attachment.objects.filter(submission=letter, ref=ref, removed_at=None).update(removed_at=timezone.now())
