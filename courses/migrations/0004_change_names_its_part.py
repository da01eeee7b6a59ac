from django.db import migrations, models


class Migration(migrations.Migration):
    """A change of the law may be about one part of a fact; an item has one proposal at a time."""

    dependencies = [("lms_courses", "0003_search_of_the_toolkit")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="part",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("item",), name="lms_courses_change_one_proposed"
            ),
        ),
    ]
