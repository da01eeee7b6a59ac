"""All tables as they stand after 0010_refreshers_wait_for_leave, in one go: for a new database. One that has the migrations before keeps them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import CreateTables


class Migration(migrations.Migration):

    replaces = [('lms_courses', '0001_core_tables'), ('lms_courses', '0002_toolkit_authoring_and_reference'), ('lms_courses', '0003_search_of_the_toolkit'), ('lms_courses', '0004_change_names_its_part'), ('lms_courses', '0005_toolkit_files'), ('lms_courses', '0006_release_from_a_day'), ('lms_courses', '0007_entry_of_a_renewal'), ('lms_courses', '0008_request_reviews'), ('lms_courses', '0009_name_reviewed_decisions'), ('lms_courses', '0010_refreshers_wait_for_leave')]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('lms_institutions', '0002_add_interests'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Course',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True)),
                        ('titles', models.JSONField(default=dict)),
                        ('summaries', models.JSONField(default=dict)),
                        ('countries', models.JSONField(default=list)),
                        ('rule', models.JSONField(default=dict)),
                        ('source_digest', models.CharField(blank=True, max_length=64)),
                        ('archived_at', models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='RosterImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_name', models.CharField(blank=True, max_length=120)),
                        ('rows', models.JSONField(default=list)),
                        ('problems', models.JSONField(default=list)),
                        ('state', models.CharField(choices=[('review', 'Review'), ('confirmed', 'Confirmed'), ('done', 'Done'), ('dropped', 'Dropped')], default='review', max_length=10)),
                        ('counts', models.JSONField(default=dict)),
                        ('job_id', models.BigIntegerField(null=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_roster_imports', to='lms_institutions.cohort')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_roster_imports', to='lms_institutions.institution')),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_roster_imports', to='lms_institutions.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='PrintedPaper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('checklist', 'Checklist'), ('comparison', 'Comparison'), ('section', 'Section'), ('booklet', 'Booklet')], max_length=12)),
                        ('key', models.CharField(max_length=160)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], max_length=2)),
                        ('digest', models.CharField(max_length=64)),
                        ('content', models.BinaryField(null=True)),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('drawn_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'country', 'language', 'digest'), name='lms_courses_printedpaper_once'), models.CheckConstraint(condition=models.Q(('drawn_at', None), models.Q(('sha256', ''), _negated=True), _connector='OR'), name='lms_courses_printedpaper_drawn_has_sha256')],
                    },
                ),
                migrations.CreateModel(
                    name='ToolkitFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=240, unique=True)),
                        ('head', models.JSONField(default=dict)),
                        ('items', models.JSONField(default=list)),
                    ],
                ),
                migrations.CreateModel(
                    name='ReviewRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=30)),
                        ('subject_id', models.PositiveBigIntegerField()),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('reason', models.TextField()),
                        ('state', models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('acknowledge_by', models.DateField()),
                        ('due_on', models.DateField()),
                        ('acknowledged_at', models.DateTimeField(null=True)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('remedy', models.CharField(blank=True, max_length=20)),
                        ('answer', models.TextField(blank=True)),
                        ('effect', models.JSONField(default=dict)),
                        ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_reviews_acknowledged', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_review_requests', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_review_requests', to='lms_institutions.person')),
                        ('titles', models.JSONField(default=dict)),
                        ('subject_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'due_on'], name='lms_courses_review_due')],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'subject_id'), name='lms_courses_reviewrequest_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['upheld', 'dismissed']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='lms_courses_reviewrequest_decided')],
                    },
                ),
                migrations.CreateModel(
                    name='Module',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('titles', models.JSONField(default=dict)),
                        ('goals', models.JSONField(default=dict)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_modules', to='lms_courses.course')),
                        ('band', models.PositiveSmallIntegerField(default=50)),
                    ],
                    options={
                        'ordering': ['position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('course', 'key'), name='lms_courses_module_key')],
                    },
                ),
                migrations.CreateModel(
                    name='CohortCourse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('pace', models.JSONField(default=dict)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_courses', to='lms_institutions.cohort')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_cohorts', to='lms_courses.course')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('cohort', 'course'), name='lms_courses_cohortcourse_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='lms_courses_cohortcourse_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Manifest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_manifests', to='lms_courses.course')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ReviewOpinion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('upheld', models.BooleanField()),
                        ('remedy', models.CharField(blank=True, max_length=20)),
                        ('why', models.TextField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_review_opinions', to='lms_institutions.person')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_opinions', to='lms_courses.reviewrequest')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('request', 'number'), name='lms_courses_reviewopinion_number'), models.UniqueConstraint(fields=('request', 'by'), name='lms_courses_reviewopinion_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=80)),
                        ('kind', models.CharField(max_length=40)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('titles', models.JSONField(default=dict)),
                        ('required', models.BooleanField(default=True)),
                        ('choice', models.CharField(blank=True, max_length=40)),
                        ('minutes', models.PositiveSmallIntegerField(default=5)),
                        ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=5)),
                        ('purpose', models.CharField(choices=[('course', 'Course'), ('refresher', 'Refresher')], default='course', max_length=10)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_units', to='lms_courses.course')),
                        ('polymorphic_ctype', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_polymorphic_units', to='contenttypes.contenttype')),
                        ('module', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_units', to='lms_courses.module')),
                    ],
                    options={
                        'ordering': ['position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('course', 'key'), name='lms_courses_unit_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Enrolment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('purpose', models.CharField(choices=[('first', 'First'), ('renewal', 'Renewal'), ('endorsement', 'Endorsement')], default='first', max_length=12)),
                        ('round', models.PositiveSmallIntegerField(default=1)),
                        ('state', models.CharField(choices=[('active', 'Active'), ('completed', 'Completed'), ('closed', 'Closed')], default='active', max_length=10)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('closed_because', models.CharField(blank=True, max_length=200)),
                        ('cohort_course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_enrolments', to='lms_courses.cohortcourse')),
                        ('continues', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_continued_by', to='lms_courses.enrolment')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_enrolments', to='lms_courses.course')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_enrolments', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_enrolments', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['institution', 'course', 'state'], name='lms_courses_enrolment_inst'), models.Index(fields=['course', 'country', 'state'], name='lms_courses_enrolment_country')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('person', 'course'), name='lms_courses_enrolment_one_active'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='lms_courses_enrolment_closed_has_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='EnrolmentSummary',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('required', models.PositiveSmallIntegerField(default=0)),
                        ('done', models.PositiveSmallIntegerField(default=0)),
                        ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ('last_seen_at', models.DateTimeField(null=True)),
                        ('next_due', models.DateTimeField(null=True)),
                        ('waits_on', models.CharField(blank=True, max_length=20)),
                        ('cohort_course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_summaries', to='lms_courses.cohortcourse')),
                        ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_summary', to='lms_courses.enrolment')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_summaries', to='lms_institutions.institution')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['institution', 'waits_on'], name='lms_courses_summary_waits')],
                    },
                ),
                migrations.CreateModel(
                    name='Lesson',
                    fields=[
                        ('unit_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='lms_courses.unit')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('lms_courses.unit',),
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('unit_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='lms_courses.unit')),
                        ('agenda', models.TextField(blank=True)),
                        ('media_url', models.CharField(blank=True, max_length=240)),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('lms_courses.unit',),
                ),
                migrations.CreateModel(
                    name='Completion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ('law_as_of', models.DateField()),
                        ('evidence', models.JSONField(default=list)),
                        ('digest', models.CharField(max_length=64)),
                        ('completed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_completion', to='lms_courses.enrolment')),
                        ('manifest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_completions', to='lms_courses.manifest')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('score', None), ('score__range', (0, 100)), _connector='OR'), name='lms_courses_completion_score_is_percent')],
                    },
                ),
                migrations.CreateModel(
                    name='UnitVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('kind', models.CharField(max_length=40)),
                        ('titles', models.JSONField(default=dict)),
                        ('minutes', models.PositiveSmallIntegerField()),
                        ('config', models.JSONField(default=dict)),
                        ('digest', models.CharField(max_length=64)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_unit_versions', to='lms_courses.unit')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('unit', 'number'), name='lms_courses_unitversion_number'), models.UniqueConstraint(fields=('unit', 'digest'), name='lms_courses_unitversion_digest')],
                    },
                ),
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_at', models.DateTimeField()),
                        ('join_url', models.URLField(blank=True)),
                        ('cohort_course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_meetings', to='lms_courses.cohortcourse')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_meetings', to='lms_courses.session')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('session', 'cohort_course'), name='lms_courses_meeting_once')],
                    },
                ),
                migrations.CreateModel(
                    name='UnitProgress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('state', models.CharField(choices=[('started', 'Started'), ('waiting', 'Waiting'), ('failed', 'Failed'), ('passed', 'Passed'), ('recognised', 'Recognised')], max_length=12)),
                        ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ('passed_at', models.DateTimeField(null=True)),
                        ('code', models.CharField(blank=True, max_length=60)),
                        ('params', models.JSONField(default=dict)),
                        ('waits_on', models.CharField(blank=True, max_length=20)),
                        ('due', models.DateTimeField(null=True)),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_unit_progress', to='lms_courses.enrolment')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_unit_progress', to='lms_courses.unit')),
                        ('unit_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_unit_progress', to='lms_courses.unitversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['unit_version', 'country', 'enrolment'], name='lms_courses_unitprogress_ver'), models.Index(fields=['unit', 'state'], name='lms_courses_unitprogress_state')],
                        'constraints': [models.UniqueConstraint(fields=('enrolment', 'unit'), name='lms_courses_unitprogress_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OutcomeRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('key', models.CharField(max_length=120)),
                        ('state', models.CharField(choices=[('started', 'Started'), ('waiting', 'Waiting'), ('failed', 'Failed'), ('passed', 'Passed'), ('recognised', 'Recognised')], max_length=12)),
                        ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ('evidence', models.JSONField(default=list)),
                        ('standing', models.JSONField(default=dict)),
                        ('earned_at', models.DateTimeField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('why', models.CharField(blank=True, max_length=240)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_outcomes', to='lms_courses.enrolment')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_outcomes', to='lms_courses.unit')),
                        ('unit_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_outcomes', to='lms_courses.unitversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('enrolment', 'number'), name='lms_courses_outcomerecord_number'), models.UniqueConstraint(fields=('enrolment', 'key'), name='lms_courses_outcomerecord_key'), models.CheckConstraint(condition=models.Q(('score', None), ('score__range', (0, 100)), _connector='OR'), name='lms_courses_outcomerecord_score_is_percent')],
                    },
                ),
                migrations.CreateModel(
                    name='ManifestUnit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('manifest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_units', to='lms_courses.manifest')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_manifest_units', to='lms_courses.unit')),
                        ('unit_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_manifest_units', to='lms_courses.unitversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['unit_version', 'manifest'], name='lms_courses_manifestunit_ver')],
                        'constraints': [models.UniqueConstraint(fields=('manifest', 'unit'), name='lms_courses_manifestunit_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('source', 'Source'), ('fact', 'Fact'), ('section', 'Section'), ('resource', 'Resource'), ('term', 'Term'), ('figure', 'Figure'), ('office', 'Office'), ('stage', 'Stage'), ('comparison', 'Comparison'), ('question', 'Question'), ('case', 'Case'), ('rubric', 'Rubric')], max_length=20)),
                        ('key', models.CharField(max_length=160)),
                        ('country', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru'), ('AND', 'Andean Community'), ('INT', 'International')], max_length=3)),
                        ('language', models.CharField(blank=True, choices=[('es', 'Español'), ('en', 'English')], max_length=2)),
                        ('review_by', models.DateField(null=True)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_items', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'country', 'language'), name='lms_courses_item_identity')],
                    },
                ),
                migrations.CreateModel(
                    name='Fact',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                    },
                    bases=('lms_courses.item',),
                ),
                migrations.CreateModel(
                    name='Section',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                    },
                    bases=('lms_courses.item',),
                ),
                migrations.CreateModel(
                    name='Source',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                    },
                    bases=('lms_courses.item',),
                ),
                migrations.CreateModel(
                    name='ItemVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('digest', models.CharField(max_length=64)),
                        ('parts', models.JSONField(default=dict)),
                        ('body', models.JSONField(default=dict)),
                        ('change_class', models.CharField(choices=[('mandatory', 'Mandatory'), ('advisory', 'Advisory'), ('editorial', 'Editorial')], default='editorial', max_length=10)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_versions', to='lms_institutions.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_versions', to='lms_courses.item')),
                        ('made_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_translations', to='lms_courses.itemversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='lms_courses_itemversion_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='lms_courses_itemversion_from_one')],
                    },
                ),
                migrations.CreateModel(
                    name='LessonSection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_lessons', to='lms_courses.item')),
                        ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_sections', to='lms_courses.lesson')),
                    ],
                    options={
                        'ordering': ['position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('lesson', 'section'), name='lms_courses_lessonsection_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FactVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('values', models.JSONField(default=dict)),
                        ('sentence', models.JSONField(default=dict)),
                        ('law', models.CharField(blank=True, max_length=240)),
                        ('article', models.CharField(blank=True, max_length=160)),
                        ('as_of', models.CharField(max_length=10)),
                        ('in_force_from', models.DateField(null=True)),
                        ('transitional', models.JSONField(default=dict)),
                        ('confidence', models.CharField(choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], max_length=10)),
                        ('needs_check', models.BooleanField(default=False)),
                        ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_fact', to='lms_courses.itemversion')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Citation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('block', models.CharField(blank=True, max_length=40)),
                        ('slot', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('kind', models.CharField(choices=[('source', 'Source'), ('fact', 'Fact'), ('section', 'Section'), ('resource', 'Resource'), ('term', 'Term'), ('figure', 'Figure'), ('office', 'Office'), ('stage', 'Stage'), ('comparison', 'Comparison'), ('question', 'Question'), ('case', 'Case'), ('rubric', 'Rubric')], max_length=20)),
                        ('key', models.CharField(max_length=160)),
                        ('part', models.CharField(blank=True, max_length=60)),
                        ('shown_only', models.BooleanField(default=False)),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_citations', to='lms_courses.itemversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['kind', 'key'], name='lms_courses_citation_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Change',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('change_class', models.CharField(choices=[('mandatory', 'Mandatory'), ('advisory', 'Advisory'), ('editorial', 'Editorial')], max_length=10)),
                        ('in_force_from', models.DateField(null=True)),
                        ('sentence', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=10)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_changes_approved', to='lms_institutions.person')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_changes', to='lms_institutions.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_changes', to='lms_courses.item')),
                        ('new', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_changes_to', to='lms_courses.itemversion')),
                        ('old', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_changes_from', to='lms_courses.itemversion')),
                        ('approved_at', models.DateTimeField(null=True)),
                        ('because', models.TextField(blank=True)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_changes_closed', to='lms_institutions.person')),
                        ('part', models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', None), ('by', None), models.Q(('approved_by', models.F('by')), _negated=True), _connector='OR'), name='lms_courses_change_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('item',), name='lms_courses_change_one_proposed')],
                    },
                ),
                migrations.CreateModel(
                    name='UnitVersionItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('shown_only', models.BooleanField(default=False)),
                        ('item_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_unit_versions', to='lms_courses.itemversion')),
                        ('unit_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_items', to='lms_courses.unitversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['item_version', 'country', 'unit_version'], name='lms_courses_unitversionitem_by')],
                        'constraints': [models.UniqueConstraint(fields=('unit_version', 'country', 'item_version'), name='lms_courses_unitversionitem_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Confirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('answer', models.CharField(choices=[('confirmed', 'Confirmed'), ('corrected', 'Corrected'), ('rejected', 'Rejected')], max_length=10)),
                        ('source', models.CharField(max_length=400)),
                        ('looked_on', models.DateField()),
                        ('note', models.TextField(blank=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_confirmations', to='lms_institutions.person')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_confirmations', to='lms_courses.itemversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('version', 'country'), name='lms_courses_confirmation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ItemComment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('block', models.CharField(blank=True, max_length=40)),
                        ('country', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('text', models.TextField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('resolved_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_comments', to='lms_institutions.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_comments', to='lms_courses.item')),
                        ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_comments_resolved', to='lms_institutions.person')),
                        ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_comments', to='lms_courses.itemversion')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('resolved_at', None)), fields=['item'], name='lms_courses_itemcomment_open')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('source', 'Source'), ('fact', 'Fact'), ('section', 'Section'), ('resource', 'Resource'), ('term', 'Term'), ('figure', 'Figure'), ('office', 'Office'), ('stage', 'Stage'), ('comparison', 'Comparison'), ('question', 'Question'), ('case', 'Case'), ('rubric', 'Rubric')], max_length=20)),
                        ('key', models.CharField(max_length=160)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], max_length=2)),
                        ('title', models.CharField(max_length=400)),
                        ('summary', models.TextField(blank=True)),
                        ('topics', models.JSONField(default=list)),
                        ('stages', models.JSONField(default=list)),
                        ('title_words', models.TextField()),
                        ('words', models.TextField()),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_search_entries', to='lms_courses.item')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_search_entries', to='lms_courses.itemversion')),
                        ('questions', models.JSONField(default=list)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['country', 'language', 'kind', 'key'], name='lms_courses_searchentry_of')],
                        'constraints': [models.UniqueConstraint(fields=('item', 'country', 'language'), name='lms_courses_searchentry_once')],
                    },
                ),
                migrations.CreateModel(
                    name='StaleDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(blank=True, choices=[('es', 'Español'), ('en', 'English')], max_length=2)),
                        ('country', models.CharField(blank=True, choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('block', models.CharField(max_length=40)),
                        ('answer', models.CharField(choices=[('accepted', 'Accepted'), ('adapted', 'Adapted'), ('declined', 'Declined')], max_length=10)),
                        ('because', models.TextField(blank=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_stale_decisions', to='lms_institutions.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_stale_decisions', to='lms_courses.item')),
                        ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_stale_decisions', to='lms_courses.itemversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'origin', 'language', 'country', 'block'), name='lms_courses_staledecision_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='lms_courses_staledecision_declined_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='LogEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('effective_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('applied_at', models.DateTimeField(null=True)),
                        ('note', models.CharField(blank=True, max_length=240)),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_log_entries_approved', to='lms_institutions.person')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_log_entries', to='lms_institutions.person')),
                        ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_log_entries', to='lms_courses.change')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', None), ('by', None), models.Q(('approved_by', models.F('by')), _negated=True), _connector='OR'), name='lms_courses_logentry_two_people')],
                    },
                ),
                migrations.CreateModel(
                    name='Refresher',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_refreshers', to='lms_courses.change')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_refreshers', to='lms_courses.course')),
                        ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_refresher', to='lms_courses.unit')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('change', 'country', 'course'), name='lms_courses_refresher_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ChangeEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('key', models.CharField(max_length=160)),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('due', models.DateField(null=True)),
                        ('state', models.CharField(choices=[('to_do', 'To Do'), ('mended', 'Mended'), ('not_affected', 'Not Affected')], default='to_do', max_length=12)),
                        ('because', models.TextField(blank=True)),
                        ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_entries', to='lms_courses.change')),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_change_entries', to='lms_institutions.person')),
                        ('blocks', models.JSONField(default=list)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_change_entries_decided', to='lms_institutions.person')),
                        ('shown_only', models.BooleanField(default=False)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('change', 'kind', 'key', 'country'), name='lms_courses_changeentry_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_affected'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='lms_courses_changeentry_not_affected_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='LogRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_records', to='lms_courses.logentry')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_log_records', to='lms_courses.item')),
                        ('new', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_log_news', to='lms_courses.itemversion')),
                        ('old', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_log_olds', to='lms_courses.itemversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'entry'), name='lms_courses_logrecord_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RefresherDue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('grace_until', models.DateTimeField()),
                        ('passed_at', models.DateTimeField(null=True)),
                        ('excused_because', models.CharField(blank=True, max_length=240)),
                        ('completion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_refreshers_due', to='lms_courses.completion')),
                        ('refresher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_due', to='lms_courses.refresher')),
                        ('excused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_refreshers_excused', to='lms_institutions.person')),
                        ('leave_days', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('excused_because', ''), ('passed_at', None)), fields=['grace_until'], name='lms_courses_refresherdue_open')],
                        'constraints': [models.UniqueConstraint(fields=('refresher', 'completion'), name='lms_courses_refresherdue_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Release',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('rule', models.JSONField(default=dict)),
                        ('digest', models.CharField(max_length=64)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_releases_approved', to='lms_institutions.person')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_releases', to='lms_institutions.person')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_releases', to='lms_courses.course')),
                        ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_releases', to='lms_courses.logentry')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('course', 'number'), name='lms_courses_release_number')],
                    },
                ),
                migrations.CreateModel(
                    name='ItemRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('open', 'Open'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                        ('note', models.CharField(blank=True, max_length=240)),
                        ('reason', models.TextField(blank=True)),
                        ('effective_at', models.DateTimeField(null=True)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('answer', models.CharField(blank=True, max_length=240)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_requests', to='lms_institutions.person')),
                        ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_requests', to='lms_courses.change')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_decisions', to='lms_institutions.person')),
                        ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_request', to='lms_courses.logentry')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), ('state', 'withdrawn'), models.Q(('decided_by', models.F('by')), _negated=True), _connector='OR'), name='lms_courses_itemrequest_two_people')],
                    },
                ),
                migrations.CreateModel(
                    name='PublishRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('countries', models.JSONField(default=list)),
                        ('digest', models.CharField(max_length=64)),
                        ('state', models.CharField(choices=[('open', 'Open'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                        ('note', models.CharField(blank=True, max_length=240)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('answer', models.CharField(blank=True, max_length=240)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_publish_requests', to='lms_institutions.person')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_publish_requests', to='lms_courses.course')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_publish_decisions', to='lms_institutions.person')),
                        ('release', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_publish_request', to='lms_courses.release')),
                        ('reason', models.TextField(blank=True)),
                        ('effective_on', models.DateField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('course',), name='lms_courses_publishrequest_one_open'), models.CheckConstraint(condition=models.Q(('decided_by', None), ('state', 'withdrawn'), models.Q(('decided_by', models.F('by')), _negated=True), _connector='OR'), name='lms_courses_publishrequest_two_people')],
                    },
                ),
                migrations.CreateModel(
                    name='ReleaseCountry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(choices=[('CL', 'Chile'), ('CO', 'Colombia'), ('MX', 'Mexico'), ('PE', 'Peru')], max_length=2)),
                        ('effective_at', models.DateTimeField()),
                        ('law_as_of', models.DateField()),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_release_countries', to='lms_courses.course')),
                        ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_countries', to='lms_courses.release')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('course', 'country', 'effective_at'), name='lms_courses_releasecountry_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='ReleaseEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('required', models.BooleanField(default=True)),
                        ('choice', models.CharField(blank=True, max_length=40)),
                        ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=5)),
                        ('module', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_release_entries', to='lms_courses.module')),
                        ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_entries', to='lms_courses.release')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_release_entries', to='lms_courses.unit')),
                        ('unit_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_release_entries', to='lms_courses.unitversion')),
                        ('renewal', models.CharField(blank=True, max_length=40)),
                        ('endorsement', models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('release', 'unit'), name='lms_courses_releaseentry_unit'), models.UniqueConstraint(fields=('release', 'position'), name='lms_courses_releaseentry_position')],
                    },
                ),
                migrations.CreateModel(
                    name='ItemRequestLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_request_lines', to='lms_courses.item')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_lines', to='lms_courses.itemrequest')),
                        ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_request_lines', to='lms_courses.itemversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('request', 'item'), name='lms_courses_itemrequestline_once')],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name='Confirmation',
            name='made',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_confirmed_by', to='lms_courses.itemversion'),
        ),
        migrations.AddField(
            model_name='Item',
            name='draft',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_draft_of', to='lms_courses.itemversion'),
        ),
        migrations.AddField(
            model_name='Item',
            name='published',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_published_of', to='lms_courses.itemversion'),
        ),
    ]
