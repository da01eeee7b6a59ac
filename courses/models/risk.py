"""What an institution, or one of its groups, calls at risk."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Cohort, Institution, Leave, Person
from lms.kernel.writeonce import WriteOnce

__all__ = ["Leave", "RiskRule"]  # Leave: read by the conditions of `courses.selectors.risk`


class RiskRule(WriteOnce):
    """One version of the thresholds of `courses.risk.Rule`; null: the sign is not used. The highest number counts.

    Without a row for a group its institution's counts, and without one for that the shipped one. Personal data: set_by.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_risk_rules")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="lms_risk_rules")
    number = models.PositiveIntegerField()
    not_seen_days = models.PositiveSmallIntegerField(null=True)
    behind_points = models.PositiveSmallIntegerField(null=True)
    failed_attempts = models.PositiveSmallIntegerField(null=True)
    overdue_days = models.PositiveSmallIntegerField(null=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_risk_rules")
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"], condition=Q(cohort=None), name="lms_courses_riskrule_of_institution"
            ),
            models.UniqueConstraint(
                fields=["cohort", "number"], condition=Q(cohort__isnull=False), name="lms_courses_riskrule_of_cohort"
            ),
        ]
