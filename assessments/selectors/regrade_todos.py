"""A preview of scoring again that waits for a second person, for the first page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Regrade, RegradeState
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


def regrade_todos(scope: Scope) -> list[Todo]:
    """One line for all that somebody else prepared. One query, none for who may not apply."""
    if not (scope.author_of or scope.reviewer or scope.administrator):
        return []
    rows = Regrade.objects.filter(state=RegradeState.READY).exclude(by=scope.person_id).order_by("pk")
    waiting = list(rows.values_list("pk", flat=True)[:20])
    if not waiting:
        return []
    one = reverse("lms:assessments:regrade-detail", args=[waiting[0]])
    title = ngettext("Answers wait to be scored again", "Answers of {n} questions wait to be scored again", len(waiting))
    return [
        Todo(
            title=title.format(n=len(waiting)),
            why=_("A right answer was wrong. The preview is ready; a second person decides."),
            url=one if len(waiting) == 1 else reverse("lms:assessments:regrade-list"),
            icon="undo",
            tone="warn",
            weight=20,
            act=_("See the preview"),
        )
    ]
