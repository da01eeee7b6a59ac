"""All tables as they stand after 0001_files_that_people_asked_for, in one go: for a new database. One that has the migrations before keeps them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import CreateTables


class Migration(migrations.Migration):

    replaces = [('lms_exports', '0001_files_that_people_asked_for')]

    initial = True

    dependencies = [
        ('lms_institutions', '0002_add_interests'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Export',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('table', models.CharField(max_length=80)),
                        ('params', models.JSONField(default=dict)),
                        ('format', models.CharField(choices=[('csv', 'Csv'), ('xlsx', 'Xlsx')], max_length=4)),
                        ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=2)),
                        ('time_zone', models.CharField(max_length=60)),
                        ('job_id', models.BigIntegerField(null=True)),
                        ('rows', models.PositiveIntegerField(default=0)),
                        ('size', models.PositiveBigIntegerField(default=0)),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('as_at', models.DateTimeField(null=True)),
                        ('ready_at', models.DateTimeField(null=True)),
                        ('expires_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_exports', to='lms_institutions.institution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_exports', to='lms_institutions.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', '-id'], name='lms_exports_export_person'), models.Index(fields=['expires_at'], name='lms_exports_export_expires')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ready_at', None), models.Q(('as_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='lms_exports_export_ready_is_whole'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='lms_exports_export_expires_later')],
                    },
                ),
                migrations.CreateModel(
                    name='ExportPiece',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('body', models.BinaryField()),
                        ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lms_pieces', to='lms_exports.export')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('export', 'number'), name='lms_exports_piece_number')],
                    },
                ),
            ],
        ),
    ]
