from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "lms_accounts"
    verbose_name = "LMS accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.config import checks  # noqa: F401  registers the checks of the stand-alone site
