"""All tables as they stand after 0004_basis_of_traits, in one go: for a new database. One that has the migrations before keeps them."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from lms.kernel.migrating import CreateTables


class Migration(migrations.Migration):

    replaces = [('lms_institutions', '0001_core_tables'), ('lms_institutions', '0002_add_interests'), ('lms_institutions', '0003_institution_documents'), ('lms_institutions', '0004_basis_of_traits')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Institution',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True)),
                        ('names', models.JSONField(default=dict)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('time_zone', models.CharField(max_length=60)),
                        ('logo', models.BinaryField(blank=True, default=bytes)),
                        ('signatory_name', models.CharField(blank=True, max_length=120)),
                        ('signatory_title', models.JSONField(default=dict)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('email', models.EmailField(blank=True, max_length=254)),
                        ('given_name', models.CharField(blank=True, max_length=120)),
                        ('family_name', models.CharField(blank=True, max_length=120)),
                        ('certificate_name', models.CharField(blank=True, max_length=120)),
                        ('country', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('time_zone', models.CharField(blank=True, max_length=60)),
                        ('theme', models.CharField(blank=True, max_length=10)),
                        ('erased_at', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lms_person', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='lms_institutions_person_email')],
                    },
                ),
                migrations.CreateModel(
                    name='ContactPoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('function', models.JSONField(default=dict)),
                        ('channel', models.CharField(max_length=20)),
                        ('value', models.CharField(max_length=200)),
                        ('hours', models.JSONField(default=dict)),
                        ('checked_on', models.DateField(null=True)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_contact_points', to='lms_institutions.institution')),
                    ],
                ),
                migrations.CreateModel(
                    name='Cohort',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60)),
                        ('names', models.JSONField(default=dict)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_cohorts', to='lms_institutions.institution')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('institution', 'key'), name='lms_institutions_cohort_key'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='lms_institutions_cohort_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Leave',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_leaves', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='lms_institutions_leave_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token_hash', models.CharField(max_length=64, unique=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('expires_at', models.DateTimeField()),
                        ('accepted_at', models.DateTimeField(null=True)),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_invitations', to='lms_institutions.institution')),
                        ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_invitations_sent', to='lms_institutions.person')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_invitations', to='lms_institutions.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='PersonTrait',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('value', models.CharField(blank=True, max_length=120)),
                        ('basis', models.CharField(max_length=200)),
                        ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_traits', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='lms_institutions_persontrait_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeRole',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('author', 'Author'), ('focal', 'Focal'), ('reviewer', 'Reviewer'), ('decider', 'Decider'), ('assessor', 'Assessor'), ('administrator', 'Administrator')], max_length=20)),
                        ('country', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('since', models.DateTimeField(default=django.utils.timezone.now)),
                        ('until', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_programme_roles', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person', 'role', 'country'), name='lms_institutions_programmerole_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Interest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('taught', 'Taught'), ('supervises', 'Supervises'), ('manages', 'Manages'), ('family', 'Family'), ('commercial', 'Commercial'), ('other', 'Other')], max_length=12)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('since', models.DateField(null=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_interests_about', to='lms_institutions.person')),
                        ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_interests_recorded', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_interests_about', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_interests', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('about__isnull', False), ('institution', None)), models.Q(('about', None), ('institution__isnull', False)), _connector='OR'), name='lms_institutions_interest_one_subject'), models.CheckConstraint(condition=models.Q(('about', None), models.Q(('about', models.F('person')), _negated=True), _connector='OR'), name='lms_institutions_interest_not_self'), models.UniqueConstraint(condition=models.Q(('about__isnull', False), ('ended_at', None)), fields=('person', 'about', 'kind'), name='lms_institutions_interest_person_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('institution__isnull', False)), fields=('person', 'institution', 'kind'), name='lms_institutions_interest_house_once')],
                    },
                ),
                migrations.CreateModel(
                    name='InterestCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('open', models.PositiveSmallIntegerField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_interest_checks', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', '-at'], name='lms_institutions_int_check')],
                    },
                ),
                migrations.CreateModel(
                    name='InstitutionDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('protocol', 'Protocol'), ('agreement', 'Agreement')], max_length=12)),
                        ('version', models.CharField(max_length=40)),
                        ('dated_on', models.DateField()),
                        ('valid_until', models.DateField(blank=True, null=True)),
                        ('link', models.URLField(blank=True, max_length=400)),
                        ('name', models.CharField(blank=True, max_length=160)),
                        ('content_type', models.CharField(blank=True, max_length=100)),
                        ('size', models.PositiveIntegerField(default=0)),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('body', models.BinaryField(blank=True, default=bytes)),
                        ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_documents', to='lms_institutions.institution')),
                        ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_documents_recorded', to='lms_institutions.person')),
                        ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_documents_withdrawn', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0), models.Q(('link', ''), _negated=True), _connector='OR'), name='lms_institutions_document_there'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'agreement'), _negated=True), ('size__gt', 0), _connector='OR'), name='lms_institutions_document_agreement_signed'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('dated_on')), _connector='OR'), name='lms_institutions_document_in_order'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('institution', 'kind', 'version'), name='lms_institutions_document_version')],
                    },
                ),
                migrations.CreateModel(
                    name='TraitBasis',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('gender', 'Gender')], default='gender', max_length=20)),
                        ('basis', models.CharField(max_length=200)),
                        ('dated_on', models.DateField()),
                        ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_trait_bases_ended', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_trait_bases', to='lms_institutions.institution')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_trait_bases_recorded', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institution', 'kind'), name='lms_institutions_traitbasis_one_open'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='lms_institutions_traitbasis_said')],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('advisor', 'Advisor'), ('facilitator', 'Facilitator'), ('assessor', 'Assessor'), ('coordinator', 'Coordinator')], max_length=20)),
                        ('since', models.DateTimeField(default=django.utils.timezone.now)),
                        ('until', models.DateTimeField(null=True)),
                        ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_memberships', to='lms_institutions.cohort')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_memberships', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_memberships', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('until', None)), fields=['institution', 'role'], name='lms_institutions_member_role')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('cohort', None), ('until', None)), fields=('person', 'institution', 'role'), name='lms_institutions_membership_institution_once'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person', 'cohort', 'role'), name='lms_institutions_membership_cohort_once')],
                    },
                ),
            ],
        ),
    ]
