from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "lms_courses"
    verbose_name = "LMS courses"
    default_auto_field = "django.db.models.BigAutoField"
