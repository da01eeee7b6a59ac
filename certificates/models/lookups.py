"""How many unknown numbers a network asks for."""

from django.db import models


class LookupMiss(models.Model):
    """How many unknown numbers one network asked for in one minute; rows are deleted after an hour.

    A genuine number writes nothing: nobody keeps who looks at a certificate. `network` is a keyed digest of the address
    (an IPv6 network of /64) that changes every day. Personal data: none (a pseudonym for at most an hour).
    """

    network = models.CharField(max_length=32)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "minute"], name="lms_certificates_lookupmiss_once")]
        indexes = [models.Index(fields=["minute"], name="lms_certificates_lookupmiss_at")]
