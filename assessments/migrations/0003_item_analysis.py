import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Stored item analyses: one row a quiz (or a cohort on it) and set of attempts."""

    dependencies = [
        ('lms_courses', '0001_core_tables'),
        ('lms_institutions', '0001_core_tables'),
        ('lms_assessments', '0002_refreshers'),
    ]

    operations = [
        migrations.CreateModel(
            name='ItemAnalysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts_digest', models.CharField(max_length=64)),
                ('computed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('body', models.JSONField(default=dict)),
                ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_analyses', to='lms_institutions.cohort')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_item_analyses', to='lms_courses.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'cohort', '-id'], name='lms_assessments_analysis_last')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'attempts_digest'), name='lms_assessments_itemanalysis_set')],
            },
        ),
    ]
