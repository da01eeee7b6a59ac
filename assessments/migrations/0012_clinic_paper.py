"""The one-page strategy of a clinic's business, drawn."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0011_letters_scored_so_far")]

    operations = [
        migrations.CreateModel(
            name="ClinicPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_papers",
                        to="lms_assessments.clinicbusiness",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "language"), name="lms_assessments_clinicpaper_language")
                ]
            },
        )
    ]
