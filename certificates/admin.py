"""A window on credentials, awards and certificates, for superusers. Files and fields are not shown in lists."""

from django.contrib import admin

from certificates.models import (
    Award,
    AwardEvent,
    Certificate,
    Credential,
    CredentialCourse,
    Motion,
    Objection,
    Ruling,
)
from lms.kernel.admin import ReadOnlyAdmin


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    list_display = ("id", "key", "claim", "validity_months", "archived_at")


@admin.register(CredentialCourse)
class CredentialCourseAdmin(ReadOnlyAdmin):
    list_display = ("id", "credential", "course")
    list_select_related = ("credential", "course")


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    list_display = ("id", "credential", "person_id", "country", "round", "institution", "state", "granted_at", "expires_at")
    list_select_related = ("credential", "institution")
    list_filter = ("state", "country")


@admin.register(AwardEvent)
class AwardEventAdmin(ReadOnlyAdmin):
    list_display = ("id", "award_id", "number", "act", "reason_class", "effective_at", "by_id", "approved_by_id")


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("id", "serial", "award_id", "paper", "edition", "state", "attempts", "problem", "issued_at")
    list_filter = ("state",)
    search_fields = ("serial",)
    exclude = ("tail",)


@admin.register(Motion)
class MotionAdmin(ReadOnlyAdmin):
    list_display = ("id", "award_id", "act", "reason_class", "state", "by_id", "at", "decided_by_id", "decided_at")
    list_filter = ("state",)


@admin.register(Objection)
class ObjectionAdmin(ReadOnlyAdmin):
    list_display = ("id", "event_id", "state", "at", "due_on", "decided_by_id", "decided_at")
    list_filter = ("state",)


@admin.register(Ruling)
class RulingAdmin(ReadOnlyAdmin):
    list_display = ("id", "person_id", "credential", "country", "kind", "subject", "state", "proposed_by_id", "decided_by_id")
    list_select_related = ("credential",)
    list_filter = ("state", "kind")
