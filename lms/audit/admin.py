"""A window on what was decided, for superusers. Personal details stay out of lists."""

from django.contrib import admin

from lms.audit.models import AuditEvent, Book, BookEntry
from lms.kernel.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("id", "at", "act", "subject", "subject_id", "actor", "institution")
    list_filter = ("act",)
    search_fields = ("subject_id",)


@admin.register(Book)
class BookAdmin(ReadOnlyAdmin):
    list_display = ("name", "head_number", "head_hash")


@admin.register(BookEntry)
class BookEntryAdmin(ReadOnlyAdmin):
    list_display = ("book", "number", "act", "subject", "at", "hash")
    list_select_related = ("book",)
