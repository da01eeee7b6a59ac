"""Which group of a rule a unit stands in when a credential is renewed, and when a second country is added."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("lms_courses", "0006_release_from_a_day")]

    operations = [
        migrations.AddField(
            model_name="releaseentry", name="renewal", field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="releaseentry", name="endorsement", field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]  # fmt: skip
