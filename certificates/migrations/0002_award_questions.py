from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lms_certificates", "0001_core_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="awardevent",
            name="about",
            field=models.JSONField(default=dict),
        ),
    ]
