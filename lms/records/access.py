"""From an id in a URL to a legal hold: for administrators alone."""

from lms.institutions.api import Scope
from lms.records.errors import HoldNotFound
from lms.records.models import LegalHold


def access_hold(scope: Scope, hold_id: int) -> LegalHold:
    """A hold that stands. Raises HoldNotFound."""
    row = LegalHold.objects.select_related("person").filter(pk=hold_id, ended_at=None).first()
    if row is None or not scope.administrator:
        raise HoldNotFound
    return row
