"""Supervised pieces, what writers declare about help, reference scripts at the line and from private packs."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lms_assessments", "0023_accommodations_and_review_clock"),
        ("lms_courses", "0008_request_reviews"),
        ("lms_institutions", "0002_add_interests"),
    ]

    operations = [
        migrations.AddField(
            model_name="referencescript",
            name="borderline",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="referencescript",
            name="private",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="HelpDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=8)),
                ("helped", models.BooleanField()),
                ("helps", models.JSONField(default=list)),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_help_declaration",
                        to="lms_assessments.submission",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PieceAppointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("form", models.CharField(choices=[("oral", "Oral"), ("observed", "Observed")], max_length=8)),
                ("at", models.DateTimeField()),
                ("place", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("missed", "Missed"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=9,
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("missed_by", models.CharField(blank=True, max_length=9)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("draft", models.JSONField(default=dict)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_piece_appointments",
                        to="lms_courses.enrolment",
                    ),
                ),
                (
                    "examiner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_pieces_examined",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_piece_appointments",
                        to="lms_assessments.submission",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_pieces_planned",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_piece_appointments",
                        to="lms_courses.unit",
                    ),
                ),
                (
                    "unit_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_piece_appointments",
                        to="lms_courses.unitversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OralQuestions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("questions", models.JSONField(default=list)),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_questions",
                        to="lms_assessments.pieceappointment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PieceScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rubric", models.JSONField(default=dict)),
                ("picks", models.JSONField(default=dict)),
                ("comments", models.JSONField(default=dict)),
                ("red_flags", models.JSONField(default=list)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("passed", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_piece_score",
                        to="lms_assessments.pieceappointment",
                    ),
                ),
                (
                    "examiner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_piece_scores",
                        to="lms_institutions.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupervisedPiece",
            fields=[
                (
                    "unit_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="lms_courses.unit",
                    ),
                ),
                ("forms", models.JSONField(default=list)),
                ("pass_percent", models.DecimalField(decimal_places=2, default=60, max_digits=5)),
                ("tries", models.PositiveSmallIntegerField(default=2)),
                (
                    "case_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_supervised_pieces",
                        to="lms_assessments.casestudy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("lms_courses.unit",),
        ),
        migrations.AddIndex(
            model_name="pieceappointment",
            index=models.Index(
                condition=models.Q(("state", "planned")), fields=["examiner", "at"], name="lms_assessments_piece_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="pieceappointment",
            constraint=models.UniqueConstraint(fields=("enrolment", "unit", "number"), name="lms_assessments_piece_number"),
        ),
        migrations.AddConstraint(
            model_name="pieceappointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "planned")), fields=("enrolment", "unit"), name="lms_assessments_piece_one_planned"
            ),
        ),
        migrations.AddConstraint(
            model_name="pieceappointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form", "oral"), ("letter__isnull", False)),
                    models.Q(("form", "observed"), ("letter", None)),
                    _connector="OR",
                ),
                name="lms_assessments_piece_oral_has_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="pieceappointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "planned")),
                    models.Q(models.Q(("state", "planned"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="lms_assessments_piece_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="pieceappointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"
                ),
                name="lms_assessments_piece_why_cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="pieceappointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "missed"), _negated=True), models.Q(("missed_by", ""), _negated=True), _connector="OR"
                ),
                name="lms_assessments_piece_who_missed",
            ),
        ),
        migrations.AddConstraint(
            model_name="piecescore",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__range", (0, 100))), name="lms_assessments_piecescore_is_percent"
            ),
        ),
    ]
