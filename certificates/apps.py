from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "lms_certificates"
    verbose_name = "LMS certificates"
    default_auto_field = "django.db.models.BigAutoField"
