"""All tables as they stand after 0002_award_questions, in one go: for a new database. One that has the migrations before keeps them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('lms_certificates', '0001_core_tables'), ('lms_certificates', '0002_award_questions')]

    initial = True

    dependencies = [
        ('lms_courses', '0001_core_tables'),
        ('lms_institutions', '0001_core_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('titles', models.JSONField(default=dict)),
                ('claim', models.CharField(choices=[('participation', 'Participation'), ('assessed_certificate', 'Assessed'), ('certification', 'Certification')], default='assessed_certificate', max_length=24)),
                ('validity_months', models.PositiveSmallIntegerField(default=36)),
                ('design', models.JSONField(default=dict)),
                ('archived_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Prefix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('bytes', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LookupMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=32)),
                ('minute', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['minute'], name='lms_certificates_lookupmiss_at')],
                'constraints': [models.UniqueConstraint(fields=('network', 'minute'), name='lms_certificates_lookupmiss_once')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('path', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('law_as_of', models.DateField()),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('granted', 'Granted'), ('suspended', 'Suspended'), ('revoked', 'Revoked')], default='granted', max_length=10)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_awards', to='lms_institutions.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_awards', to='lms_institutions.person')),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_awards', to='lms_certificates.credential')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'credential', 'state'], name='lms_certificates_award_inst'), models.Index(fields=['expires_at'], name='lms_certificates_award_expires')],
                'constraints': [models.UniqueConstraint(fields=('person', 'credential', 'country', 'round'), name='lms_certificates_award_once')],
            },
        ),
        migrations.CreateModel(
            name='CredentialCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_credentials', to='lms_courses.course')),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_courses', to='lms_certificates.credential')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('credential', 'course'), name='lms_certificates_credentialcourse_once')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper', models.CharField(default='certificate', max_length=40)),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('serial', models.CharField(max_length=20, unique=True)),
                ('fields', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('waiting', 'Waiting'), ('issued', 'Issued')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fence', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('tail', models.BinaryField(null=True)),
                ('sha256', models.CharField(max_length=64, null=True, unique=True)),
                ('problem', models.CharField(blank=True, max_length=240)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('issued_at', models.DateTimeField(null=True)),
                ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_certificates', to='lms_certificates.award')),
                ('enrolment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_certificates', to='lms_courses.enrolment')),
                ('superseded_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_supersedes', to='lms_certificates.certificate')),
                ('prefix', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_certificates', to='lms_certificates.prefix')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['id'], name='lms_certificates_pending'), models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='lms_certificates_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('award__isnull', False), ('enrolment', None)), models.Q(('award', None), ('enrolment__isnull', False)), _connector='OR'), name='lms_certificates_certificate_of_one'), models.UniqueConstraint(condition=models.Q(('award__isnull', False)), fields=('award', 'paper', 'edition'), name='lms_certificates_certificate_edition'), models.UniqueConstraint(condition=models.Q(('award__isnull', False), ('superseded_by', None)), fields=('award', 'paper'), name='lms_certificates_certificate_current'), models.UniqueConstraint(condition=models.Q(('enrolment__isnull', False)), fields=('enrolment', 'paper', 'edition'), name='lms_certificates_certificate_enrolment_edition'), models.UniqueConstraint(condition=models.Q(('enrolment__isnull', False), ('superseded_by', None)), fields=('enrolment', 'paper'), name='lms_certificates_certificate_enrolment_current'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), _negated=True), ('sha256__isnull', False), _connector='OR'), name='lms_certificates_certificate_issued_has_hash')],
            },
        ),
        migrations.CreateModel(
            name='AwardCompletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_completions', to='lms_certificates.award')),
                ('completion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_awards', to='lms_courses.completion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('award', 'completion'), name='lms_certificates_awardcompletion_once')],
            },
        ),
        migrations.CreateModel(
            name='AwardEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('act', models.CharField(max_length=20)),
                ('reason_class', models.CharField(blank=True, choices=[('issued_in_error', 'issued in error'), ('requirements', 'a requirement turned out not to be met'), ('integrity', 'the integrity of the assessment'), ('review', 'under review'), ('request', 'the holder asked for it')], max_length=40)),
                ('note', models.TextField(blank=True)),
                ('effective_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_award_events_approved', to='lms_institutions.person')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_events', to='lms_certificates.award')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_award_events', to='lms_institutions.person')),
                ('about', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('award', 'number'), name='lms_certificates_awardevent_number')],
            },
        ),
    ]
