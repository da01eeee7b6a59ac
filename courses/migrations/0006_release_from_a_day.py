from django.db import migrations, models


class Migration(migrations.Migration):
    """A course is handed in to be in force from a day, 00:00 of it in each country."""

    dependencies = [("lms_courses", "0005_toolkit_files")]

    operations = [
        migrations.AddField(
            model_name="publishrequest",
            name="effective_on",
            field=models.DateField(null=True),
        ),
    ]
