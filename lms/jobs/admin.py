"""A window on the outbox, for superusers."""

from django.contrib import admin

from lms.jobs.models import Job, Pulse
from lms.kernel.admin import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "state", "due_at", "attempts", "done", "total", "owner", "institution")
    list_filter = ("state", "kind")
    search_fields = ("key",)


@admin.register(Pulse)
class PulseAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
