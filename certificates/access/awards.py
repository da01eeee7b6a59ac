"""The only ways from a URL to an award, a decision, a motion, a request for review, an exception or a bar.

Nobody reaches what is about themselves or about somebody they are too close to: that looks as if it were missing.
"""

from django.db.models import Q

from certificates.errors import CertificateNotFound, MotionNotFound, ObjectionNotFound, RulingNotFound
from certificates.models import Award, AwardEvent, Motion, Objection, Ruling
from certificates.models.conflicts import award_too_close, declared_award, holder_too_close
from certificates.standing import AGAINST
from lms.institutions.api import Scope


def access_award(scope: Scope, award_id: int) -> Award:
    """An award, for deciders and the reviewers who may be the second person. Raises CertificateNotFound."""
    rows = Award.objects.defer("path").filter(~award_too_close(scope.person_id), pk=award_id)
    found = rows.first() if scope.decider or scope.reviewer else None
    if found is None:
        raise CertificateNotFound
    return found


def access_award_to_reissue(scope: Scope, award_id: int) -> Award:
    """An award whose paper one may issue again: of an institution one coordinates (a corrected name is no decision), any other
    for deciders and administrators who are not too close; never one's own, nor of whom one has declared. Raises
    CertificateNotFound."""
    rows = Award.objects.select_related("credential").defer("path").filter(reissuable(scope))
    found: Award | None = rows.filter(pk=award_id).first()
    if found is None:
        raise CertificateNotFound
    return found


def reissuable(scope: Scope, award: str = "") -> Q:
    """Rows about an award whose paper this scope may issue again. `award`: the way from the row to its award."""
    me = scope.person_id
    here = Q(**{f"{award}institution_id__in": scope.coordinator_of}) & ~declared_award(me, award)
    return here | ~award_too_close(me, award) if scope.decider or scope.administrator else here


def access_own_award(scope: Scope, award_id: int) -> Award:
    """An award of the asking person's own. Raises CertificateNotFound."""
    found = Award.objects.defer("path").filter(pk=award_id, person_id=scope.person_id).first()
    if found is None:
        raise CertificateNotFound
    return found


def access_own_decision(scope: Scope, event_id: int) -> AwardEvent:
    """A decision against the asking person's own award. Raises ObjectionNotFound."""
    rows = AwardEvent.objects.filter(pk=event_id, award__person_id=scope.person_id, act__in=AGAINST)
    found: AwardEvent | None = rows.select_related("award__credential", "award__institution").defer("award__path").first()
    if found is None:
        raise ObjectionNotFound
    return found


def access_motion(scope: Scope, motion_id: int) -> Motion:
    """A motion, for deciders and reviewers. Raises MotionNotFound."""
    rows = Motion.objects.filter(~award_too_close(scope.person_id, "award__"), pk=motion_id)
    found = rows.first() if scope.decider or scope.reviewer else None
    if found is None:
        raise MotionNotFound
    return found


def access_objection(scope: Scope, objection_id: int) -> Objection:
    """A request for review, for deciders and reviewers. Raises ObjectionNotFound."""
    rows = Objection.objects.select_related("event").filter(pk=objection_id)
    rows = rows.filter(~award_too_close(scope.person_id, "event__award__"))
    found = rows.first() if scope.decider or scope.reviewer else None
    if found is None:
        raise ObjectionNotFound
    return found


def access_ruling(scope: Scope, ruling_id: int) -> Ruling:
    """An exception or a bar, for deciders and reviewers. Raises RulingNotFound."""
    rows = Ruling.objects.filter(~holder_too_close(scope.person_id), pk=ruling_id)
    found = rows.first() if scope.decider or scope.reviewer else None
    if found is None:
        raise RulingNotFound
    return found
