"""The only ways from a URL to a call or an application. Missing, foreign and too close look alike."""

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from courses.call_errors import ApplicationNotFound, CallNotFound
from courses.models import Application, Call, CallState
from courses.selectors.calls import is_barred, own_token, superior_token, today_of
from lms.institutions.api import Scope


def _calls() -> QuerySet[Call]:
    return Call.objects.select_related("cohort__institution", "second_scorer").defer("cohort__institution__logo")


def access_public_call(call_id: int) -> Call:
    """A published call, until its last day. Raises CallNotFound."""
    found = _calls().filter(pk=call_id, state=CallState.PUBLISHED, cohort__archived_at=None).first()
    if found is None or today_of(found) > found.closes_on:
        raise CallNotFound
    return found


def access_call(scope: Scope, call_id: int) -> Call:
    """A call of an institution one coordinates; any for the administrator. Raises CallNotFound."""
    found = _calls().filter(pk=call_id).first()
    if found is None or not (scope.administrator or found.cohort.institution_id in scope.coordinator_of):
        raise CallNotFound
    return found


def access_call_to_score(scope: Scope, call_id: int) -> Call:
    """The same, and one's own as the second person who scores, once it is published. Raises CallNotFound."""
    found = _calls().filter(pk=call_id).first()
    if found is None:
        raise CallNotFound
    second = found.second_scorer_id == scope.person_id and found.state in (CallState.PUBLISHED, CallState.DECIDED)
    if not (second or scope.administrator or found.cohort.institution_id in scope.coordinator_of):
        raise CallNotFound
    return found


def access_application(scope: Scope, application_id: int) -> Application:
    """An application that one may score or read as a scorer; never of oneself or of somebody one declared.

    Raises ApplicationNotFound.
    """
    row = Application.objects.filter(pk=application_id, received_at__isnull=False).first()
    if row is None:
        raise ApplicationNotFound
    try:
        row.call = access_call_to_score(scope, row.call_id)
    except CallNotFound:
        raise ApplicationNotFound from None
    if is_barred(row, scope.person_id):
        raise ApplicationNotFound
    return row


def access_own_application(ref: str, token: str) -> Application:
    """One's own application by its link. Raises ApplicationNotFound."""
    return _by_link(ref, token, superior=False)


def access_commitment(ref: str, token: str) -> Application:
    """The application whose commitment a superior is asked for. Raises ApplicationNotFound (also for a link that is void)."""
    return _by_link(ref, token, superior=True)


def _by_link(ref: str, token: str, *, superior: bool) -> Application:
    row = Application.objects.select_related("call__cohort__institution").defer("call__cohort__institution__logo")
    found = row.filter(ref=ref, emptied_at=None).first()
    if found is None or (superior and not found.superior_email):
        raise ApplicationNotFound
    secret = superior_token(found) if superior else own_token(found)
    if not constant_time_compare(token, secret):
        raise ApplicationNotFound
    return found
