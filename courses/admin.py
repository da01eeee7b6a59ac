"""A window on courses, releases, enrolments and what was recorded of them, for superusers."""

from django.contrib import admin

from courses.models import (
    CohortCourse,
    Completion,
    Course,
    Enrolment,
    EnrolmentSummary,
    Item,
    LogEntry,
    OutcomeRecord,
    Release,
    ReleaseCountry,
    RosterImport,
    UnitProgress,
)
from lms.kernel.admin import ReadOnlyAdmin


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "key", "country", "language", "review_by", "archived_at")
    list_filter = ("kind", "country", "language")
    search_fields = ("key",)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("id", "at", "effective_at", "applied_at", "by", "approved_by", "note")
    list_select_related = ("by", "approved_by")


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ("id", "key", "countries", "archived_at")


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("id", "course", "number", "at", "by", "approved_by", "digest")
    list_select_related = ("course", "by", "approved_by")


@admin.register(ReleaseCountry)
class ReleaseCountryAdmin(ReadOnlyAdmin):
    list_display = ("id", "course", "country", "effective_at", "law_as_of", "release_id")
    list_select_related = ("course",)


@admin.register(CohortCourse)
class CohortCourseAdmin(ReadOnlyAdmin):
    list_display = ("id", "cohort", "course", "starts_on", "ends_on")
    list_select_related = ("cohort", "course")


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    list_display = ("id", "person", "institution", "course", "country", "purpose", "state", "created_at", "closed_at")
    list_select_related = ("person", "institution", "course")
    list_filter = ("state", "country", "purpose")
    raw_id_fields = ("person", "continues", "cohort_course")


@admin.register(OutcomeRecord)
class OutcomeRecordAdmin(ReadOnlyAdmin):
    list_display = ("id", "enrolment_id", "unit_id", "number", "key", "state", "score", "earned_at", "at", "why")
    list_filter = ("state",)
    raw_id_fields = ("enrolment", "unit", "unit_version")


@admin.register(UnitProgress)
class UnitProgressAdmin(ReadOnlyAdmin):
    list_display = ("id", "enrolment_id", "unit_id", "state", "score", "passed_at", "waits_on", "due")
    list_filter = ("state",)
    raw_id_fields = ("enrolment", "unit", "unit_version")


@admin.register(EnrolmentSummary)
class EnrolmentSummaryAdmin(ReadOnlyAdmin):
    list_display = ("id", "enrolment_id", "required", "done", "score", "last_seen_at", "next_due", "waits_on")
    raw_id_fields = ("enrolment",)


@admin.register(Completion)
class CompletionAdmin(ReadOnlyAdmin):
    list_display = ("id", "enrolment_id", "score", "law_as_of", "completed_at", "digest")
    raw_id_fields = ("enrolment", "manifest")


@admin.register(RosterImport)
class RosterImportAdmin(ReadOnlyAdmin):
    list_display = ("id", "institution", "uploaded_by", "state", "created_at", "finished_at", "counts")
    list_select_related = ("institution", "uploaded_by")
    exclude = ("rows", "problems")
