import { TextInput } from '@mantine/core';
import { useLanguage } from '../language/language-provider.tsx';
import type { RuleForm, RuleList } from '../parameters/rule-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { RuleAdjustment } from './rule-adjustment.tsx';
import { VariantSelect } from './variant-select.tsx';

interface RuleActionFieldsProps {
  readonly list: RuleList;
  readonly rule: RuleForm;
  /** Path of the rule: `inputRules[0]`. */
  readonly at: string;
  readonly onChange: (part: Partial<RuleForm>) => void;
}

/** What the chosen action needs to know. */
export const RuleActionFields = ({ list, rule, at, onChange }: RuleActionFieldsProps) => {
  const { t } = useLanguage();
  const { problemAt } = useParameterEditor();
  switch (rule.action) {
    case 'reject':
      return (
        <TextInput
          className={styles.wide ?? ''}
          label={t('rules.message')}
          maxLength={500}
          data-field={`${at}.action.message`}
          value={rule.message}
          error={problemAt(`${at}.action.message`)}
          onChange={(event) => onChange({ message: event.currentTarget.value })}
        />
      );
    case 'variant':
      return (
        <VariantSelect
          label={t('rules.variant')}
          field={list === 'conditions' ? `${at}.variant` : `${at}.action.variant`}
          value={rule.variant}
          none={t('variant.choose')}
          onChange={(variant) => onChange({ variant })}
        />
      );
    case 'answer':
      return (
        <>
          <TextInput
            label={t('answer.score')}
            inputMode="decimal"
            data-field={`${at}.action.score`}
            value={rule.score}
            error={problemAt(`${at}.action.score`)}
            onChange={(event) => onChange({ score: event.currentTarget.value })}
          />
          <TextInput
            label={t('answer.decision')}
            placeholder={t('answer.noDecision')}
            data-field={`${at}.action.decision`}
            value={rule.decision}
            error={problemAt(`${at}.action.decision`)}
            onChange={(event) => onChange({ decision: event.currentTarget.value })}
          />
        </>
      );
    case 'adjust':
      return <RuleAdjustment list={list} rule={rule} at={at} onChange={onChange} />;
  }
};
