from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "lms_courses"
    verbose_name = "LMS courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.wiring_calls import register_calls
        from courses.wiring_exports import register_exports
        from courses.wiring_groups import register_groups
        from courses.wiring_learning import register_learning
        from courses.wiring_meetings import register_meetings
        from courses.wiring_prior import register_prior
        from courses.wiring_reference import register_reference
        from courses.wiring_refreshers import register_refreshers
        from courses.wiring_reviews import register_reviews
        from courses.wiring_toolkit import register_toolkit

        register_learning()
        register_calls()
        register_groups()
        register_toolkit()
        register_meetings()
        register_reference()
        register_refreshers()
        register_reviews()
        register_prior()
        register_exports()
