from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "lms.messages"
    label = "lms_messages"
    verbose_name = "LMS messages"
    default_auto_field = "django.db.models.BigAutoField"
