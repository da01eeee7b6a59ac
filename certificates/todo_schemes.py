"""What schemes and the code of conduct need of somebody, for the first page."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Claim, Credential
from certificates.services.schemes import lacks_for_certification
from certificates.wording.certificates import long_date
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


def scheme_todos(scope: Scope) -> list[Todo]:
    """For administrators, certifications that lost what they rest on. One query, and what their courses' assurances cost."""
    if not scope.administrator:
        return []
    certifications = Credential.objects.filter(archived_at=None, claim=Claim.CERTIFICATION).order_by("key")
    return [
        Todo(
            title=_("A certification has lost something that it rests on"),
            why=f"{in_language(one.titles)}. {lacks[0].sentence}",
            url=reverse("lms:certificates:scheme-edit", args=[one.pk]),
            icon="fail", tone="bad", weight=6, act=_("See what is lacking"),
        )
        for one in certifications
        if (lacks := lacks_for_certification(one.pk))
    ]  # fmt: skip


def conduct_todos(due: datetime | None) -> list[Todo]:
    """A newer code of conduct that waits for the holder's yes until a moment; none where nothing is asked. No query."""
    if due is None:
        return []
    late = due <= timezone.now()
    day = long_date(timezone.localdate(due))
    said = (
        _(
            "The code of conduct has changed, and you had until %(date)s to accept it. "
            "Your certificate is suspended until you do."
        )
        if late
        else _("The code of conduct has changed. Please accept it by %(date)s.")
    )
    return [
        Todo(
            title=_("The code of conduct waits for you"), why=said % {"date": day},
            url=reverse("lms:certificates:conduct-accept"), icon="cert", tone="bad" if late else "warn",
            weight=2 if late else 6, act=_("Read it and accept it"),
        )
    ]  # fmt: skip
