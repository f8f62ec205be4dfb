import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { OUTPUT_TARGETS, type RuleForm, type RuleList } from '../parameters/rule-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import rows from './rule-row.module.css';

interface RuleAdjustmentProps {
  readonly list: RuleList;
  readonly rule: RuleForm;
  readonly at: string;
  readonly onChange: (part: Partial<RuleForm>) => void;
}

/** What `adjust` sets, each by an expression of its own. */
export const RuleAdjustment = ({ list, rule, at, onChange }: RuleAdjustmentProps) => {
  const { t } = useLanguage();
  const { problemAt } = useParameterEditor();
  const { set } = rule;
  const change = (index: number, part: Partial<RuleForm['set'][number]>): void =>
    onChange({ set: set.map((entry, other) => (other === index ? { ...entry, ...part } : entry)) });
  const rest = OUTPUT_TARGETS.filter((target) => !set.some(({ name }) => name === target));
  const next = list === 'inputRules' ? '' : (rest[0] ?? OUTPUT_TARGETS[0]);
  const nothing = set.length === 0 ? problemAt(`${at}.action`) : undefined;
  return (
    <div className={`${styles.group} ${styles.wide}`}>
      {set.map(({ name, expression }, index) => {
        const label = { number: index + 1 };
        const target = {
          'aria-label': t('rules.target', label),
          'data-field': `${at}.action.set[${index}]`,
          value: name,
          onChange: (event: { currentTarget: { value: string } }) =>
            change(index, { name: event.currentTarget.value }),
        };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: targets are typed, and rows have no other name
          <div key={index} className={rows.pair}>
            {list === 'inputRules' ? (
              <TextInput
                {...target}
                classNames={{ input: styles.code ?? '' }}
                placeholder={t('rules.feature')}
              />
            ) : (
              <NativeSelect {...target} data={[...OUTPUT_TARGETS]} />
            )}
            <TextInput
              aria-label={t('rules.expression', label)}
              className={rows.expression ?? ''}
              classNames={{ input: styles.code ?? '' }}
              spellCheck={false}
              autoComplete="off"
              placeholder={t('rules.expressionHint')}
              value={expression}
              error={problemAt(
                `${at}.action.set[${index}]`,
                `${at}.action.set.${name}`,
                ...(list === 'outputRules' ? [`${at}.action.${name}`] : []),
              )}
              onChange={(event) => change(index, { expression: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              size={30}
              aria-label={t('rules.removeValue', label)}
              onClick={() => onChange({ set: set.toSpliced(index, 1) })}
            >
              <Icon name="cross" size={14} />
            </ActionIcon>
          </div>
        );
      })}
      {nothing === undefined ? null : <p className={styles.error}>{nothing}</p>}
      {list === 'outputRules' && rest.length === 0 ? null : (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => onChange({ set: [...set, { name: next, expression: '' }] })}
          >
            {t('rules.addValue')}
          </Button>
        </div>
      )}
    </div>
  );
};
