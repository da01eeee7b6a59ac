"""What 0011 to 0016 make and change, in one go: for a database that has none of them. One that has some goes on with the rest."""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import ChangeTables, CreateTables

STEPS = [
    import_module("courses.migrations.0013_rules_of_risk").count_failures,
]


def rows_that_are_there(apps, schema_editor):
    """As the numbered files treat them. A new database has none."""
    for step in STEPS:
        step(apps, schema_editor)


class Migration(migrations.Migration):

    replaces = [('lms_courses', '0011_groups_by_link_and_more_time'), ('lms_courses', '0012_meetings_attendance_and_calendars'), ('lms_courses', '0013_rules_of_risk'), ('lms_courses', '0014_calls_and_prior_learning'), ('lms_courses', '0015_module_checklist_of_an_institution'), ('lms_courses', '0016_recordings_of_sessions')]

    dependencies = [
        ('lms_courses', '0001_squashed_0010_refreshers_wait_for_leave'),
        ('lms_institutions', '0004_basis_of_traits'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='JoinLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token_hash', models.CharField(max_length=64, unique=True)),
                        ('seats', models.PositiveIntegerField(null=True)),
                        ('expires_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_join_links_closed', to='lms_institutions.person')),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_join_links', to='lms_institutions.cohort')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_join_links_made', to='lms_institutions.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='ModuleExtension',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('until', models.DateField()),
                        ('reason', models.CharField(max_length=240)),
                        ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_module_extensions', to='lms_courses.enrolment')),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_module_extensions_given', to='lms_institutions.person')),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_extensions', to='lms_courses.module')),
                        ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_module_extensions_withdrawn', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('enrolment', 'module'), name='lms_courses_moduleextension_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='lms_courses_moduleextension_withdrawn')],
                    },
                ),
                migrations.CreateModel(
                    name='Attendance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('minutes', models.PositiveSmallIntegerField(default=0)),
                        ('present', models.BooleanField(default=False)),
                        ('source', models.CharField(choices=[('roll', 'Roll'), ('code', 'Code'), ('hand', 'Hand')], max_length=4)),
                        ('why', models.CharField(blank=True, max_length=240)),
                        ('number', models.PositiveSmallIntegerField(default=1)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_attendances_set', to='lms_institutions.person')),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_attendances', to='lms_courses.enrolment')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_attendances', to='lms_courses.meeting')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'enrolment'), name='lms_courses_attendance_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarFeed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('read_at', models.DateTimeField(null=True)),
                        ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_calendar_feeds', to='lms_institutions.cohort')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_calendar_feeds', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('cohort', None)), fields=('person',), name='lms_courses_calendarfeed_own'), models.UniqueConstraint(condition=models.Q(('cohort__isnull', False)), fields=('person', 'cohort'), name='lms_courses_calendarfeed_cohort')],
                    },
                ),
                migrations.CreateModel(
                    name='CodeTry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('wrong', models.PositiveSmallIntegerField(default=0)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_code_tries', to='lms_courses.enrolment')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_code_tries', to='lms_courses.meeting')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'enrolment'), name='lms_courses_codetry_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MeetingCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('secret', models.CharField(max_length=64)),
                        ('minutes', models.PositiveSmallIntegerField()),
                        ('opened_at', models.DateTimeField()),
                        ('open_until', models.DateTimeField()),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_code', to='lms_courses.meeting')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_meeting_codes', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('minutes__range', (1, 15))), name='lms_courses_meetingcode_minutes'), models.CheckConstraint(condition=models.Q(('open_until__gte', models.F('opened_at'))), name='lms_courses_meetingcode_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='RollCall',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('room', models.CharField(max_length=8)),
                        ('file_name', models.CharField(blank=True, max_length=120)),
                        ('rows', models.JSONField(default=list)),
                        ('problems', models.JSONField(default=list)),
                        ('state', models.CharField(choices=[('review', 'Review'), ('counted', 'Counted'), ('dropped', 'Dropped')], default='review', max_length=8)),
                        ('counts', models.JSONField(default=dict)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_rolls', to='lms_courses.meeting')),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_rolls', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['meeting', '-id'], name='lms_courses_rollcall_meeting')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'review')), models.Q(models.Q(('state', 'review'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='lms_courses_rollcall_ended')],
                    },
                ),
                migrations.CreateModel(
                    name='RollName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(max_length=254)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_roll_names_said', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_roll_names', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_roll_names', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('institution', 'label'), name='lms_courses_rollname_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RiskRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('not_seen_days', models.PositiveSmallIntegerField(null=True)),
                        ('behind_points', models.PositiveSmallIntegerField(null=True)),
                        ('failed_attempts', models.PositiveSmallIntegerField(null=True)),
                        ('overdue_days', models.PositiveSmallIntegerField(null=True)),
                        ('set_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_risk_rules', to='lms_institutions.cohort')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_risk_rules', to='lms_institutions.institution')),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_risk_rules', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('cohort', None)), fields=('institution', 'number'), name='lms_courses_riskrule_of_institution'), models.UniqueConstraint(condition=models.Q(('cohort__isnull', False)), fields=('cohort', 'number'), name='lms_courses_riskrule_of_cohort')],
                    },
                ),
                migrations.CreateModel(
                    name='Call',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('decided', 'Decided'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                        ('titles', models.JSONField(default=dict)),
                        ('texts', models.JSONField(default=dict)),
                        ('criteria', models.JSONField(default=list)),
                        ('seats', models.PositiveSmallIntegerField()),
                        ('least', models.PositiveSmallIntegerField(default=0)),
                        ('opens_on', models.DateField()),
                        ('closes_on', models.DateField()),
                        ('accept_days', models.PositiveSmallIntegerField(default=3)),
                        ('needs_commitment', models.BooleanField(default=True)),
                        ('published_at', models.DateTimeField(null=True)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_call', to='lms_institutions.cohort')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_calls_decided', to='lms_institutions.person')),
                        ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_calls_published', to='lms_institutions.person')),
                        ('second_scorer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_calls_scored_second', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'closes_on'], name='lms_courses_call_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='lms_courses_call_in_order'), models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='lms_courses_call_has_seats'), models.CheckConstraint(condition=models.Q(('least__lte', 100)), name='lms_courses_call_least_is_percent'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='lms_courses_call_decided')],
                    },
                ),
                migrations.CreateModel(
                    name='PriorClaim',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('evidence', models.TextField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_prior_claims', to='lms_courses.enrolment')),
                    ],
                ),
                migrations.CreateModel(
                    name='Recording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=100, unique=True)),
                        ('titles', models.JSONField(default=dict)),
                        ('owner', models.CharField(max_length=240)),
                        ('licence', models.CharField(max_length=20)),
                        ('files', models.JSONField(default=dict)),
                        ('chapters', models.JSONField(default=dict)),
                        ('transcript', models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name='SoundFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('type', models.CharField(max_length=4)),
                        ('content', models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name='JoinRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(blank=True, max_length=254)),
                        ('given_name', models.CharField(blank=True, max_length=120)),
                        ('family_name', models.CharField(blank=True, max_length=120)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('moves', models.BooleanField(default=False)),
                        ('state', models.CharField(choices=[('asked', 'Asked'), ('approved', 'Approved'), ('refused', 'Refused')], default='asked', max_length=10)),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=240)),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_join_requests_decided', to='lms_institutions.person')),
                        ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_requests', to='lms_courses.joinlink')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_join_requests', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['link', 'state'], name='lms_courses_joinreq_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked'), models.Q(('email', ''), _negated=True)), fields=('link', 'email'), name='lms_courses_joinrequest_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='lms_courses_joinrequest_decided')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.CharField(max_length=120)),
                        ('digest', models.CharField(max_length=64)),
                        ('sequence', models.PositiveIntegerField(default=0)),
                        ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_marks', to='lms_courses.calendarfeed')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('feed', 'uid'), name='lms_courses_calendarmark_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Application',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('email', models.EmailField(blank=True, max_length=254)),
                        ('given_name', models.CharField(blank=True, max_length=120)),
                        ('family_name', models.CharField(blank=True, max_length=120)),
                        ('position', models.CharField(blank=True, max_length=160)),
                        ('statement', models.TextField(blank=True)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('consent_wording', models.CharField(max_length=20)),
                        ('network', models.CharField(blank=True, max_length=64)),
                        ('state', models.CharField(choices=[('unconfirmed', 'Unconfirmed'), ('received', 'Received'), ('selected', 'Selected'), ('waiting', 'Waiting'), ('offered', 'Offered'), ('not_selected', 'Not Selected'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')], default='unconfirmed', max_length=12)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('received_at', models.DateTimeField(null=True)),
                        ('superior_name', models.CharField(blank=True, max_length=120)),
                        ('superior_email', models.EmailField(blank=True, max_length=254)),
                        ('committed_at', models.DateTimeField(null=True)),
                        ('committed_by', models.CharField(blank=True, max_length=10)),
                        ('set_aside', models.CharField(blank=True, max_length=500)),
                        ('total', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ('place', models.PositiveSmallIntegerField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=500)),
                        ('offered_at', models.DateTimeField(null=True)),
                        ('accept_by', models.DateField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('emptied_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_applications', to='lms_institutions.person')),
                        ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_applications', to='lms_courses.call')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['call', 'state', 'place'], name='lms_courses_application_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('call', 'email'), name='lms_courses_application_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('accept_by__isnull', False), _connector='OR'), name='lms_courses_application_offer_has_day'), models.CheckConstraint(condition=models.Q(('total', None), ('total__range', (0, 100)), _connector='OR'), name='lms_courses_application_total_is_percent')],
                    },
                ),
                migrations.CreateModel(
                    name='PriorFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('body', models.BinaryField()),
                        ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_files', to='lms_courses.priorclaim')),
                    ],
                ),
                migrations.CreateModel(
                    name='PriorUnit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('asked', 'Asked'), ('recognised', 'Recognised'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('taken_back', 'Taken Back')], default='asked', max_length=12)),
                        ('answer', models.CharField(blank=True, max_length=500)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('taken_at', models.DateTimeField(null=True)),
                        ('taken_because', models.CharField(blank=True, max_length=500)),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_units', to='lms_courses.priorclaim')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_prior_decided', to='lms_institutions.person')),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_prior_units', to='lms_courses.enrolment')),
                        ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_prior_taken_back', to='lms_institutions.person')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_prior_units', to='lms_courses.unit')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'id'], name='lms_courses_priorunit_state')],
                        'constraints': [models.UniqueConstraint(fields=('claim', 'unit'), name='lms_courses_priorunit_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'recognised'])), fields=('enrolment', 'unit'), name='lms_courses_priorunit_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['recognised', 'refused', 'taken_back']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='lms_courses_priorunit_decided')],
                    },
                ),
                migrations.CreateModel(
                    name='CommitmentPaper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('body', models.BinaryField()),
                        ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_paper', to='lms_courses.application')),
                    ],
                ),
                migrations.CreateModel(
                    name='ApplicationScore',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('points', models.JSONField(default=dict)),
                        ('why', models.CharField(blank=True, max_length=500)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_scores', to='lms_courses.application')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_application_scores', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('application', 'by'), name='lms_courses_applicationscore_once')],
                    },
                ),
            ],
        ),
        ChangeTables(
            changes=[
                migrations.AddField(
                    model_name='rosterimport',
                    name='results',
                    field=models.JSONField(default=list),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='agenda',
                    field=models.TextField(blank=True),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='cancelled_at',
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='cancelled_why',
                    field=models.CharField(blank=True, max_length=240),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='minutes',
                    field=models.PositiveSmallIntegerField(default=60),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='number',
                    field=models.PositiveSmallIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='recording_skip',
                    field=models.PositiveIntegerField(default=0),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='recording_url',
                    field=models.CharField(blank=True, max_length=240),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='share',
                    field=models.PositiveSmallIntegerField(default=75),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='speakers',
                    field=models.TextField(blank=True),
                ),
                migrations.AddIndex(
                    model_name='meeting',
                    index=models.Index(fields=['cohort_course', 'starts_at'], name='lms_courses_meeting_when'),
                ),
                migrations.AddConstraint(
                    model_name='meeting',
                    constraint=models.CheckConstraint(condition=models.Q(('minutes__range', (5, 720))), name='lms_courses_meeting_minutes'),
                ),
                migrations.AddConstraint(
                    model_name='meeting',
                    constraint=models.CheckConstraint(condition=models.Q(('share__range', (1, 100))), name='lms_courses_meeting_share_is_percent'),
                ),
                migrations.AddField(
                    model_name='enrolmentsummary',
                    name='failed',
                    field=models.PositiveSmallIntegerField(default=0),
                ),
                migrations.AddField(
                    model_name='unitprogress',
                    name='failed',
                    field=models.PositiveSmallIntegerField(default=0),
                ),
                migrations.AddField(
                    model_name='unitprogress',
                    name='failed_at',
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name='manifestunit',
                    name='recognised',
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name='printedpaper',
                    name='institution',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_printed_papers', to='lms_institutions.institution'),
                ),
                migrations.AlterField(
                    model_name='printedpaper',
                    name='kind',
                    field=models.CharField(choices=[('checklist', 'Checklist'), ('comparison', 'Comparison'), ('section', 'Section'), ('booklet', 'Booklet'), ('module', 'Module')], max_length=12),
                ),
                migrations.AddField(
                    model_name='session',
                    name='recording',
                    field=models.CharField(blank=True, max_length=100),
                ),
            ],
        ),
        migrations.RunPython(rows_that_are_there, migrations.RunPython.noop),
    ]
