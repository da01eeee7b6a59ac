from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "hostsite.courses"
    label = "courses"
