"""Figures of agreement between assessors, stored by case, structure of the rubric and set of scores."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0012_clinic_paper")]

    operations = [
        migrations.CreateModel(
            name="AgreementFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=80)),
                ("structure_hash", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("body", models.JSONField(default=dict)),
                ("computed_at", models.DateTimeField(default=timezone.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["case_key", "-id"], name="lms_assessments_agreement_last")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_key", "structure_hash", "digest"), name="lms_assessments_agreementfigures_set"
                    )
                ],
            },
        ),
    ]
