"""Files as pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lms.exports.models import Export, ExportPiece
from lms.exports.tables import table_of
from lms.institutions.api import Scope
from lms.kernel.errors import LmsError


@dataclass(frozen=True, slots=True)
class ExportView:
    """A file in the active language."""

    id: int
    title: str
    format: str
    rows: int
    size: int
    sha256: str
    as_at: datetime | None
    ready: bool
    job_id: int | None
    expires_at: datetime
    created_at: datetime


def export_view(row: Export) -> ExportView:
    """One file."""
    return ExportView(
        row.pk, _title(row), row.format.upper(), row.rows, row.size, row.sha256, row.as_at, row.ready_at is not None,
        row.job_id, row.expires_at, row.created_at,
    )  # fmt: skip


def _title(row: Export) -> str:
    try:
        return table_of(row.table).title(row.params)
    except LmsError:
        return row.table


def exports_of(scope: Scope) -> list[ExportView]:
    """A person's files that are kept, newest first, at most fifty."""
    rows = Export.objects.filter(person_id=scope.person_id, expires_at__gt=timezone.now()).order_by("-id")[:50]
    return [export_view(row) for row in rows]


def pieces_of(export_id: int) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    number = 0
    while True:
        body = ExportPiece.objects.filter(export_id=export_id, number=number).values_list("body", flat=True).first()
        if body is None:
            return
        yield bytes(body)
        number += 1
