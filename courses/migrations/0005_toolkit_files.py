"""Which file of the toolkit holds what, in which order, and what it says beside its entries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_courses", "0004_change_names_its_part")]

    operations = [
        migrations.CreateModel(
            name="ToolkitFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=240, unique=True)),
                ("head", models.JSONField(default=dict)),
                ("items", models.JSONField(default=list)),
            ],
        ),
    ]
