"""A window on institutions, people and roles, for superusers."""

from django.contrib import admin

from lms.institutions.models import Cohort, ContactPoint, Institution, Invitation, Leave, Membership, Person, ProgrammeRole
from lms.kernel.admin import ReadOnlyAdmin


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ("id", "email", "given_name", "family_name", "country", "language", "user")
    list_select_related = ("user",)
    search_fields = ("email", "given_name", "family_name")


@admin.register(Institution)
class InstitutionAdmin(ReadOnlyAdmin):
    list_display = ("id", "key", "country", "language", "time_zone", "archived_at")
    exclude = ("logo",)


@admin.register(Cohort)
class CohortAdmin(ReadOnlyAdmin):
    list_display = ("id", "institution", "key", "country", "starts_on", "ends_on")
    list_select_related = ("institution",)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("id", "person", "institution", "cohort", "role", "since", "until")
    list_select_related = ("person", "institution", "cohort")
    list_filter = ("role",)


@admin.register(ProgrammeRole)
class ProgrammeRoleAdmin(ReadOnlyAdmin):
    list_display = ("id", "person", "role", "country", "since", "until")
    list_select_related = ("person",)
    list_filter = ("role",)


@admin.register(ContactPoint)
class ContactPointAdmin(ReadOnlyAdmin):
    list_display = ("id", "institution", "channel", "value", "checked_on")
    list_select_related = ("institution",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("id", "person", "institution", "created_at", "expires_at", "accepted_at", "withdrawn_at")
    list_select_related = ("person", "institution")
    exclude = ("token_hash",)


@admin.register(Leave)
class LeaveAdmin(ReadOnlyAdmin):
    list_display = ("id", "person", "starts_on", "ends_on")
    list_select_related = ("person",)
