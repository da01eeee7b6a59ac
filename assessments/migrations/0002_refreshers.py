import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lms_assessments", "0001_core_tables"),
        ("lms_courses", "0002_toolkit_authoring_and_reference"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refresher",
            fields=[
                (
                    "unit_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="lms_courses.unit",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        choices=[("CL", "Chile"), ("CO", "Colombia"), ("MX", "Mexico"), ("PE", "Peru")], max_length=2
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_refresher_units",
                        to="lms_courses.change",
                    ),
                ),
            ],
            options={"abstract": False},
            bases=("lms_courses.unit",),
        ),
    ]
