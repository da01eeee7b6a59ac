"""What a question is searched by, filled in for those that are there; questions that read much alike."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def fill_words(apps, schema_editor):
    from assessments.question_words import index_of

    entries = apps.get_model("lms_assessments", "QuestionEntry").objects.select_related("item__draft", "item__published")
    batch = []
    for entry in entries.iterator(500):
        version = entry.item.draft or entry.item.published
        if version is None:
            continue
        entry.words = index_of(version.body)
        batch.append(entry)
        if len(batch) == 500:
            entries.model.objects.bulk_update(batch, ["words"])
            batch = []
    entries.model.objects.bulk_update(batch, ["words"])


class Migration(migrations.Migration):
    dependencies = [
        ("lms_assessments", "0008_quiz_engine"),
        ("lms_institutions", "0001_core_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionentry",
            name="words",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(fill_words, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.DecimalField(decimal_places=3, max_digits=4)),
                ("state", models.CharField(choices=[("found", "Found"), ("apart", "Apart")], default="found", max_length=6)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_likenesses",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_likenesses",
                        to="lms_assessments.questionentry",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_likenesses_to_others",
                        to="lms_assessments.questionentry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-score"], name="lms_assessments_likeness_list")],
                "constraints": [
                    models.UniqueConstraint(fields=["one", "other"], name="lms_assessments_likeness_pair"),
                    models.CheckConstraint(
                        condition=models.Q(one__lt=models.F("other")), name="lms_assessments_likeness_order"
                    ),
                ],
            },
        ),
    ]
