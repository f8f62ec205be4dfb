import { useLanguage } from '../language/language-provider.tsx';
import styles from './field.module.css';
import { ParameterSection } from './parameter-section.tsx';
import { RuleListField } from './rule-list-field.tsx';

/** Conditions on the way to a variant, rules before the model and after it. */
export const RulesSection = () => {
  const { t } = useLanguage();
  return (
    <ParameterSection title={t('parameters.rules')} names={['inputRules', 'conditions', 'outputRules']}>
      <p className={styles.hint}>
        {t('rules.reads')} <code>input.…</code> <code>attributes.…</code> <code>unit</code>{' '}
        <code>endpoint</code>
        {' · '}
        {t('rules.readsAfter')} <code>score</code> <code>scores</code> <code>decision</code>{' '}
        <code>threshold</code> <code>variant</code>
      </p>
      <RuleListField list="inputRules" />
      <RuleListField list="conditions" />
      <RuleListField list="outputRules" />
    </ParameterSection>
  );
};
