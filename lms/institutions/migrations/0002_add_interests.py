"""The register of interests: who is too close to a person or an institution, and that they have looked at it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_institutions', '0001_core_tables'),
    ]

    operations = [
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
    ]
