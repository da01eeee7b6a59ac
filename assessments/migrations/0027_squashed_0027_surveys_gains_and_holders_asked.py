"""What 0027 makes and changes, in one go: for a database that has not run it yet."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import ChangeTables, CreateTables


class Migration(migrations.Migration):

    replaces = [('lms_assessments', '0027_surveys_gains_and_holders_asked')]

    dependencies = [
        ('lms_assessments', '0001_squashed_0026_allocation_taken_at'),
        ('lms_courses', '0014_calls_and_prior_learning'),
        ('lms_institutions', '0003_institution_documents'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='ParallelForms',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('seed', models.PositiveBigIntegerField()),
                        ('pairs', models.JSONField(default=list)),
                        ('material', models.JSONField(default=dict)),
                        ('law_as_of', models.DateField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_parallel_forms', to='lms_institutions.person')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_parallel_forms', to='lms_courses.course')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('course', 'number'), name='lms_assessments_parallelforms_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Survey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('module', models.SlugField(blank=True, max_length=80)),
                        ('texts', models.JSONField(default=dict)),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('asked', models.PositiveIntegerField(default=0)),
                        ('answers', models.PositiveIntegerField(default=0)),
                        ('counts', models.JSONField(default=dict)),
                        ('comments', models.JSONField(default=list)),
                        ('cohort_course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_surveys', to='lms_courses.cohortcourse')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['closed_at'], name='lms_assessments_survey_closed')],
                        'constraints': [models.UniqueConstraint(fields=('cohort_course', 'module'), name='lms_assessments_survey_once'), models.CheckConstraint(condition=models.Q(('answers', 0), models.Q(('answers__gte', 5), ('closed_at__isnull', False)), _connector='OR'), name='lms_assessments_survey_five')],
                    },
                ),
                migrations.CreateModel(
                    name='SurveyWording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('texts', models.JSONField(default=dict)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_survey_wordings', to='lms_institutions.person')),
                        ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_survey_wordings', to='lms_courses.course')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('course__isnull', False)), fields=('course', 'number'), name='lms_assessments_surveywording_course'), models.UniqueConstraint(condition=models.Q(('course', None)), fields=('number',), name='lms_assessments_surveywording_every')],
                    },
                ),
                migrations.CreateModel(
                    name='ClinicYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('end', models.CharField(blank=True, choices=[('registered', 'Registered'), ('pending', 'Pending'), ('refused', 'Refused'), ('dropped', 'Dropped'), ('unknown', 'Unknown')], max_length=12)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('sequel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_year', to='lms_assessments.clinicsequel')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['asked_at'], name='lms_assessments_year_open')],
                    },
                ),
                migrations.CreateModel(
                    name='HolderAnswer',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('month', models.DateField()),
                        ('seal', models.CharField(blank=True, max_length=64)),
                        ('answers', models.JSONField(default=dict)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_holder_answers', to='lms_institutions.institution')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['month', 'country'], name='lms_assessments_holderans_mon')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('seal', ''), _negated=True), fields=('seal',), name='lms_assessments_holderanswer_seal')],
                    },
                ),
                migrations.CreateModel(
                    name='HolderAsk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(max_length=60, unique=True)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('due_at', models.DateTimeField()),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('closes_at', models.DateTimeField()),
                        ('reminded_at', models.DateTimeField(null=True)),
                        ('token_hash', models.CharField(max_length=64, unique=True)),
                        ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('closed', 'Closed'), ('kept', 'Kept')], default='open', max_length=10)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_holder_asks', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_holder_asks', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ('open', 'answered'))), fields=['closes_at'], name='lms_assessments_holderask_open'), models.Index(fields=['due_at'], name='lms_assessments_holderask_due')],
                    },
                ),
                migrations.CreateModel(
                    name='GainSitting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('moment', models.CharField(choices=[('pre', 'Pre'), ('post', 'Post')], max_length=4)),
                        ('form', models.CharField(max_length=1)),
                        ('sheet', models.JSONField(default=dict)),
                        ('answers', models.JSONField(default=dict)),
                        ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('submitted_at', models.DateTimeField(null=True)),
                        ('fraction', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_gain_sittings', to='lms_courses.enrolment')),
                        ('forms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_sittings', to='lms_assessments.parallelforms')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['submitted_at'], name='lms_assessments_gain_submitted')],
                        'constraints': [models.UniqueConstraint(fields=('enrolment', 'moment'), name='lms_assessments_gainsitting_once'), models.UniqueConstraint(fields=('enrolment', 'form'), name='lms_assessments_gainsitting_other_form'), models.CheckConstraint(condition=models.Q(('form__in', ('a', 'b'))), name='lms_assessments_gainsitting_form'), models.CheckConstraint(condition=models.Q(models.Q(('fraction', None), ('submitted_at', None)), models.Q(('fraction__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='lms_assessments_gainsitting_scored')],
                    },
                ),
                migrations.CreateModel(
                    name='SealedAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seal', models.CharField(max_length=64)),
                        ('answers', models.JSONField(default=dict)),
                        ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_sealed', to='lms_assessments.survey')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('survey', 'seal'), name='lms_assessments_sealedanswer_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SurveyTurn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('answered', 'Answered'), ('skipped', 'Skipped')], max_length=10)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_survey_turns', to='lms_courses.enrolment')),
                        ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_turns', to='lms_assessments.survey')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('survey', 'enrolment'), name='lms_assessments_surveyturn_once')],
                    },
                ),
            ],
        ),
        ChangeTables(
            changes=[
                migrations.AddField(
                    model_name='clinicrating',
                    name='same_device',
                    field=models.BooleanField(default=False),
                ),
            ],
        ),
    ]
