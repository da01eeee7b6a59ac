"""Who scores how much: hours offered, institutions that let outside assessors in, and looks at a colleague's scoring."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.scores import Score
from courses.models import CohortCourse
from lms.institutions.models import Institution, Person
from lms.kernel.writeonce import WriteOnce


class HoursOffer(models.Model):
    """An assessor offers hours for a group's course. Never changed: withdrawn, and another one made.

    Personal data: assessor, by.
    """

    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, related_name="lms_hours_offers")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="lms_hours_offers")
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_hours_offers_made")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort_course", "assessor"], condition=Q(withdrawn_at=None), name="lms_assessments_hoursoffer_one"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=1000), name="lms_assessments_hoursoffer_hours"),
        ]


class PoolAgreement(models.Model):
    """An institution agrees that assessors from outside score its certifying letters, and lends its own to the others.

    Open while `ended_at` is empty. Personal data: by, ended_by.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_pool_agreements")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_pool_agreements")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_pool_agreements_ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=Q(ended_at=None), name="lms_assessments_poolagreement_one"
            ),
        ]


class PeerLook(models.Model):
    """A colleague is asked to look at one score and its feedback, without knowing whose it is. One a score.

    Open without a peer, or taken (`lease_until`), or done. Personal data: peer.
    """

    score = models.OneToOneField(Score, models.PROTECT, related_name="lms_peer_look")
    peer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_peer_looks")
    opened_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["opened_at"], condition=Q(done_at=None), name="lms_assessments_peerlook_open")]


class PeerFinding(WriteOnce):
    """What the colleague says, once: whether the levels follow from the letter, and how good the feedback is (1 … 4).

    `verdict`: agree, higher, lower (what the peer would have given); `criteria`: {criterion: level}, where theirs is another.
    `clear`, `true`, `useful`: whether the comments can be understood, keep to the letter and the law, and say what to do next.
    Personal data: note.
    """

    lms_erasable = ("note",)

    look = models.OneToOneField(PeerLook, models.PROTECT, related_name="lms_finding")
    verdict = models.CharField(max_length=8)
    criteria = models.JSONField(default=dict)
    clear = models.PositiveSmallIntegerField()
    true = models.PositiveSmallIntegerField()
    useful = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=1200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(clear__range=(1, 4), true__range=(1, 4), useful__range=(1, 4)),
                name="lms_assessments_peerfinding_levels",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["agree", "higher", "lower"]), name="lms_assessments_peerfinding_verdict"
            ),
        ]
