from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "lms_accounts"
    verbose_name = "LMS accounts"
    default_auto_field = "django.db.models.BigAutoField"
