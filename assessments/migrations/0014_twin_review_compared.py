"""What a judge compared, as a digest: what was said of a case's twins holds while that is the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0013_agreement_figures")]

    operations = [
        migrations.AddField(model_name="twinreview", name="compared", field=models.CharField(default="", max_length=64)),
    ]
