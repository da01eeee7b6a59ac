"""What waits for somebody: names that can be printed by now, drawings that are started again; and the sweep that rings."""

from typing import Final

from django.db import transaction

from certificates.models import Certificate, CertificateState
from certificates.selectors.certificates import due_certificates, waiting_for_name
from certificates.services import claiming
from certificates.services.designs_in_use import settle_permissions
from certificates.services.granting import DRAW
from certificates.services.lookups import forget_lookups
from certificates.wording.certificates import DRAWING, name_problem
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.jobs.api import enqueue_on_commit, ring_all

BELLS: Final = 20  # at a time: the chunks that they draw ring for the next ones


def sweep() -> int:
    """Ring once for each chunk of certificates that wait for a worker, let those go on whose name can be printed or whose
    picture may be shown by now, tidy up. Returns how many bells rang."""
    for certificate_id, person_id in waiting_for_name():
        settle_name(certificate_id=certificate_id, person_id=person_id)
    settle_permissions()
    forget_lookups()
    return ring_all(DRAW, due_certificates(BELLS * claiming.CHUNK)[:: claiming.CHUNK])


@transaction.atomic
def settle_name(*, certificate_id: int, person_id: int) -> bool:
    """A paper that waits for a name takes the person's present one, if it can be printed. True when it goes on."""
    name = institutions.person_card(person_id).certificate_name
    problem = name_problem(name)
    row = Certificate.objects.select_for_update().defer("tail").get(pk=certificate_id)
    if row.state != CertificateState.WAITING or not row.problem.startswith("name"):
        return False
    if problem:
        if problem != row.problem:
            Certificate.objects.filter(pk=certificate_id).update(problem=problem)
        return False
    Certificate.objects.filter(pk=certificate_id).update(
        state=CertificateState.PENDING, fields={**row.fields, "name": name}, problem="", attempts=0, lease_until=None
    )
    enqueue_on_commit(DRAW, certificate_id)
    return True


@transaction.atomic
def draw_again(*, certificate_id: int, by: int | None) -> bool:
    """Give a certificate that used its attempts a new start; False when it does not wait for that. Audited."""
    again = Certificate.objects.filter(pk=certificate_id, state=CertificateState.WAITING, problem__startswith=DRAWING).update(
        state=CertificateState.PENDING, attempts=0, lease_until=None, problem=""
    )
    if again:
        record_event(act="certificate.drawn_again", subject="certificate", subject_id=certificate_id, actor=by)
        enqueue_on_commit(DRAW, certificate_id)
    return bool(again)
