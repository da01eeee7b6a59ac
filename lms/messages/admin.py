"""A window on the ledger of messages, for superusers."""

from django.contrib import admin

from lms.kernel.admin import ReadOnlyAdmin
from lms.messages.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("id", "person", "kind", "speaks_of", "channel", "state", "created_at", "sent_at")
    list_select_related = ("person",)
    list_filter = ("state", "kind")
