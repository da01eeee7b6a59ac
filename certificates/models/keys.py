"""Keys that signed something: the public half only. And the register's signed daily heads."""

from django.db import models
from django.utils import timezone

from lms.kernel.writeonce import WriteOnce


class SigningKey(WriteOnce):
    """The certificate of a key that signed papers, heads or badges; never a private key. Personal data: none.

    `development`: made by `serve` for a demonstration; what it signed says so.
    """

    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the DER certificate, or of the raw public key
    algorithm = models.CharField(max_length=20)  # P-256, RSA-2048, Ed25519
    subject = models.CharField(max_length=300)
    certificate = models.TextField(blank=True)  # PEM; '' for a bare badge key
    chain = models.TextField(blank=True)  # PEM of those above it
    public_key = models.TextField()  # PEM (SubjectPublicKeyInfo)
    development = models.BooleanField(default=False)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    first_used_at = models.DateTimeField(default=timezone.now, editable=False)


class RegisterHead(WriteOnce):
    """Where a chained book stood at the end of a day, signed (compact JWS). Personal data: none."""

    book = models.CharField(max_length=40)
    day = models.DateField()
    number = models.PositiveBigIntegerField()  # of the last entry; 0 = the book was empty
    head = models.CharField(max_length=64, blank=True)
    jws = models.TextField()
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="lms_heads")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "day"], name="lms_certificates_registerhead_once_a_day")]
