"""The act that says whom a norm binds; the constraint is not held against old rows here, since writers would wait."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0013_acts_validated'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='act_known',
        ),
        migrations.AlterField(
            model_name='entry',
            name='act',
            field=models.CharField(choices=[('role_granted', 'Role granted'), ('role_taken', 'Role taken away'), ('norm_registered', 'Norm registered'), ('stage_changed', 'Stage changed'), ('intent_changed', 'Intended publication changed'), ('applicability_changed', 'Whom a norm binds, or in which cases, changed'), ('revision_frozen', 'Revision frozen'), ('revision_released', 'Revision made public'), ('revision_restricted', 'Revision restricted to named readers'), ('restriction_lifted', 'Restriction of a revision lifted'), ('obligation_linked', 'Provision linked to an obligation'), ('obligation_unlinked', 'Provision no longer linked to an obligation'), ('assessment_agreed', 'Risk assessment agreed by peer review'), ('assessment_reopened', 'Risk assessment returned to draft'), ('outside_review_given', 'Review of a risk assessment from outside given'), ('outside_point_answered', 'Point of a review from outside answered'), ('tier_table_in_force', 'Table of tiers put in force'), ('screening_concluded', 'Draft screened by a control list'), ('screening_reopened', 'Screening of a draft taken up again'), ('authority_asked', 'Draft referred to an export-control authority'), ('authority_replied', 'Reply of an export-control authority recorded'), ('consultation_opened', 'Consultation announced'), ('consultation_changed', 'Consultation extended'), ('comment_received', 'Comment received'), ('comment_published', 'Comment published'), ('comment_withheld', 'Comment withheld'), ('comment_withdrawn', 'Comment withdrawn'), ('disposition_approved', 'Disposition approved'), ('approval_taken_back', 'Approval of a disposition no longer holds'), ('dispositions_published', 'Dispositions published'), ('reaction_given', "Commenter's reaction"), ('norm_published', 'Norm and rationale published'), ('position_published', 'Position of a national body published'), ('indicator_set', 'Indicator and its thresholds set'), ('indicator_ended', 'Indicator no longer watched'), ('reading_given', 'Reading of an indicator given'), ('reading_corrected', 'Reading of an indicator corrected'), ('norm_review_opened', 'Review of a norm opened'), ('norm_review_concluded', 'Review of a norm concluded'), ('control_list_imported', 'Edition of a control list imported'), ('control_list_discarded', 'Edition of a control list discarded'), ('control_list_in_force', 'Edition of a control list put in force'), ('criterion_confirmed', 'Criterion for heightened screening confirmed'), ('criterion_rejected', 'Criterion for heightened screening rejected'), ('part_withheld', 'Part of the record withheld'), ('withholding_renewed', 'Part of the record withheld further'), ('withholding_lifted', 'Withheld part made public')], max_length=32),
        ),
        AddConstraintNotValid(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['role_granted', 'role_taken', 'norm_registered', 'stage_changed', 'intent_changed', 'applicability_changed', 'revision_frozen', 'revision_released', 'revision_restricted', 'restriction_lifted', 'obligation_linked', 'obligation_unlinked', 'assessment_agreed', 'assessment_reopened', 'outside_review_given', 'outside_point_answered', 'tier_table_in_force', 'screening_concluded', 'screening_reopened', 'authority_asked', 'authority_replied', 'consultation_opened', 'consultation_changed', 'comment_received', 'comment_published', 'comment_withheld', 'comment_withdrawn', 'disposition_approved', 'approval_taken_back', 'dispositions_published', 'reaction_given', 'norm_published', 'position_published', 'indicator_set', 'indicator_ended', 'reading_given', 'reading_corrected', 'norm_review_opened', 'norm_review_concluded', 'control_list_imported', 'control_list_discarded', 'control_list_in_force', 'criterion_confirmed', 'criterion_rejected', 'part_withheld', 'withholding_renewed', 'withholding_lifted'])), name='act_known'),
        ),
    ]
