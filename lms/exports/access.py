"""The only way from a URL to a file."""

from django.utils import timezone

from lms.exports.errors import ExportNotFound, TableUnknown
from lms.exports.models import Export
from lms.exports.tables import table_of
from lms.institutions.api import Scope


def access_export(scope: Scope, export_id: int) -> Export:
    """A file one asked for and may still read: whoever lost the role lost the file. Raises ExportNotFound."""
    found = Export.objects.filter(pk=export_id, person_id=scope.person_id, expires_at__gt=timezone.now()).first()
    if found is None or not _may_read(scope, found):
        raise ExportNotFound
    return found


def access_ready_export(scope: Scope, export_id: int) -> Export:
    """The same, made. Raises ExportNotFound."""
    found = access_export(scope, export_id)
    if found.ready_at is None:
        raise ExportNotFound
    return found


def _may_read(scope: Scope, export: Export) -> bool:
    try:
        return table_of(export.table).allowed(scope, export.params)
    except TableUnknown:
        return False
