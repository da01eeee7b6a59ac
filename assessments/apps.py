from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "lms_assessments"
    verbose_name = "LMS assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put our kinds, folders, sweep, message and receiver where the packages below look for them."""
        from assessments import checks  # noqa: F401 - registers itself
        from assessments.wiring import (
            accommodations,
            assessors,
            blueprints,
            calendar,
            clinic,
            clinics,
            cuts,
            exam_sittings,
            files,
            impartiality,
            intake,
            practice_counts,
            quizzes,
            regrading,
            releases,
            retention,
            reviews,
            scoring,
            supervised,
            surveys,
        )

        for part in (
            retention,
            quizzes,
            regrading,
            scoring,
            releases,
            assessors,
            files,
            clinic,
            clinics,
            cuts,
            blueprints,
            impartiality,
            intake,
            exam_sittings,
            supervised,
            accommodations,
            reviews,
            practice_counts,
            surveys,
            calendar,
        ):
            part.wire()
