"""What schemes and the code of conduct need of somebody, for the first page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Claim, Credential
from certificates.selectors.conduct import asked_of, asks_conduct
from certificates.services.schemes import lacks_for_certification
from certificates.wording.certificates import long_date
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


def scheme_todos(scope: Scope) -> list[Todo]:
    """A code of conduct that waits for one's yes; for administrators, certifications that lost what they rest on.

    One query where no credential asks for a code of conduct; two more for a holder; the list of a certification costs what its
    courses' assurances do, and is looked at for administrators alone.
    """
    credentials = list(Credential.objects.filter(archived_at=None).order_by("key"))
    found: list[Todo] = []
    if any(asks_conduct(one) for one in credentials):
        found += _conduct(scope)
    if scope.administrator:
        for one in credentials:
            if one.claim == Claim.CERTIFICATION and (lacks := lacks_for_certification(one.pk)):
                found.append(
                    Todo(
                        title=_("A certification has lost something that it rests on"),
                        why=f"{in_language(one.titles)}. {lacks[0].sentence}",
                        url=reverse("lms:certificates:scheme-edit", args=[one.pk]),
                        icon="fail", tone="bad", weight=6, act=_("See what is lacking"),
                    )
                )  # fmt: skip
    return found


def _conduct(scope: Scope) -> list[Todo]:
    asked = asked_of(scope.person_id)
    if not asked.open or asked.accept_by is None:
        return []
    late = asked.accept_by <= timezone.now()
    day = long_date(timezone.localdate(asked.accept_by))
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
