"""From an address to a refresher asked of somebody: for the coordinator of the institution where that person advises now."""

from courses.errors import RefresherNotFound
from courses.models import RefresherDue
from courses.selectors.refreshers import REPLACED, RefresherLine, at_institutions, lines
from lms.institutions import api as institutions
from lms.institutions.api import Scope


def access_due(scope: Scope, due_id: int) -> tuple[RefresherLine, int | None]:
    """The line and the institution that may excuse it: one's own, where the person advises; any for the administrator.

    The institution where somebody learned and from which they moved on reaches it no more. Raises RefresherNotFound.
    """
    rows = RefresherDue.objects.exclude(excused_because=REPLACED, passed_at=None)
    if not scope.administrator:
        rows = at_institutions(scope.coordinator_of)
    line = next(iter(lines(rows.filter(pk=due_id))), None)
    if line is None:
        raise RefresherNotFound
    here = [one for one in institutions.present_institutions(line.person_id) if one in scope.coordinator_of]
    return line, next(iter(here), None)
