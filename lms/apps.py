from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LmsConfig(AppConfig):
    name = "lms"
    label = "lms"
    verbose_name = "Advisor LMS"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms import plugin
        from lms.kernel import checks  # noqa: F401  registers the system checks
        from lms.kernel.writeonce import install_triggers

        plugin.refuse_shadowed_packages()
        # `lms` is the last of LMS_APPS, so all tables of a full migrate exist when this runs.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="lms_write_once_triggers")
