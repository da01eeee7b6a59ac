"""From an address to a regrade. The bank is one for the whole programme: whoever has the role sees all, without names."""

from django.db.models import Exists

from assessments.errors.regrading import RegradeNotFound
from assessments.models import Regrade, RegradeLine
from assessments.models.regrade_rows import QuestionCard, question_card_of
from lms.institutions.api import Scope


def access_regrade(scope: Scope, regrade_id: int) -> Regrade:
    """A regrade, for authors, reviewers and administrators. Raises RegradeNotFound."""
    found = Regrade.objects.select_related("item", "to").filter(pk=regrade_id).first()
    if found is None or not (scope.author_of or scope.reviewer or scope.administrator):
        raise RegradeNotFound
    return found


def access_own_regrade(scope: Scope, regrade_id: int) -> Regrade:
    """A regrade that was applied to people of an institution that one coordinates. Raises RegradeNotFound."""
    mine = RegradeLine.objects.filter(
        regrade=regrade_id, state=RegradeLine.State.APPLIED, attempt__enrolment__institution__in=scope.coordinator_of
    )
    found = Regrade.objects.select_related("item", "to").filter(pk=regrade_id).filter(Exists(mine)).first()
    if found is None:
        raise RegradeNotFound
    return found


def access_question(scope: Scope, item_id: int) -> QuestionCard:
    """A question that an author may have scored again. Raises RegradeNotFound."""
    found = question_card_of(item_id)
    if found is None or not scope.author_of:
        raise RegradeNotFound
    return found
