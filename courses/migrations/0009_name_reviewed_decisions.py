"""A request for review keeps what it was about in words, and when that was decided."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lms_courses", "0008_request_reviews")]

    operations = [
        migrations.AddField("reviewrequest", "titles", models.JSONField(default=dict)),
        migrations.AddField("reviewrequest", "subject_at", models.DateTimeField(null=True)),
    ]
