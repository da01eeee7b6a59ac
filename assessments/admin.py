"""The admin site shows our rows, read-only."""

from django.contrib import admin

from assessments import models
from lms.kernel.admin import ReadOnlyAdmin

for _model in (
    models.Bank, models.QuestionEntry, models.ChoiceQuestion, models.NumericQuestion, models.FactBound, models.Quiz,
    models.CaseStudy, models.Practicum, models.Attempt, models.Step, models.SlotResult, models.Rubric, models.Submission,
    models.Allocation, models.Score, models.ClinicSession,
):  # fmt: skip
    admin.site.register(_model, ReadOnlyAdmin)


@admin.register(models.Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """Without the bytes."""

    exclude = ("body",)
