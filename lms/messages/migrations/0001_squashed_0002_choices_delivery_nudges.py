"""All tables as they stand after 0002_choices_delivery_nudges, in one go: for a new database. One that has the migrations before keeps them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lms.kernel.migrating import CreateTables


class Migration(migrations.Migration):

    replaces = [('lms_messages', '0001_core_tables'), ('lms_messages', '0002_choices_delivery_nudges')]

    initial = True

    dependencies = [
        ('lms_institutions', '0002_add_interests'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=80)),
                        ('speaks_of', models.CharField(max_length=160)),
                        ('channel', models.CharField(default='mail', max_length=20)),
                        ('state', models.CharField(choices=[('due', 'Due'), ('sent', 'Sent'), ('refused', 'Refused'), ('bounced', 'Bounced'), ('dropped', 'Dropped')], default='due', max_length=10)),
                        ('params', models.JSONField(default=dict)),
                        ('error', models.TextField(blank=True)),
                        ('read_at', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('sent_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_messages', to='lms_institutions.person')),
                        ('again', models.PositiveSmallIntegerField(default=0)),
                        ('not_before', models.DateTimeField(null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', '-id'], name='lms_messages_message_person'), models.Index(condition=models.Q(('state__in', ('refused', 'bounced'))), fields=['state', '-id'], name='lms_messages_message_failed')],
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'speaks_of', 'channel'), name='lms_messages_message_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AddressState',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address_digest', models.CharField(max_length=64)),
                        ('failing_since', models.DateTimeField(null=True)),
                        ('soft', models.PositiveSmallIntegerField(default=0)),
                        ('said', models.CharField(blank=True, max_length=300)),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_address_state', to='lms_institutions.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='KindChoice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=80)),
                        ('wanted', models.BooleanField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_message_choices', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='lms_messages_kindchoice_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Nudge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.UUIDField(default=uuid.uuid4, unique=True)),
                        ('wording', models.SlugField(max_length=40)),
                        ('speaks_of', models.CharField(max_length=160)),
                        ('subjects', models.JSONField(default=dict)),
                        ('bodies', models.JSONField(default=dict)),
                        ('people', models.JSONField(default=list)),
                        ('chosen', models.PositiveIntegerField()),
                        ('told', models.PositiveIntegerField(null=True)),
                        ('rule', models.JSONField(default=dict)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_nudges_sent', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_nudges', to='lms_institutions.institution')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['institution', '-id'], name='lms_messages_nudge_place')],
                    },
                ),
                migrations.CreateModel(
                    name='QuietHours',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts', models.PositiveSmallIntegerField()),
                        ('ends', models.PositiveSmallIntegerField()),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lms_quiet_hours', to='lms_institutions.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends__lte', 23), ('starts__lte', 23)), name='lms_messages_quiethours_are_hours')],
                    },
                ),
                migrations.CreateModel(
                    name='Wording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=40)),
                        ('names', models.JSONField(default=dict)),
                        ('subjects', models.JSONField(default=dict)),
                        ('bodies', models.JSONField(default=dict)),
                        ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('archived_at', models.DateTimeField(null=True)),
                        ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_wordings', to='lms_institutions.person')),
                        ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_wordings', to='lms_institutions.institution')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('archived_at', None)), fields=('institution', 'key'), name='lms_messages_wording_key')],
                    },
                ),
                migrations.CreateModel(
                    name='DeliveryNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('hard', models.BooleanField()),
                        ('status', models.CharField(max_length=12)),
                        ('said', models.CharField(blank=True, max_length=300)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lms_notices', to='lms_messages.message')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
