"""All tables as they stand after 0004_figures_of_the_programme, in one go: for a new database. One that has the migrations before keeps them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import CreateTables


class Migration(migrations.Migration):

    replaces = [('lms_reporting', '0001_core_tables'), ('lms_reporting', '0002_rules_about_people'), ('lms_reporting', '0003_reports_that_stand'), ('lms_reporting', '0004_figures_of_the_programme')]

    initial = True

    dependencies = [
        ('lms_institutions', '0003_institution_documents'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('progress', 'Progress'), ('certification', 'Certification')], max_length=20)),
                        ('period', models.CharField(max_length=10)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_reports', to='lms_institutions.institution')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('institution', 'kind', 'period'), name='lms_reporting_report_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PeopleRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('rule', models.JSONField(default=dict)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_people_rules', to='lms_institutions.institution')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_people_rules', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('archived_at', None)), fields=('institution', 'name'), name='lms_reporting_peoplerule_name')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportSchedule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('progress', 'Progress'), ('certification', 'Certification')], max_length=20)),
                        ('rhythm', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly'), ('monthly', 'Monthly'), ('quarterly', 'Quarterly')], max_length=10)),
                        ('hour', models.PositiveSmallIntegerField(default=7)),
                        ('weekday', models.PositiveSmallIntegerField(default=0)),
                        ('skip_empty', models.BooleanField(default=True)),
                        ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('ended', 'Ended')], default='active', max_length=10)),
                        ('paused_why', models.CharField(blank=True, max_length=40)),
                        ('next_at', models.DateTimeField()),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_report_schedules', to='lms_institutions.institution')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_report_schedules', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(models.F('state'), models.F('next_at'), name='lms_reporting_schedule_due')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('institution', 'kind', 'rhythm'), name='lms_reporting_schedule_once'), models.CheckConstraint(condition=models.Q(('hour__lte', 23), ('weekday__lte', 6)), name='lms_reporting_schedule_times')],
                    },
                ),
                migrations.CreateModel(
                    name='Delegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(max_length=20)),
                        ('country', models.CharField(blank=True, max_length=2)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_delegations_ended', to='lms_institutions.person')),
                        ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_delegations_given', to='lms_institutions.person')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_delegations_made', to='lms_institutions.person')),
                        ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_delegations_taken', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='lms_reporting_delegation_two_people'), models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='lms_reporting_delegation_dates')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeFigures',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('quarter', models.CharField(max_length=10, unique=True)),
                        ('definitions', models.PositiveSmallIntegerField()),
                        ('body', models.JSONField(default=dict)),
                        ('as_at', models.DateTimeField()),
                        ('ended', models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='ReportEdition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('endorsed', 'Endorsed'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('replaced', 'Replaced')], default='draft', max_length=10)),
                        ('definitions', models.JSONField(default=dict)),
                        ('figures', models.JSONField(default=dict)),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('as_at', models.DateTimeField()),
                        ('submitted_at', models.DateTimeField(null=True)),
                        ('endorsed_at', models.DateTimeField(null=True)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('amends', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_amended_by', to='lms_reporting.reportedition')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_reports_decided', to='lms_institutions.person')),
                        ('endorsed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_reports_endorsed', to='lms_institutions.person')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_editions', to='lms_reporting.report')),
                        ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_reports_submitted', to='lms_institutions.person')),
                        ('by_silence', models.BooleanField(default=False)),
                        ('endorse_by', models.DateTimeField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='lms_reporting_edition_number'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'endorsed'])), fields=('report',), name='lms_reporting_edition_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('submitted_by', None), ('endorsed_by', None), models.Q(('submitted_by', models.F('endorsed_by')), _negated=True), _connector='OR'), models.Q(('submitted_by', None), ('decided_by', None), models.Q(('submitted_by', models.F('decided_by')), _negated=True), _connector='OR'), models.Q(('endorsed_by', None), ('decided_by', None), models.Q(('endorsed_by', models.F('decided_by')), _negated=True), _connector='OR')), name='lms_reporting_edition_three_people')],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleRecipient',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_schedules_received', to='lms_institutions.person')),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_recipients', to='lms_reporting.reportschedule')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('schedule', 'person'), name='lms_reporting_recipient_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportComment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.PositiveIntegerField(null=True)),
                        ('text', models.TextField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_report_comments', to='lms_institutions.person')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_comments', to='lms_reporting.reportedition')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ReportFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('format', models.CharField(max_length=10)),
                        ('language', models.CharField(default='es', max_length=2)),
                        ('sha256', models.CharField(max_length=64)),
                        ('body', models.BinaryField()),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_files', to='lms_reporting.reportedition')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('edition', 'format', 'language'), name='lms_reporting_file_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.PositiveIntegerField()),
                        ('figure', models.CharField(max_length=20)),
                        ('subject', models.CharField(blank=True, max_length=64)),
                        ('values', models.JSONField(default=dict)),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_rows', to='lms_reporting.reportedition')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('edition', 'line'), name='lms_reporting_row_line')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportDrift',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('checked_at', models.DateTimeField()),
                        ('lines', models.JSONField(default=list)),
                        ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_drift', to='lms_reporting.reportedition')),
                    ],
                ),
                migrations.CreateModel(
                    name='ReportPrecheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveSmallIntegerField()),
                        ('signs', models.JSONField(default=list)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_precheck', to='lms_reporting.reportedition')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ReportSample',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seed', models.CharField(max_length=64)),
                        ('population', models.PositiveIntegerField()),
                        ('drawn', models.PositiveIntegerField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_sample', to='lms_reporting.reportedition')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_at', models.DateTimeField()),
                        ('period', models.CharField(max_length=10)),
                        ('began_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('outcome', models.CharField(blank=True, max_length=12)),
                        ('told', models.PositiveIntegerField(default=0)),
                        ('withheld', models.PositiveIntegerField(default=0)),
                        ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_schedule_runs', to='lms_reporting.reportedition')),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_runs', to='lms_reporting.reportschedule')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('schedule', 'due_at'), name='lms_reporting_run_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SampleItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField()),
                        ('serial', models.CharField(max_length=64)),
                        ('reasons', models.JSONField(default=list)),
                        ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_items', to='lms_reporting.reportsample')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('sample', 'serial'), name='lms_reporting_sampleitem_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportReply',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(blank=True)),
                        ('resolves', models.BooleanField(default=False)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_report_replies', to='lms_institutions.person')),
                        ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_replies', to='lms_reporting.reportcomment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('resolves', True)), fields=('comment',), name='lms_reporting_reply_resolved_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SampleFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.CharField(choices=[('conforms', 'Conforms'), ('observation', 'Observation'), ('fails', 'Fails')], max_length=12)),
                        ('note', models.TextField(blank=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_report_findings', to='lms_institutions.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_findings', to='lms_reporting.sampleitem')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
