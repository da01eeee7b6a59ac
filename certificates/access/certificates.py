"""The only ways from a URL to a certificate. Missing and foreign look alike."""

from django.db.models import Q

from certificates.errors import BadgeNotFound, BatchNotFound, CertificateNotFound
from certificates.models import Award, Batch, Certificate, CertificateState
from certificates.selectors.badges import BadgeCard, badge_of
from certificates.selectors.questions import open_awards
from certificates.serial import is_well_formed
from lms.institutions.api import Scope


def access_certificate_file(scope: Scope, certificate_id: int) -> Certificate:
    """An issued certificate with its file: the holder's own, or of an institution one coordinates.

    Raises CertificateNotFound, also for one that is still being prepared or whose bytes were erased.
    """
    mine = Q(award__person_id=scope.person_id) | Q(award__institution_id__in=scope.coordinator_of)
    mine |= Q(enrolment__person_id=scope.person_id) | Q(enrolment__institution_id__in=scope.coordinator_of)
    found = (
        Certificate.objects.filter(mine, pk=certificate_id, state=CertificateState.ISSUED, tail__isnull=False)
        .select_related("prefix")
        .first()
    )
    if found is None:
        raise CertificateNotFound
    return found


def access_questioned(scope: Scope, award_id: int) -> Award:
    """An award that is asked about, for deciders and for the reviewers who may be the second person, who are not too close.

    Raises CertificateNotFound, also when somebody has answered.
    """
    found = None
    if scope.decider or scope.reviewer:
        found = open_awards(scope.person_id).filter(pk=award_id).first()
    if found is None:
        raise CertificateNotFound
    return found


def access_drawing(scope: Scope, certificate_id: int) -> Certificate:
    """A certificate in whatever state, for the administrator who has it drawn again. Raises CertificateNotFound."""
    found = Certificate.objects.defer("tail").filter(pk=certificate_id).first() if scope.administrator else None
    if found is None:
        raise CertificateNotFound
    return found


def access_batch(scope: Scope, batch_id: int) -> Batch:
    """A bulk issue of an institution that one coordinates. Raises BatchNotFound."""
    found = Batch.objects.filter(pk=batch_id, institution_id__in=scope.coordinator_of).first()
    if found is None:
        raise BatchNotFound
    return found


def access_batch_paper(scope: Scope, batch_id: int, certificate_id: int) -> Certificate:
    """One paper of a bulk issue, in whatever state. Raises BatchNotFound."""
    batch = access_batch(scope, batch_id)
    found = Certificate.objects.defer("tail").filter(pk=certificate_id, batch=batch).first()
    if found is None:
        raise BatchNotFound
    return found


def access_badge(person_id: int | None, serial: str) -> BadgeCard:
    """A badge: for anyone while its holder shows it, for the holder always. Raises BadgeNotFound."""
    found = badge_of(serial) if is_well_formed(serial) else None
    if found is None or not (found.shown or found.person_id == person_id):
        raise BadgeNotFound
    return found
