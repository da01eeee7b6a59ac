"""Open Badges 3.0 of certificates, and the lists that say which were taken back."""

from django.db import models
from django.utils import timezone

from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate
from lms.kernel.writeonce import WriteOnce


class StatusList(WriteOnce):
    """One Bitstring Status List (W3C, 2025). Its purpose is `revocation` (`badges.status.PURPOSE`). Which bits are
    set follows from the awards; nothing is kept here.

    Personal data: none.
    """

    number = models.PositiveIntegerField(unique=True)
    size = models.PositiveIntegerField(default=131_072)  # bits, at least 131,072


class Badge(WriteOnce):
    """The badge of one certificate, made once. `position` in its list is drawn at random: it tells nothing about the order.

    `salt` hides the holder's e-mail in the subject's identifier. Personal data: salt, jwt, data_integrity.
    """

    lms_erasable = ("salt", "jwt", "data_integrity")

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="lms_badge")
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="lms_badges")
    position = models.PositiveIntegerField()
    salt = models.CharField(max_length=64)
    jwt = models.TextField()
    data_integrity = models.TextField(blank=True)  # JSON; '' when none was made
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="lms_badges")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["status_list", "position"], name="lms_certificates_badge_position")]
