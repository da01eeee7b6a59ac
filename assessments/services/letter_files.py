"""The files of a letter: looked through, cleaned of who made them, kept; whole or in pieces; taken away; old pieces swept.

A file is checked and cleaned before anything is locked: a slow scanner or a large document holds up nobody else. The letter
is locked then, so that a letter that is handed in meanwhile stays as it was handed in.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from assessments.cleaning import Cleaned, Refused, Why, clean
from assessments.clock import say_when
from assessments.errors import FileRefused, LetterHandedIn
from assessments.errors.files import FilePieceTooLarge, PieceOutOfPlace, PieceUnreadable
from assessments.models import Attachment, PartialUpload, Submission, SubmissionState
from assessments.sniffing import Sniffed, clean_name, is_old_office, safe_name, sniff
from lms.kernel import conf

PIECE: Final = 256 * 1024  # bytes; static/lms/upload.js sends as many
KEPT_FOR: Final = timedelta(days=1)  # how long a file that stopped on its way can go on
_log = logging.getLogger(__name__)


def attach_file(*, letter_id: int, name: str, body: bytes) -> str:
    """Keep one file with a draft; returns its reference. The same content twice is kept once.

    What says who made the file is taken out first. Raises FileRefused, LetterHandedIn.
    """
    shown, found, file = checked(name, body)
    return _keep(letter_id, name, shown, found, file)


def checked(name: str, body: bytes) -> tuple[str, Sniffed, Cleaned]:
    """A file looked through and without what says who made it: its name as shown, its kind, its clean bytes. Keeps nothing.

    Raises FileRefused.
    """
    shown = clean_name(name)[:60] or _("This file")
    limit = int(conf.get("UPLOAD_MAX_BYTES"))
    if len(body) > limit:
        raise FileRefused(name=shown, why=_too_large(limit))
    found = sniff(body)
    if found is None:
        raise FileRefused(name=shown, why=_unknown_kind(body))
    _refuse_harmful(shown, body)
    return shown, found, _cleaned(shown, body, found)


@transaction.atomic
def _keep(letter_id: int, name: str, shown: str, found: Sniffed, file: Cleaned) -> str:
    letter = _locked_draft(letter_id)
    there = Attachment.objects.filter(submission=letter, removed_at=None)
    print_ = sha256(file.body).hexdigest()
    same = there.filter(sha256=print_).only("ref").first()
    if same:
        return str(same.ref)
    most = int(conf.get("UPLOAD_MAX_FILES"))
    if there.count() >= most:
        raise FileRefused(name=shown, why=_("a letter takes {n} files at most. Remove one first.").format(n=most))
    kept = Attachment.objects.create(
        submission=letter, name=safe_name(name, found.extension), content_type=found.content_type, size=len(file.body),
        sha256=print_, body=file.body, pages=file.pages,
    )  # fmt: skip
    return str(kept.ref)


def _locked_draft(letter_id: int) -> Submission:
    letter = Submission.objects.select_for_update().get(pk=letter_id)
    if letter.state != SubmissionState.DRAFT:
        raise LetterHandedIn(when=say_when(letter.submitted_at or letter.saved_at))
    return letter


def _too_large(limit: int) -> str:
    said = _("the file is larger than {n} MB. Make it smaller, or send the pages that matter.")
    return said.format(n=limit // 1024 // 1024)


def _unknown_kind(body: bytes) -> str:
    if is_old_office(body):
        return _("it is an old Word document, or one with a password. Save it as DOCX or PDF without a password.")
    return _("this is not a PDF, PNG, JPEG, DOCX or ODT file. What counts is the content, not the name.")


def _refuse_harmful(shown: str, body: bytes) -> None:
    """Ask the scanner that `LMS["UPLOAD_SCAN"]` names. One that fails lets nothing through."""
    path = conf.get("UPLOAD_SCAN")
    if not path:
        return
    try:
        found = import_string(path)(body)
    except Exception:  # whatever a host's scanner raises: not checked is not kept
        _log.exception("The scanner %s failed: the file was refused.", path)
        why = _("it could not be checked for harmful content just now. Nothing was kept: try again later, or go on without it.")
        raise FileRefused(name=shown, why=why) from None
    if found is not None:
        _log.warning("The scanner %s refused a file: %s", path, found)
        why = _("the check for harmful content refused it ({found}). Scan your device, and send another file.")
        raise FileRefused(name=shown, why=why.format(found=clean_name(str(found))[:80]))


def _cleaned(shown: str, body: bytes, found: Sniffed) -> Cleaned:
    try:
        file = clean(body, found.content_type)
    except Refused as refused:
        raise FileRefused(name=shown, why=_why(refused.why)) from None
    most = int(conf.get("UPLOAD_MAX_PAGES"))
    if file.pages is not None and file.pages > most:
        said = _("it has {n} pages; at most {most} are taken. Send the pages that matter.")
        raise FileRefused(name=shown, why=said.format(n=file.pages, most=most))
    return file


def _why(why: Why) -> str:
    return {
        Why.BROKEN: _("it can't be opened: it is damaged or not complete. Save or export it again."),
        Why.LOCKED: _("it has a password. Save it without one."),
        Why.RUNS: _("it runs something when it is opened. Print it as a PDF again, and send that."),
        Why.HOLDS: _("it holds other files inside. Take them out, or print it as a PDF, and send that."),
        Why.HUGE: _("it is too large to open: too many points or pieces. Make the picture smaller, or print it as a PDF."),
    }[why]


@transaction.atomic
def remove_file(*, letter_id: int, ref: str) -> None:
    """Take a file away from a draft; the row stays. Safe to repeat. Raises LetterHandedIn."""
    letter = _locked_draft(letter_id)
    Attachment.objects.filter(submission=letter, ref=ref, removed_at=None).update(removed_at=timezone.now())


@dataclass(frozen=True, slots=True)
class Arrived:
    """How much of a file has arrived. `done`: it is kept with the letter."""

    received: int
    size: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: which file (an id that the sender made), its name and whole size, where the part begins."""

    client_id: str
    name: str
    size: int
    offset: int
    body: bytes


def arrived(*, letter_id: int, client_id: str) -> Arrived:
    """What of a file is here already, so that its sender goes on there. Nothing: zero of zero."""
    rows = PartialUpload.objects.filter(submission_id=letter_id, client_id=client_id).annotate(kept=Length("body"))
    found = rows.values_list("received", "size", "kept").first()
    return Arrived(found[0], found[1], done=found[0] == found[1] and not found[2]) if found else Arrived(0, 0)


def _is_done(row: PartialUpload) -> bool:
    """A file that was kept with its letter leaves its row behind, empty, so that a late repetition is told so."""
    return row.received == row.size and not row.body


def take_piece(*, letter_id: int, piece: Piece) -> Arrived:
    """Keep one piece; with the last one the file is checked, cleaned and kept as `attach_file` does.

    A piece that was here already changes nothing: an answer that got lost costs nothing. Raises PieceOutOfPlace (with where
    to go on), FilePieceTooLarge, PieceUnreadable, FileRefused (and what had arrived is gone), LetterHandedIn.
    """
    shown, limit = clean_name(piece.name)[:60] or _("This file"), int(conf.get("UPLOAD_MAX_BYTES"))
    if not piece.client_id or len(piece.client_id) > 64 or piece.size < 1 or piece.offset < 0:
        raise PieceUnreadable
    if piece.size > limit:
        raise FileRefused(name=shown, why=_too_large(limit))
    if len(piece.body) > PIECE:
        raise FilePieceTooLarge(n=PIECE // 1024)
    row = _append(letter_id, piece)
    if row.received < row.size or _is_done(row):
        return Arrived(row.received, row.size, done=_is_done(row))
    try:
        attach_file(letter_id=letter_id, name=row.name, body=bytes(row.body))
    except FileRefused:
        PartialUpload.objects.filter(pk=row.pk).delete()
        raise
    PartialUpload.objects.filter(pk=row.pk).update(body=b"", at=timezone.now())
    return Arrived(row.size, row.size, done=True)


@transaction.atomic
def _append(letter_id: int, piece: Piece) -> PartialUpload:
    letter = _locked_draft(letter_id)
    mine = PartialUpload.objects.filter(submission=letter)
    row = mine.filter(client_id=piece.client_id).first()
    if row is None:
        _make_room(letter.pk)
        row = PartialUpload(submission=letter, client_id=piece.client_id, name=piece.name[:160], size=piece.size)
    if row.size != piece.size:
        raise PieceUnreadable
    if _is_done(row) and not piece.offset:
        row.received = 0  # it was kept, and perhaps removed since: it is sent anew
    end = piece.offset + len(piece.body)
    if row.pk and (_is_done(row) or end <= row.received):
        return row
    if piece.offset != row.received or end > row.size:
        raise PieceOutOfPlace(received=row.received)
    row.body, row.received, row.at = bytes(row.body) + piece.body, end, timezone.now()
    row.save()
    return row


def _make_room(letter_id: int) -> None:
    """As many files may be on their way as a letter takes; the one that stopped first makes room."""
    under_way = PartialUpload.objects.filter(submission_id=letter_id, received__lt=F("size")).order_by("-at")
    keep = int(conf.get("UPLOAD_MAX_FILES")) - 1
    PartialUpload.objects.filter(pk__in=list(under_way.values_list("pk", flat=True)[keep:])).delete()


def sweep_uploads() -> int:
    """Forget files that stopped on their way a day ago; returns how many."""
    return PartialUpload.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
