"""What 0003 to 0008 make and change, in one go: for a database that has none of them. One that has some goes on with the rest."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import ChangeTables, CreateTables

STEPS = [
    import_module("certificates.migrations.0004_motions_that_follow_objections").proposals_to_motions,
    import_module("certificates.migrations.0007_awards_keep_their_claim").keep,
]


def rows_that_are_there(apps, schema_editor):
    """As the numbered files treat them. A new database has none."""
    for step in STEPS:
        step(apps, schema_editor)


class Migration(migrations.Migration):

    replaces = [('lms_certificates', '0003_designs_keys_rulings_and_badges'), ('lms_certificates', '0004_motions_that_follow_objections'), ('lms_certificates', '0005_designs_in_use_and_previews'), ('lms_certificates', '0006_schemes_conduct_and_leave'), ('lms_certificates', '0007_awards_keep_their_claim'), ('lms_certificates', '0008_complaints_and_review_clock')]

    dependencies = [
        ('lms_certificates', '0001_squashed_0002_award_questions'),
        ('lms_institutions', '0002_add_interests'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='PictureBytes',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64, unique=True)),
                        ('mime', models.CharField(max_length=20)),
                        ('body', models.BinaryField()),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SigningKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fingerprint', models.CharField(max_length=64, unique=True)),
                        ('algorithm', models.CharField(max_length=20)),
                        ('subject', models.CharField(max_length=300)),
                        ('certificate', models.TextField(blank=True)),
                        ('chain', models.TextField(blank=True)),
                        ('public_key', models.TextField()),
                        ('development', models.BooleanField(default=False)),
                        ('valid_from', models.DateTimeField(null=True)),
                        ('valid_until', models.DateTimeField(null=True)),
                        ('first_used_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='StatusList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(unique=True)),
                        ('size', models.PositiveIntegerField(default=131072)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Batch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('paper', models.CharField(max_length=40)),
                        ('title', models.JSONField(default=dict)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('stopped_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_batches', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_batches', to='lms_institutions.institution')),
                    ],
                ),
                migrations.CreateModel(
                    name='Objection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('due_on', models.DateField()),
                        ('state', models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('answer', models.TextField(blank=True)),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_objections_decided', to='lms_institutions.person')),
                        ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_objection', to='lms_certificates.awardevent')),
                        ('acknowledge_by', models.DateField(null=True)),
                        ('acknowledged_at', models.DateTimeField(null=True)),
                        ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_objections_acknowledged', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['upheld', 'dismissed']), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='lms_certificates_objection_is_decided_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Picture',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True)),
                        ('kind', models.CharField(choices=[('logo', 'Logo'), ('signature', 'Signature'), ('ornament', 'Ornament')], max_length=10)),
                        ('alt', models.JSONField(default=dict)),
                        ('body', models.BinaryField()),
                        ('mime', models.CharField(max_length=20)),
                        ('sha256', models.CharField(max_length=64)),
                        ('protected', models.BooleanField(default=False)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_pictures', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_pictures', to='lms_institutions.institution')),
                    ],
                ),
                migrations.CreateModel(
                    name='Ruling',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('kind', models.CharField(choices=[('exempt', 'Exempt'), ('barred', 'Barred')], max_length=8)),
                        ('subject', models.CharField(blank=True, max_length=40)),
                        ('reason', models.TextField()),
                        ('note', models.TextField(blank=True)),
                        ('state', models.CharField(choices=[('proposed', 'Proposed'), ('in_force', 'In Force'), ('refused', 'Refused'), ('ended', 'Ended')], default='proposed', max_length=10)),
                        ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_rulings', to='lms_certificates.credential')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_rulings_decided', to='lms_institutions.person')),
                        ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_rulings_ended', to='lms_institutions.person')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_rulings', to='lms_institutions.person')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_rulings_proposed', to='lms_institutions.person')),
                        ('answer', models.TextField(blank=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['credential', 'state'], name='lms_certificates_ruling_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='lms_certificates_ruling_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_force'), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='lms_certificates_ruling_in_force_is_decided'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'in_force'])), fields=('person', 'credential', 'country', 'kind', 'subject'), name='lms_certificates_ruling_once_open')],
                    },
                ),
                migrations.CreateModel(
                    name='Sharing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('shown', models.BooleanField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_sharings', to='lms_certificates.award')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('award', 'number'), name='lms_certificates_sharing_number')],
                    },
                ),
                migrations.CreateModel(
                    name='ConductVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(unique=True)),
                        ('body', models.JSONField(default=dict)),
                        ('digest', models.CharField(max_length=64)),
                        ('accept_by', models.DateTimeField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_conduct_versions', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('accept_by__gte', models.F('at'))), name='lms_certificates_conductversion_leaves_time')],
                    },
                ),
                migrations.CreateModel(
                    name='SchemeVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('claim', models.CharField(choices=[('participation', 'Participation'), ('assessed_certificate', 'Assessed'), ('certification', 'Certification')], max_length=24)),
                        ('body', models.JSONField(default=dict)),
                        ('digest', models.CharField(max_length=64)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_scheme_versions', to='lms_institutions.person')),
                        ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_scheme_versions', to='lms_certificates.credential')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('credential', 'number'), name='lms_certificates_schemeversion_number')],
                    },
                ),
                migrations.CreateModel(
                    name='AwardExtension',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('leaves', models.JSONField(default=list)),
                        ('days', models.PositiveSmallIntegerField()),
                        ('base', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_extensions', to='lms_certificates.award')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('award', 'number'), name='lms_certificates_awardextension_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Motion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(max_length=20)),
                        ('reason_class', models.CharField(blank=True, choices=[('issued_in_error', 'issued in error'), ('requirements', 'a requirement turned out not to be met'), ('integrity', 'the integrity of the assessment'), ('conduct', 'the code of conduct'), ('review', 'under review'), ('request', 'the holder asked for it')], max_length=40)),
                        ('note', models.TextField(blank=True)),
                        ('until', models.DateTimeField(null=True)),
                        ('scope', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('open', 'Open'), ('carried', 'Carried'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('answer', models.TextField(blank=True)),
                        ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_motions', to='lms_certificates.award')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_motions', to='lms_institutions.person')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_motions_decided', to='lms_institutions.person')),
                        ('event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_motion', to='lms_certificates.awardevent')),
                        ('objection', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_motion', to='lms_certificates.objection')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('award',), name='lms_certificates_motion_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'carried'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('by')), _negated=True), ('event__isnull', False)), _connector='OR'), name='lms_certificates_motion_two_people')],
                    },
                ),
                migrations.CreateModel(
                    name='Permission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('holder', models.CharField(max_length=200)),
                        ('reference', models.CharField(max_length=200)),
                        ('countries', models.JSONField(default=list)),
                        ('papers', models.JSONField(default=list)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('withdrawn', models.BooleanField(default=False)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_picture_permissions', to='lms_institutions.person')),
                        ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_permissions', to='lms_certificates.picture')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('picture', 'number'), name='lms_certificates_permission_number'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='lms_certificates_permission_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterHead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('book', models.CharField(max_length=40)),
                        ('day', models.DateField()),
                        ('number', models.PositiveBigIntegerField()),
                        ('head', models.CharField(blank=True, max_length=64)),
                        ('jws', models.TextField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_heads', to='lms_certificates.signingkey')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('book', 'day'), name='lms_certificates_registerhead_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Badge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveIntegerField()),
                        ('salt', models.CharField(max_length=64)),
                        ('jwt', models.TextField()),
                        ('data_integrity', models.TextField(blank=True)),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_badge', to='lms_certificates.certificate')),
                        ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_badges', to='lms_certificates.signingkey')),
                        ('status_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_badges', to='lms_certificates.statuslist')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('status_list', 'position'), name='lms_certificates_badge_position')],
                    },
                ),
                migrations.CreateModel(
                    name='ConductAcceptance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_conduct_acceptances', to='lms_institutions.person')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_acceptances', to='lms_certificates.conductversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'version'), name='lms_certificates_conductacceptance_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Scheme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('claim', models.CharField(choices=[('participation', 'Participation'), ('assessed_certificate', 'Assessed'), ('certification', 'Certification')], default='assessed_certificate', max_length=24)),
                        ('body', models.JSONField(default=dict)),
                        ('draft_number', models.PositiveIntegerField(default=1)),
                        ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_schemes_changed', to='lms_institutions.person')),
                        ('credential', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_scheme', to='lms_certificates.credential')),
                        ('published', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_schemes', to='lms_certificates.schemeversion')),
                    ],
                ),
                migrations.CreateModel(
                    name='Complaint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=12, unique=True)),
                        ('token_hash', models.CharField(max_length=64)),
                        ('typed_serial', models.CharField(blank=True, max_length=40)),
                        ('advisor_words', models.CharField(blank=True, max_length=160)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], max_length=2)),
                        ('text', models.TextField()),
                        ('contact_name', models.CharField(blank=True, max_length=120)),
                        ('contact_email', models.EmailField(blank=True, max_length=254)),
                        ('consent_wording', models.CharField(max_length=20)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('acknowledge_by', models.DateField()),
                        ('due_on', models.DateField()),
                        ('acknowledged_at', models.DateTimeField(null=True)),
                        ('substance', models.TextField(blank=True)),
                        ('asked_at', models.DateTimeField(null=True)),
                        ('statement_by', models.DateField(null=True)),
                        ('statement', models.TextField(blank=True)),
                        ('stated_at', models.DateTimeField(null=True)),
                        ('state', models.CharField(choices=[('open', 'Open'), ('founded', 'Founded'), ('not_founded', 'Not Founded'), ('outside', 'Outside'), ('withdrawn', 'Withdrawn')], default='open', max_length=12)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('answer', models.TextField(blank=True)),
                        ('contact_erased_at', models.DateTimeField(null=True)),
                        ('erased_at', models.DateTimeField(null=True)),
                        ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_complaints_acknowledged', to='lms_institutions.person')),
                        ('advisor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_complaints', to='lms_institutions.person')),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_complaints_asked', to='lms_institutions.person')),
                        ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_complaints', to='lms_certificates.award')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_complaints_decided', to='lms_institutions.person')),
                        ('motion', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_complaint', to='lms_certificates.motion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'due_on'], name='lms_certificates_complaint_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['founded', 'not_founded', 'outside']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='lms_certificates_complaint_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'founded'), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='lms_certificates_complaint_heard')],
                    },
                ),
                migrations.CreateModel(
                    name='Design',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True)),
                        ('paper', models.CharField(choices=[('certificate', 'Certificate'), ('transcript', 'Transcript'), ('enrolment', 'Enrolment'), ('attendance', 'Attendance'), ('hours', 'Hours'), ('card', 'Card')], max_length=12)),
                        ('titles', models.JSONField(default=dict)),
                        ('country', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('html', models.TextField(blank=True)),
                        ('css', models.TextField(blank=True)),
                        ('draft_number', models.PositiveIntegerField(default=0)),
                        ('draft_at', models.DateTimeField(null=True)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('draft_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_designs_drafted', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_designs', to='lms_institutions.institution')),
                    ],
                ),
                migrations.CreateModel(
                    name='DesignVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('digest', models.CharField(max_length=64)),
                        ('html', models.TextField()),
                        ('css', models.TextField()),
                        ('pictures', models.JSONField(default=dict)),
                        ('note', models.CharField(blank=True, max_length=240)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_design_versions', to='lms_institutions.person')),
                        ('design', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_versions', to='lms_certificates.design')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('design', 'number'), name='lms_certificates_designversion_number')],
                    },
                ),
                migrations.CreateModel(
                    name='DesignPreview',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(default=0)),
                        ('drawn', models.PositiveIntegerField(default=0)),
                        ('html', models.TextField(blank=True)),
                        ('css', models.TextField(blank=True)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(default='es', max_length=5)),
                        ('long', models.BooleanField(default=False)),
                        ('problems', models.JSONField(default=list)),
                        ('pages', models.PositiveSmallIntegerField(default=0)),
                        ('slow', models.CharField(blank=True, max_length=240)),
                        ('picture', models.BinaryField(null=True)),
                        ('file', models.BinaryField(null=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_design_previews', to='lms_institutions.person')),
                        ('design', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_previews', to='lms_certificates.design')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('design', 'by'), name='lms_certificates_designpreview_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Layout',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('body', models.JSONField(default=dict)),
                        ('problem', models.CharField(blank=True, max_length=240)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('design_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_layouts', to='lms_certificates.designversion')),
                        ('prefix', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_layouts', to='lms_certificates.prefix')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
        ChangeTables(
            changes=[
                migrations.AddField(
                    model_name='design',
                    name='published',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_published_as', to='lms_certificates.designversion'),
                ),
                migrations.AddField(
                    model_name='design',
                    name='general',
                    field=models.BooleanField(default=False),
                ),
                migrations.AddConstraint(
                    model_name='design',
                    constraint=models.UniqueConstraint(condition=models.Q(('archived_at', None), ('general', True), ('institution', None)), fields=('paper', 'country'), name='lms_certificates_design_general'),
                ),
                migrations.AddConstraint(
                    model_name='design',
                    constraint=models.UniqueConstraint(condition=models.Q(('archived_at', None), ('general', True), ('institution__isnull', False)), fields=('paper', 'country', 'institution'), name='lms_certificates_design_general_own'),
                ),
                migrations.AddConstraint(
                    model_name='design',
                    constraint=models.CheckConstraint(condition=models.Q(('general', False), ('published__isnull', False), _connector='OR'), name='lms_certificates_design_general_is_published'),
                ),
                migrations.AddField(
                    model_name='awardevent',
                    name='scope',
                    field=models.JSONField(default=dict),
                ),
                migrations.AddField(
                    model_name='awardevent',
                    name='until',
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='countries',
                    field=models.JSONField(default=list),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='follows_law',
                    field=models.BooleanField(default=True),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='languages',
                    field=models.JSONField(default=list),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='papers',
                    field=models.JSONField(default=dict),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='renewal_opens_months',
                    field=models.PositiveSmallIntegerField(default=6),
                ),
                migrations.AlterField(
                    model_name='award',
                    name='state',
                    field=models.CharField(choices=[('granted', 'Granted'), ('suspended', 'Suspended'), ('reduced', 'Reduced'), ('revoked', 'Revoked')], default='granted', max_length=10),
                ),
                migrations.AddField(
                    model_name='certificate',
                    name='batch',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_certificates', to='lms_certificates.batch'),
                ),
                migrations.AddField(
                    model_name='certificate',
                    name='design_version',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_certificates', to='lms_certificates.designversion'),
                ),
                migrations.AddField(
                    model_name='certificate',
                    name='key',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_certificates', to='lms_certificates.signingkey'),
                ),
                migrations.AddField(
                    model_name='award',
                    name='claim',
                    field=models.CharField(choices=[('participation', 'Participation'), ('assessed_certificate', 'Assessed'), ('certification', 'Certification')], default='assessed_certificate', max_length=24),
                ),
                migrations.AddField(
                    model_name='award',
                    name='extends',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_endorsements', to='lms_certificates.award'),
                ),
                migrations.AddField(
                    model_name='award',
                    name='leave_days',
                    field=models.PositiveSmallIntegerField(default=0),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='asks_conduct',
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name='credential',
                    name='renewal',
                    field=models.JSONField(default=dict),
                ),
                migrations.AlterField(
                    model_name='awardevent',
                    name='reason_class',
                    field=models.CharField(blank=True, choices=[('issued_in_error', 'issued in error'), ('requirements', 'a requirement turned out not to be met'), ('integrity', 'the integrity of the assessment'), ('conduct', 'the code of conduct'), ('review', 'under review'), ('request', 'the holder asked for it')], max_length=40),
                ),
                migrations.AddField(
                    model_name='award',
                    name='conduct',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_awards', to='lms_certificates.conductversion'),
                ),
                migrations.AddField(
                    model_name='award',
                    name='scheme_version',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_awards', to='lms_certificates.schemeversion'),
                ),
            ],
        ),
        migrations.RunPython(rows_that_are_there, migrations.RunPython.noop),
    ]
