"""Scoring in stages, assessors' qualification and holds, letter versions and due days, clinics and what follows a session.

No release wrote a clinic session: its table is made anew.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lms_assessments", "0009_question_search_and_likeness"),
        ("lms_courses", "0006_release_from_a_day"),
        ("lms_institutions", "0001_core_tables"),
    ]

    operations = [
        migrations.DeleteModel(
            name="ClinicSession",
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("scoring", "Scoring"),
                            ("scored", "Scored"),
                            ("stands", "Stands"),
                            ("changed", "Changed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_appeals_decided",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_appeal", to="lms_assessments.submission"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "at"], name="lms_assessments_appeal_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="lms_assessments_appeal_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessorHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=80)),
                ("because", models.JSONField(default=dict)),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=10)),
                ("why", models.CharField(blank=True, max_length=600)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_holds_decided",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_holds", to="lms_institutions.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("person", "case_key"),
                        name="lms_assessments_assessorhold_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lms_assessments_assessorhold_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_case_extensions_given",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_case_extensions",
                        to="lms_courses.enrolment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_case_extensions", to="lms_courses.unit"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_case_extensions_withdrawn",
                        to="lms_institutions.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("enrolment", "unit"),
                        name="lms_assessments_caseextension_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="lms_assessments_caseextension_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_case_windows",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "cohort_course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_case_windows",
                        to="lms_courses.cohortcourse",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_case_windows", to="lms_courses.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("cohort_course", "unit"), name="lms_assessments_casewindow_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Clinic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60)),
                ("names", models.JSONField(default=dict)),
                ("agreement", models.JSONField(default=dict)),
                ("call", models.JSONField(default=dict)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("closing", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinics_closed",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinics",
                        to="lms_institutions.institution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("institution", "key"), name="lms_assessments_clinic_key"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="lms_assessments_clinic_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicBusiness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("stage", models.CharField(max_length=20)),
                ("sector", models.CharField(max_length=40)),
                ("size", models.CharField(max_length=10)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("consent_on", models.DateField(null=True)),
                ("consent_wording", models.CharField(blank=True, max_length=40)),
                ("intake", models.JSONField(default=dict)),
                ("strategy", models.JSONField(default=dict)),
                ("strategy_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_businesses", to="lms_assessments.clinic"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("clinic", "code"), name="lms_assessments_clinicbusiness_code")],
            },
        ),
        migrations.CreateModel(
            name="DeclaredRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "assessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_relations_declared",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_relations_named",
                        to="lms_institutions.institution",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_relations_named",
                        to="lms_institutions.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("institution", None), ("person__isnull", False)),
                            models.Q(("institution__isnull", False), ("person", None)),
                            _connector="OR",
                        ),
                        name="lms_assessments_declaredrelation_of",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DiscussionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lms_notes", to="lms_assessments.allocation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FinalScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("red_flags", models.JSONField(default=list)),
                ("passed", models.BooleanField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("single", "Single"),
                            ("mean", "Mean"),
                            ("higher", "Higher"),
                            ("discussion", "Discussion"),
                            ("third", "Third"),
                            ("appeal", "Appeal"),
                        ],
                        max_length=12,
                    ),
                ),
                ("scores", models.JSONField(default=list)),
                ("why", models.CharField(blank=True, max_length=600)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_final_scores",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_final_scores",
                        to="lms_assessments.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "number"), name="lms_assessments_finalscore_number"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__range", (0, 100))), name="lms_assessments_finalscore_is_percent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("letter", models.JSONField(default=dict)),
                ("words", models.PositiveIntegerField(default=0)),
                ("handed_in", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_letter_versions",
                        to="lms_assessments.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "number"), name="lms_assessments_letterversion_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="PartialUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=160)),
                ("size", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField(default=0)),
                ("body", models.BinaryField(default=bytes)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_partial_uploads",
                        to="lms_assessments.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "client_id"), name="lms_assessments_partialupload_client"),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size"))), name="lms_assessments_partialupload_size"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=80)),
                ("structure_hash", models.CharField(max_length=64)),
                ("passed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_qualifications",
                        to="lms_institutions.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person", "structure_hash", "case_key"),
                        name="lms_assessments_qualification_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferenceScript",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("case_key", models.CharField(max_length=80)),
                ("structure_hash", models.CharField(max_length=64)),
                ("use", models.CharField(choices=[("qualify", "Qualify"), ("seed", "Seed")], max_length=8)),
                ("country", models.CharField(max_length=2)),
                ("language", models.CharField(max_length=2)),
                ("config", models.JSONField(default=dict)),
                ("letter", models.JSONField(default=dict)),
                ("asked", models.JSONField(default=list)),
                ("picks", models.JSONField(default=dict)),
                ("red_flags", models.JSONField(default=list)),
                ("why", models.JSONField(default=dict)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("agreed_by", models.JSONField(default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_reference_scripts",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "rubric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_reference_scripts",
                        to="lms_assessments.rubric",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["structure_hash", "use"], name="lms_assessments_reference_use")],
            },
        ),
        migrations.CreateModel(
            name="SavedComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(blank=True, max_length=80)),
                ("criterion", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(max_length=600)),
                ("used", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_saved_comments",
                        to="lms_institutions.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScriptShingles",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=2)),
                ("hashes", models.BinaryField(default=bytes)),
                ("nearest_percent", models.PositiveSmallIntegerField(null=True)),
                ("passages", models.JSONField(default=list)),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_shingles",
                        to="lms_assessments.submission",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case_key", "language"], name="lms_assessments_shingles_case")],
            },
        ),
        migrations.CreateModel(
            name="TwinReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("criterion", models.CharField(blank=True, max_length=40)),
                ("countries", models.JSONField(default=list)),
                ("comparable", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=600)),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_twin_reviews",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_twin_reviews",
                        to="lms_courses.itemversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "judge", "criterion", "number"), name="lms_assessments_twinreview_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("declared", "Declared"),
                            ("confirmed", "Confirmed"),
                            ("not_seen", "Not Seen"),
                            ("not_reached", "Not Reached"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("held_on", models.DateField(null=True)),
                ("body", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "advisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinic_sessions",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinic_sessions_confirmed",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinic_sessions",
                        to="lms_courses.enrolment",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinic_sessions",
                        to="lms_institutions.institution",
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("consent_on", models.DateField(null=True)),
                ("consent_wording", models.CharField(blank=True, max_length=40)),
                ("declared_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("rights", models.JSONField(default=list)),
                ("sector", models.CharField(blank=True, max_length=40)),
                ("size", models.CharField(blank=True, max_length=10)),
                ("stage", models.CharField(blank=True, max_length=20)),
                (
                    "clinic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinic_sessions",
                        to="lms_assessments.clinic",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_clinic_sessions",
                        to="lms_assessments.clinicbusiness",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["institution", "state", "held_on"], name="lms_assessments_clinic_held"),
                    models.Index(fields=["enrolment", "state"], name="lms_assessments_clinic_taken"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("advisor", "client_id"), name="lms_assessments_clinicsession_client"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes", None), ("minutes__range", (1, 600)), _connector="OR"),
                        name="lms_assessments_clinicsession_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("answers", models.JSONField(default=dict)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_rating",
                        to="lms_assessments.clinicsession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClinicReferral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("to", models.CharField(max_length=10)),
                ("resource", models.CharField(blank=True, max_length=120)),
                ("why", models.CharField(max_length=300)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("", "Open"), ("arrived", "Arrived"), ("not_arrived", "Not Arrived"), ("unknown", "Unknown")],
                        max_length=12,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_referrals",
                        to="lms_assessments.clinicsession",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "number"), name="lms_assessments_clinicreferral_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicSequel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("filed", "Filed"),
                            ("licensed", "Licensed"),
                            ("stopped", "Stopped"),
                            ("nothing", "Nothing"),
                            ("other", "Other"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_sequel",
                        to="lms_assessments.clinicsession",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["asked_at"], name="lms_assessments_sequel_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField(null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True, choices=[("", "Open"), ("done", "Done"), ("dropped", "Dropped")], max_length=8
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_steps",
                        to="lms_assessments.clinicsession",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "number"), name="lms_assessments_clinicstep_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="QualifyingScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("picks", models.JSONField(default=dict)),
                ("red_flags", models.JSONField(default=list)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("exact", models.PositiveSmallIntegerField()),
                ("far", models.PositiveSmallIntegerField()),
                ("criteria", models.PositiveSmallIntegerField()),
                ("flags_right", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_qualifying_scores",
                        to="lms_institutions.person",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lms_qualifying_scores",
                        to="lms_assessments.referencescript",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "reference", "number"), name="lms_assessments_qualifyingscore_number"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="because",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="allocation",
            name="discussing",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="allocation",
            name="done_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="allocation",
            name="draft",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="allocation",
            name="seed_ref",
            field=models.CharField(max_length=16, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="allocation",
            name="shown_as_of",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="attachment",
            name="pages",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="casestudy",
            name="late",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="casestudy",
            name="scoring",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="practicum",
            name="referrals_required",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="practicum",
            name="stages_required",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name="score",
            name="anchors",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="submission",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="late_percent",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=5),
        ),
        migrations.AddField(
            model_name="submission",
            name="released_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lms_submissions_released",
                to="lms_institutions.person",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="scored_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="assessor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lms_allocations",
                to="lms_institutions.person",
            ),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="lease_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="stage",
            field=models.CharField(
                choices=[("first", "First"), ("second", "Second"), ("third", "Third"), ("appeal", "Appeal"), ("seed", "Seed")],
                default="first",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="submission",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lms_allocations",
                to="lms_assessments.submission",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="reference",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lms_allocations",
                to="lms_assessments.referencescript",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["created_at"], name="lms_assessments_alloc_open"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["assessor", "done_at"], name="lms_assessments_alloc_of"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("assessor__isnull", False),
                        ("reference__isnull", False),
                        ("seed_ref__isnull", False),
                        ("stage", "seed"),
                        ("submission", None),
                    ),
                    models.Q(
                        ("reference", None),
                        ("seed_ref", None),
                        ("submission__isnull", False),
                        models.Q(("stage", "seed"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lms_assessments_allocation_script",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("assessor", None), ("done_at", None), ("lease_until", None)),
                    ("assessor__isnull", False),
                    _connector="OR",
                ),
                name="lms_assessments_allocation_held",
            ),
        ),
    ]
