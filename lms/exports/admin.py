"""A window on exports, for superusers: what was asked for, never the bytes."""

from django.contrib import admin

from lms.exports.models import Export
from lms.kernel.admin import ReadOnlyAdmin


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    list_display = ("id", "table", "format", "person_id", "institution_id", "rows", "size", "ready_at", "expires_at")
    list_filter = ("table", "format")
