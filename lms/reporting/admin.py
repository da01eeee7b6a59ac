"""Reports in the read-only admin."""

from django.contrib import admin

from lms.kernel.admin import ReadOnlyAdmin
from lms.reporting.models import Report, ReportEdition


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("institution", "kind", "period")


@admin.register(ReportEdition)
class ReportEditionAdmin(ReadOnlyAdmin):
    list_display = ("report", "number", "state", "as_at", "sha256")
