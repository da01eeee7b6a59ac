"""By how many days of leave the time for a refresher was moved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_courses", "0009_name_reviewed_decisions")]

    operations = [
        migrations.AddField(model_name="refresherdue", name="leave_days", field=models.PositiveSmallIntegerField(default=0)),
    ]
