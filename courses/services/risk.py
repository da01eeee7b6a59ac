"""The thresholds of who is at risk, as an institution sets them."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import Q

from courses.models import RiskRule
from courses.risk import Rule
from lms.audit.api import record_event


@transaction.atomic
def set_risk_rule(*, institution_id: int, cohort_id: int | None, rule: Rule, by: int) -> int:
    """Write the next version of an institution's rule, or of one of its groups; returns its number.

    Setting what is in force already writes nothing and returns the number in force. Audited.
    Of two at once one gets the number and the other an IntegrityError.
    """
    own = Q(cohort=None) if cohort_id is None else Q(cohort_id=cohort_id)
    mine = RiskRule.objects.filter(own, institution_id=institution_id)
    last = mine.select_for_update().order_by("-number").first()
    before = Rule(last.not_seen_days, last.behind_points, last.failed_attempts, last.overdue_days) if last else None
    if last is not None and before == rule:
        return int(last.number)
    number = int(last.number) + 1 if last else 1
    row = RiskRule.objects.create(
        institution_id=institution_id, cohort_id=cohort_id, number=number, set_by_id=by, **asdict(rule)
    )
    record_event(
        act="risk_rule.set",
        subject="risk_rule",
        subject_id=row.pk,
        actor=by,
        institution=institution_id,
        before=asdict(before) if before else {},
        after={"cohort": cohort_id, "number": number, **asdict(rule)},
    )
    return number
