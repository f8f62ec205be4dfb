import type { ServingParameterValues } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { useLanguage } from '../language/language-provider.tsx';
import {
  itemDifferences,
  type ParameterDifference,
  parameterDifferences,
} from '../parameters/parameter-differences.ts';
import type { ParameterKey } from '../parameters/parameter-form.ts';
import { ruleText } from '../parameters/value-text.ts';
import styles from './difference-list.module.css';
import { ParameterValue } from './parameter-value.tsx';

interface DifferenceListProps {
  readonly before: ServingParameterValues;
  readonly after: ServingParameterValues;
  /** What can be done about one of them. */
  readonly action?: (key: ParameterKey) => ReactNode;
}

/** What is set otherwise, parameter by parameter and rule by rule. */
export const DifferenceList = ({ before, after, action }: DifferenceListProps) => {
  const { t } = useLanguage();
  const differences = parameterDifferences(before, after);
  if (differences.length === 0) return <p className={styles.none}>{t('difference.none')}</p>;
  return (
    <ul className={styles.list}>
      {differences.map((difference) => (
        <li key={difference.key} className={styles.difference}>
          <span className={styles.name}>
            {t(`parameter.${difference.key}`)} {action?.(difference.key)}
          </span>
          {isRules(difference.key) ? (
            <RuleDifferences difference={difference} />
          ) : (
            <span className={styles.values}>
              <ParameterValue name={difference.key} value={difference.before} />
              <span className={styles.arrow}> → </span>
              <ParameterValue name={difference.key} value={difference.after} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
};

const isRules = (key: ParameterKey): boolean =>
  key === 'conditions' || key === 'inputRules' || key === 'outputRules';

const listOf = (value: unknown): readonly { readonly name: string }[] => (value ?? []) as never;

const RuleDifferences = ({ difference }: { readonly difference: ParameterDifference }) => {
  const { t } = useLanguage();
  const items = itemDifferences(listOf(difference.before), listOf(difference.after));
  if (items.length === 0) {
    return (
      <span className={styles.values}>
        {t(difference.after === undefined ? 'difference.default' : 'difference.nothing')}
      </span>
    );
  }
  return (
    <ul className={styles.items}>
      {items.map(({ name, kind, before, after }) => (
        <li key={name} className={styles.item} data-kind={kind}>
          <span className={styles.kind}>{t(`difference.${kind}`)}</span> <b>{name}</b>
          {kind === 'changed' || kind === 'removed' ? <Line kind="removed" item={before} /> : null}
          {kind === 'changed' || kind === 'added' ? <Line kind="added" item={after} /> : null}
        </li>
      ))}
    </ul>
  );
};

const Line = ({ kind, item }: { readonly kind: 'added' | 'removed'; readonly item: object | null }) => (
  <code className={styles.line} data-kind={kind}>
    {kind === 'added' ? '+ ' : '− '}
    {item === null ? '' : ruleText(item as never)}
  </code>
);
