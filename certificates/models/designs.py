"""Designs of papers: drafts and published versions, and the pictures that they may show."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Institution, Person
from lms.kernel.places import Country
from lms.kernel.writeonce import WriteOnce


class PaperKind(models.TextChoices):
    CERTIFICATE = "certificate"
    TRANSCRIPT = "transcript"
    ENROLMENT = "enrolment"  # proof of enrolment
    ATTENDANCE = "attendance"  # attended, not passed
    HOURS = "hours"  # proof of hours
    CARD = "card"  # wallet card


class PictureKind(models.TextChoices):
    LOGO = "logo"
    SIGNATURE = "signature"
    ORNAMENT = "ornament"


class Picture(models.Model):
    """A logo, a signature or an ornament that designs may show: PNG or JPEG, looked at when it came in.

    `protected`: an emblem of a state or an intergovernmental organisation (Paris Convention, article 6ter) or anybody's mark:
    a design with it is published only while a permission is in force. Personal data: a signature's bytes.
    """

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=PictureKind.choices)
    alt = models.JSONField(default=dict)  # {es, en}
    body = models.BinaryField()
    mime = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    protected = models.BooleanField(default=False)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_pictures")  # null: everybody's
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_pictures")
    at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True)


class Permission(WriteOnce):
    """Who allowed a protected picture, for what, until when. A later row takes the place of an earlier one from its first day.

    `ends_on` is the last day. `scope`: countries ([] = all) and papers ([] = all). `withdrawn`: from the first day on nothing
    is allowed. Personal data: none.
    """

    picture = models.ForeignKey(Picture, models.PROTECT, related_name="lms_permissions")
    number = models.PositiveSmallIntegerField()
    holder = models.CharField(max_length=200)  # who may allow it
    reference = models.CharField(max_length=200)  # letter, agreement, number
    countries = models.JSONField(default=list)
    papers = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    withdrawn = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_picture_permissions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "number"], name="lms_certificates_permission_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="lms_certificates_permission_ends_after_start"
            ),
        ]


class Design(models.Model):
    """How a paper looks. The draft is edited; `published` is what new papers are drawn with.

    `general`: papers of this kind are drawn with it in its country and institution unless their credential names another one.
    What ships has keys that begin with `SHIPPED` and is never edited here, only copied. Personal data: none.
    """

    SHIPPED = "shipped-"

    key = models.SlugField(max_length=60, unique=True)
    paper = models.CharField(max_length=12, choices=PaperKind.choices)
    titles = models.JSONField(default=dict)  # {es, en}
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)  # '' = all
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_designs")  # null: everybody's
    html = models.TextField(blank=True)
    css = models.TextField(blank=True)
    draft_number = models.PositiveIntegerField(default=0)  # one more at each save: two editors racing collide here
    draft_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_designs_drafted")
    draft_at = models.DateTimeField(null=True)
    published = models.ForeignKey("DesignVersion", models.PROTECT, null=True, related_name="lms_published_as")
    general = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "country"],
                condition=Q(general=True, institution=None, archived_at=None),
                name="lms_certificates_design_general",
            ),
            models.UniqueConstraint(
                fields=["paper", "country", "institution"],
                condition=Q(general=True, institution__isnull=False, archived_at=None),
                name="lms_certificates_design_general_own",
            ),
            models.CheckConstraint(
                condition=Q(general=False) | Q(published__isnull=False), name="lms_certificates_design_general_is_published"
            ),
        ]

    @property
    def is_shipped(self) -> bool:
        """True for a design that came with the software."""
        return self.key.startswith(self.SHIPPED)


class DesignVersion(WriteOnce):
    """A design as it was published: its words and the digests of its pictures. Personal data: none."""

    design = models.ForeignKey(Design, models.PROTECT, related_name="lms_versions")
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    html = models.TextField()
    css = models.TextField()
    pictures = models.JSONField(default=dict)  # {key: sha256}
    note = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_design_versions")  # null: shipped
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["design", "number"], name="lms_certificates_designversion_number")]


class PictureBytes(WriteOnce):
    """A picture's bytes as some published version shows them, kept for ever under their hash.

    Personal data: a signature's bytes.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    mime = models.CharField(max_length=20)
    body = models.BinaryField()


class DesignPreview(models.Model):
    """What somebody wants to see of a design, drawn with invented words: one row a design and person, written over each time.

    `number` grows with each wish; `drawn` is the wish that `picture` (PNG) and `file` (PDF) show. `slow`: why the fast path
    does not take it, '' when it does. Personal data: none (words are invented; who looked is a designer).
    """

    design = models.ForeignKey(Design, models.PROTECT, related_name="lms_previews")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_design_previews")
    number = models.PositiveIntegerField(default=0)
    drawn = models.PositiveIntegerField(default=0)
    html = models.TextField(blank=True)
    css = models.TextField(blank=True)
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=5, default="es")  # es, en, es+en
    long = models.BooleanField(default=False)
    problems = models.JSONField(default=list)  # [[part, line, sentence]]
    pages = models.PositiveSmallIntegerField(default=0)
    slow = models.CharField(max_length=240, blank=True)
    picture = models.BinaryField(null=True)
    file = models.BinaryField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["design", "by"], name="lms_certificates_designpreview_once")]
