"""Asking for a file, making it in a worker, and forgetting it."""

import hashlib
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from lms.audit.api import record_event
from lms.exports.errors import FormatUnknown, TableUnknown, TooManyRows
from lms.exports.models import Export, ExportFormat, ExportPiece
from lms.exports.tables import Table, table_of
from lms.exports.writing import write_csv, write_xlsx
from lms.institutions import api as institutions
from lms.jobs.api import Claim, JobRefused, finish, report_progress, request_job
from lms.kernel.snapshot import snapshot
from lms.kernel.words import in_language

MAKE: Final = "exports.make"
KEPT: Final = timedelta(days=7)
PIECE: Final = 256 * 1024  # bytes
IN_MEMORY: Final = 4 * 1024 * 1024  # bytes of a file in the making; what is more waits on the worker's disk


@transaction.atomic
def request_export(*, table: str, raw: Mapping[str, str], format: str, person_id: int, language: str, time_zone: str) -> int:
    """Ask for a table as a file; returns the export's id. The same file asked for again while it is being made is one.

    Raises TableUnknown (also when the person may not read it), FormatUnknown.
    """
    if format not in ExportFormat.values:
        raise FormatUnknown(format=format)
    found = table_of(table)
    params = dict(found.clean(raw))
    if not found.allowed(institutions.scope(person_id), params):
        raise TableUnknown
    institutions.lock_person(person_id)
    asked = {"person_id": person_id, "table": table, "params": params, "format": format, "language": language}
    known = Export.objects.filter(**asked, ready_at=None, expires_at__gt=timezone.now()).order_by("-id").first()
    if known is not None:
        return known.pk
    institution_id = found.institution(params)
    total = found.total(params) if found.total else 0
    row = Export.objects.create(**asked, institution_id=institution_id, time_zone=time_zone, expires_at=timezone.now() + KEPT)
    row.job_id = request_job(
        kind=MAKE, key=f"{MAKE}:{row.pk}", args={"export_id": row.pk}, owner=person_id, institution=institution_id, total=total
    )
    row.save(update_fields=["job_id"])
    record_event(
        act="export.requested", subject="export", subject_id=row.pk, actor=person_id, institution=institution_id,
        after={"table": table, "format": format, "params": params},
    )  # fmt: skip
    return row.pk


def make_export(claimed: Claim) -> dict[str, Any]:
    """Job `exports.make`: read one instant, write the file, keep it in pieces. A second delivery does nothing.

    Raises JobRefused when the file is gone, the person may no longer read the table, or a sheet can't hold it.
    """
    row = Export.objects.select_related("institution").filter(pk=claimed.args["export_id"]).first()
    if row is None:
        raise JobRefused(why=gettext("the file is no longer wanted."))
    result = {"export_id": row.pk, "url": reverse("lms:exports:export-detail", args=[row.pk])}
    if row.ready_at is not None:
        return result
    with translation.override(row.language), timezone.override(row.time_zone):
        table = table_of(row.table)
        if not table.allowed(institutions.scope(row.person_id), row.params):
            raise JobRefused(why=gettext("you may no longer read what you asked for."))
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
            try:
                written, as_at = _write(row, table, out, claimed)
            except TooManyRows as refused:
                raise JobRefused(why=refused.sentence()) from None
            with transaction.atomic():
                size, sha256 = _keep(row.pk, out)
                Export.objects.filter(pk=row.pk).update(
                    rows=written, size=size, sha256=sha256, as_at=as_at, ready_at=timezone.now()
                )
                finish(claimed, result=result)
    return result


def _write(row: Export, table: Table, out: Any, claimed: Claim) -> tuple[int, Any]:
    zone = ZoneInfo(row.time_zone)
    with snapshot() as using:
        as_at = timezone.now()
        columns, rows = table.columns(row.params), table.rows(row.params, using)

        def say(done: int) -> None:
            report_progress(claimed, done=done)

        if row.format == ExportFormat.CSV:
            return write_csv(out, columns, rows, language=row.language, zone=zone, say=say), as_at
        title = table.title(row.params)
        about: dict[str, Any] = {"about_title": gettext("About this file"), "about": _about(row, title, as_at)}
        return write_xlsx(out, columns, rows, title=title, zone=zone, say=say, **about), as_at


def _about(row: Export, title: str, as_at: Any) -> list[tuple[str, str]]:
    """What the second sheet says: enough to know, years later, what this file was."""
    lines = [
        (gettext("Table"), title),
        (gettext("As it stood on"), f"{date_format(timezone.localtime(as_at), 'DATETIME_FORMAT')} ({row.time_zone})"),
    ]
    if row.institution is not None:
        lines.append((gettext("Institution"), in_language(row.institution.names)))
    lines.append((gettext("Times"), gettext("Moments are in the time zone {zone}.").format(zone=row.time_zone)))
    lines.append((gettext("Care"), gettext("It may hold personal data: keep it only as long as you need it.")))
    return lines


def _keep(export_id: int, out: Any) -> tuple[int, str]:
    """The file into pieces; its size and SHA-256."""
    hashed, size, number = hashlib.sha256(), 0, 0
    out.seek(0)
    ExportPiece.objects.filter(export_id=export_id).delete()
    while body := out.read(PIECE):
        hashed.update(body)
        size += len(body)
        ExportPiece.objects.create(export_id=export_id, number=number, body=body)
        number += 1
    return size, hashed.hexdigest()


def note_fetched(*, export_id: int, by: int) -> None:
    """Somebody took the file: audited, since it may hold personal data."""
    record_event(act="export.fetched", subject="export", subject_id=export_id, actor=by)


def forget_exports(*, person_id: int | None = None) -> int:
    """Delete the files whose days are over, or all of one person; returns how many."""
    rows = (
        Export.objects.filter(expires_at__lte=timezone.now())
        if person_id is None
        else Export.objects.filter(person_id=person_id)
    )
    ids = list(rows.values_list("pk", flat=True)[:1000])
    for pk in ids:
        with transaction.atomic():
            ExportPiece.objects.filter(export_id=pk).delete()
            Export.objects.filter(pk=pk).delete()
    return len(ids)
