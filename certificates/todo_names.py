"""What a corrected name asks of coordinators."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.access.awards import reissuable
from certificates.selectors.naming import misnamed
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


def name_todos(scope: Scope) -> list[Todo]:
    """Papers of one's institutions that print a name that was corrected since. One query, none for who coordinates none."""
    mine = Q(award__institution_id__in=scope.coordinator_of) & reissuable(scope, "award__")
    waiting = misnamed(mine).count() if scope.coordinator_of else 0
    if not waiting:
        return []
    return [
        Todo(
            title=ngettext(
                "{n} certificate prints a name that was corrected since",
                "{n} certificates print a name that was corrected since",
                waiting,
            ).format(n=waiting),
            why=_("Issue it again with the present name, or leave it as it is."),
            url=reverse("lms:certificates:name-list"),
            icon="cert",
            tone="warn",
            weight=12,
            act=_("See the names"),
        )
    ]
