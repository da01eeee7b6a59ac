"""Certifying cases: a family of cases, what judges said of it, cases that rest; which case a letter advises on."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lms_assessments", "0015_certifying_quizzes"),
        ("lms_courses", "0006_release_from_a_day"),
        ("lms_institutions", "0001_core_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAlternate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="CaseRest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=80)),
                ("uses", models.PositiveIntegerField()),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=600)),
            ],
        ),
        migrations.CreateModel(
            name="FamilyReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(max_length=40)),
                ("cases", models.JSONField(default=list)),
                ("compared", models.CharField(max_length=64)),
                ("comparable", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=600)),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.AddField(
            model_name="casestudy",
            name="ai_help",
            field=models.CharField(
                blank=True, choices=[("none", "None"), ("language", "Language"), ("declared", "Declared")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="casestudy",
            name="certifying",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="casestudy",
            name="family",
            field=models.SlugField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="casestudy",
            name="rests_after",
            field=models.PositiveSmallIntegerField(default=40),
        ),
        migrations.AddField(
            model_name="submission",
            name="case_key",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="submission",
            name="structure_hash",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["case_key", "started_at"], name="lms_assessments_submission_of"),
        ),
        migrations.AddConstraint(
            model_name="casestudy",
            constraint=models.CheckConstraint(
                condition=models.Q(("certifying", False), models.Q(("family", ""), _negated=True), _connector="OR"),
                name="lms_assessments_casestudy_has_family",
            ),
        ),
        migrations.AddField(
            model_name="casealternate",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lms_case_alternates", to="lms_courses.item"
            ),
        ),
        migrations.AddField(
            model_name="casealternate",
            name="rubric",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lms_case_alternates_by_rubric", to="lms_courses.item"
            ),
        ),
        migrations.AddField(
            model_name="casealternate",
            name="study",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lms_alternates", to="lms_assessments.casestudy"
            ),
        ),
        migrations.AddField(
            model_name="caserest",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lms_case_rests_ended",
                to="lms_institutions.person",
            ),
        ),
        migrations.AddField(
            model_name="familyreview",
            name="judge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lms_family_reviews", to="lms_institutions.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="casealternate",
            constraint=models.UniqueConstraint(fields=("study", "case"), name="lms_assessments_casealternate_once"),
        ),
        migrations.AddConstraint(
            model_name="caserest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("case_key",), name="lms_assessments_caserest_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="caserest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by", None), ("ended_at", None)),
                    models.Q(("by__isnull", False), ("ended_at__isnull", False), models.Q(("why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="lms_assessments_caserest_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyreview",
            constraint=models.UniqueConstraint(
                fields=("compared", "judge", "number"), name="lms_assessments_familyreview_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="familyreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("comparable", True), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="lms_assessments_familyreview_no_has_note",
            ),
        ),
    ]
