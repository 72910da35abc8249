
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0016_search_earlier_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='norm',
            name='topic',
            field=models.CharField(blank=True, choices=[('01', 'Generalities, terminology, documentation'), ('03', 'Services, management and quality, transport, sociology'), ('07', 'Mathematics and natural sciences'), ('11', 'Health care technology'), ('13', 'Environment, health protection, safety'), ('17', 'Metrology and measurement'), ('19', 'Testing'), ('21', 'Mechanical systems and components for general use'), ('23', 'Fluid systems and components for general use'), ('25', 'Manufacturing engineering'), ('27', 'Energy and heat transfer engineering'), ('29', 'Electrical engineering'), ('31', 'Electronics'), ('33', 'Telecommunications, audio and video engineering'), ('35', 'Information technology'), ('37', 'Image technology'), ('39', 'Precision mechanics, jewellery'), ('43', 'Road vehicle engineering'), ('45', 'Railway engineering'), ('47', 'Shipbuilding and marine structures'), ('49', 'Aircraft and space vehicle engineering'), ('53', 'Materials handling equipment'), ('55', 'Packaging and distribution of goods'), ('59', 'Textile and leather technology'), ('61', 'Clothing industry'), ('65', 'Agriculture'), ('67', 'Food technology'), ('71', 'Chemical technology'), ('73', 'Mining and minerals'), ('75', 'Petroleum and related technologies'), ('77', 'Metallurgy'), ('79', 'Wood technology'), ('81', 'Glass and ceramics industries'), ('83', 'Rubber and plastic industries'), ('85', 'Paper technology'), ('87', 'Paint and colour industries'), ('91', 'Construction materials and building'), ('93', 'Civil engineering'), ('95', 'Military engineering'), ('97', 'Domestic and commercial equipment, entertainment, sports')], db_default='', default='', max_length=2),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(('topic__in', ['', '01', '03', '07', '11', '13', '17', '19', '21', '23', '25', '27', '29', '31', '33', '35', '37', '39', '43', '45', '47', '49', '53', '55', '59', '61', '65', '67', '71', '73', '75', '77', '79', '81', '83', '85', '87', '91', '93', '95', '97'])), name='topic_known'),
        ),
    ]
