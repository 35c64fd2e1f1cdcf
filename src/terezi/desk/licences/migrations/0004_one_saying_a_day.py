import terezi.desk.licences.terms
from django.db import migrations, models


class Migration(migrations.Migration):
    # apart from the rows carried before: PostgreSQL builds no index over rows changed in the same transaction

    dependencies = [
        ('licences', '0003_what_a_licence_says'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['number', 'valid_from'], name='licence_both_times'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(condition=models.Q(('known_until__isnull', True)), fields=['region', 'actor_class'], name='licence_in_region'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('known_until__isnull', True), ('known_until__gte', models.F('known_since')), _connector='OR'), name='licence_known_in_order'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('known_until__isnull', True)), fields=('number', 'valid_from'), name='licence_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('known_until__isnull', True), ('valid_until__isnull', True)), fields=('number',), name='licence_one_stands'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('known_until__isnull', True), ('status__in', [terezi.desk.licences.terms.Status['LICENSED'], terezi.desk.licences.terms.Status['LIMITED'], terezi.desk.licences.terms.Status['REGISTERED'], terezi.desk.licences.terms.Status['SUSPENDED']]), ('valid_until__isnull', True)), fields=('site',), name='licence_one_stands_at_a_site'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('provenance__in', [terezi.desk.licences.terms.Provenance['DECISION'], terezi.desk.licences.terms.Provenance['IMPORT'], terezi.desk.licences.terms.Provenance['LAW'], terezi.desk.licences.terms.Provenance['LEGACY']])), name='licence_provenance_is_known'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('suspended_until__isnull', True), ('status', terezi.desk.licences.terms.Status['SUSPENDED']), _connector='OR'), name='licence_only_a_suspension_ends'),
        ),
        migrations.AddConstraint(
            model_name='capaccount',
            constraint=models.UniqueConstraint(fields=('region', 'actor_class'), name='cap_account_once'),
        ),
    ]
