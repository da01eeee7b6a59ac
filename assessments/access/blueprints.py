"""From an id in a URL to a blueprint, an exam's bank, a certifying quiz. They belong to no institution, only to staff."""

from typing import Final

from assessments.errors import BankNotFound, QuizNotFound
from assessments.errors.bank import QuestionNotFound
from assessments.errors.blueprints import BlueprintNotFound
from assessments.kinds.banks import is_secret
from assessments.models import Bank, Blueprint, QuestionEntry, Quiz
from lms.institutions.api import Scope

READERS: Final = ("author", "focal", "reviewer")  # who may see questions of exams at all
APPROVERS: Final = ("author", "reviewer", "decider")
LOOKERS: Final = ("author", "focal", "reviewer", "decider")
JUDGES: Final = ("author", "focal", "reviewer", "decider", "facilitator", "assessor", "coordinator")


def access_blueprint(scope: Scope, blueprint_id: int) -> Blueprint:
    """A blueprint with who made and approved it. Raises BlueprintNotFound."""
    found = Blueprint.objects.select_related("by", "approved_by").filter(pk=blueprint_id).first()
    if found is None or not scope.roles & set(LOOKERS):
        raise BlueprintNotFound
    return found


def access_exam_bank(scope: Scope, key: str) -> Bank:
    """A bank of an exam, by its key. Raises BankNotFound."""
    found = Bank.objects.filter(key=key).first()
    if found is None or not is_secret(found) or not scope.roles & set(READERS):
        raise BankNotFound(key=key)
    return found


def access_exam_question(scope: Scope, item_id: int) -> QuestionEntry:
    """A question that lives by the rules of exams. Raises QuestionNotFound."""
    found = QuestionEntry.objects.select_related("bank", "item").filter(item=item_id).first()
    if found is None or not is_secret(found.bank) or not scope.roles & set(READERS):
        raise QuestionNotFound
    return found


def access_certifying(scope: Scope, unit_id: int) -> Quiz:
    """The draft of a certifying quiz. Raises QuizNotFound."""
    found: Quiz | None = Quiz.objects.filter(pk=unit_id, certifying=True, archived_at=None).first()
    if found is None or not scope.roles & set(LOOKERS):
        raise QuizNotFound
    return found
