"""Which design a paper is drawn with, and papers that wait because a picture of it may not be shown."""

from django.db import transaction

from certificates.models import Certificate, CertificateState, Credential, DesignVersion
from certificates.selectors_designs import in_use, waiting_for_permission
from certificates.selectors_pictures import gaps
from certificates.services.shipped_designs import import_shipped_designs
from certificates.wording import PERMISSION
from lms.jobs.api import enqueue_on_commit


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


def settle_permissions(*, draw: str) -> int:
    """Let papers go on that waited for a permission: it is in force by now, or a design without the picture is published.

    A paper that was never drawn takes the design that is in use now. `draw` is the doorbell's task. Returns how many went
    on. Safe to repeat.
    """
    return sum(
        _settle(certificate_id, draw) for certificate_id in waiting_for_permission().order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _settle(certificate_id: int, draw: str) -> bool:
    row = waiting_for_permission().select_for_update(of=("self",)).filter(pk=certificate_id).first()
    if row is None or row.award is None:
        return False
    award = row.award
    version = design_for(
        credential=award.credential, paper=row.paper, institution_id=award.institution_id, country=award.country
    )
    if problem := paper_problem(version, country=award.country, paper=row.paper):
        if problem != row.problem:
            Certificate.objects.filter(pk=row.pk).update(problem=problem)
        return False
    Certificate.objects.filter(pk=row.pk).update(
        state=CertificateState.PENDING, problem="", attempts=0, lease_until=None, design_version=version
    )
    enqueue_on_commit(draw, row.pk)
    return True


def hold_back(certificate_id: int) -> bool:
    """Lay a pending paper aside, to wait, when a picture of its design may not be shown any more; True when it was.

    Asked by whoever is about to draw: the permission may have ended since the row was made.
    """
    row = Certificate.objects.select_related("design_version", "award").defer("tail", "award__path").get(pk=certificate_id)
    if row.design_version is None or row.award is None:
        return False
    problem = paper_problem(row.design_version, country=row.award.country, paper=row.paper)
    if not problem:
        return False
    held = Certificate.objects.filter(pk=certificate_id, state=CertificateState.PENDING).update(
        state=CertificateState.WAITING, problem=problem, lease_until=None
    )
    return bool(held)
