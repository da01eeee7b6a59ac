"""Which design a paper is drawn with, and papers that wait because a picture of it may not be shown."""

from typing import Final

from django.db import transaction

from certificates.models import Certificate, CertificateState, Credential, DesignVersion
from certificates.selectors.designs import in_use, waiting_for_permission
from certificates.selectors.pictures import gaps
from certificates.services.shipped_designs import import_shipped_designs
from certificates.wording.certificates import PERMISSION


def design_for(*, credential: Credential, paper: str, institution_id: int | None, country: str) -> DesignVersion:
    """The published version that a new paper is drawn with; fix it in the paper's row.

    In order: the design that the credential names for this paper, the institution's own, everybody's, what ships; one for
    the country before one for all. One query; the first time in a database the shipped designs are brought in. Raises
    DesignVersion.DoesNotExist for a kind of paper that has no design.
    """
    found = in_use(credential, paper, institution_id, country)
    if found is None:
        import_shipped_designs()
        found = in_use(credential, paper, institution_id, country)
    if found is None:
        raise DesignVersion.DoesNotExist(f"no design for the paper '{paper}'")
    return found


def paper_problem(version: DesignVersion, *, country: str, paper: str) -> str:
    """Why a paper of this design can't be drawn today, as the code that `Certificate.problem` holds; '' when it can.

    No query for a design that shows none but shipped pictures.
    """
    lacking = gaps(version.pictures, country=country, paper=paper)
    return f"{PERMISSION}:{lacking[0].picture}" if lacking else ""


@transaction.atomic
def settle_permissions() -> int:
    """Let papers go on that waited for a permission: it is in force by now, or a design without the picture is published.

    A paper that was never drawn takes the design that is in use now. One decision and one UPDATE for all that are alike; the
    sweep rings for them. Returns how many went on. Safe to repeat.
    """
    went_on = 0
    for alike in waiting_for_permission().order_by(*_ALIKE).values(*_ALIKE).distinct():
        credential_id, paper = alike["award__credential"], alike["paper"]
        country = alike["award__country"] or alike["enrolment__country"]
        version = design_for(
            credential=Credential.objects.get(pk=credential_id) if credential_id else Credential(),
            paper=paper,
            institution_id=alike["award__institution"] or alike["enrolment__institution"],
            country=country,
        )
        problem = paper_problem(version, country=country, paper=paper)
        rows = waiting_for_permission().filter(**alike).values("pk")
        if problem:
            Certificate.objects.filter(pk__in=rows).exclude(problem=problem).update(problem=problem)
        else:
            went_on += Certificate.objects.filter(pk__in=rows).update(
                state=CertificateState.PENDING, problem="", attempts=0, lease_until=None, design_version=version
            )
    return went_on


_ALIKE: Final = (
    "paper", "award__credential", "award__institution", "award__country", "enrolment__institution", "enrolment__country",
)  # fmt: skip
