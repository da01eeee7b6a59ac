"""What designs and pictures ask of administrators and deciders."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.selectors.designs import waiting_for_permission
from certificates.selectors.pictures import permissions_ending
from certificates.wording.certificates import long_date
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


def design_todos(scope: Scope) -> list[Todo]:
    """Permissions that end within 60 days, and papers that wait for one. 3 queries at most."""
    if not (scope.administrator or scope.decider):
        return []
    found = [
        Todo(
            title=_("The permission for the picture “{picture}” ends soon").format(picture=picture.key),
            why=_("Its last day is {day}. Then designs that show it draw no new paper.").format(day=long_date(end)),
            url=reverse("lms:certificates:picture-detail", args=[picture.pk]),
            icon="wait",
            tone="bad" if (end - timezone.localdate()).days < 7 else "warn",
            weight=9,
            act=_("See the picture"),
        )
        for picture, end in permissions_ending()
    ]
    if waiting := waiting_for_permission().count():
        found.append(
            Todo(
                title=ngettext(
                    "{n} paper waits for the permission of a picture",
                    "{n} papers wait for the permission of a picture",
                    waiting,
                ).format(n=waiting),
                why=_("Record a permission, or publish the design without the picture. Then they go on by themselves."),
                url=reverse("lms:certificates:design-list"),
                icon="lock",
                tone="bad",
                weight=6,
                act=_("See the designs"),
            )
        )
    return found
