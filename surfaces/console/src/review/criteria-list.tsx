import type { CriterionResult } from '@slipway/contracts';
import { CriterionMark } from '../components/verdict-mark.tsx';
import { formatFigure } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './criteria-list.module.css';

const shown = (value: CriterionResult['values'][string]): string => {
  if (value === null) return '–';
  return typeof value === 'number' && !Number.isInteger(value) ? formatFigure(value) : String(value);
};

/** Each release condition: what it came to, what it says, and the values that it read. */
export const CriteriaList = ({ criteria }: { readonly criteria: readonly CriterionResult[] }) => {
  const { t } = useLanguage();
  if (criteria.length === 0) return <p className={styles.none}>{t('criteria.none')}</p>;
  return (
    <ul>
      {criteria.map(({ name, verdict, expression, values, reason }) => (
        <li key={name} className={styles.row}>
          <span className={styles.verdict}>
            <CriterionMark verdict={verdict} />
          </span>
          <div className={styles.words}>
            <p className={styles.name}>{name}</p>
            <p>
              <code className={styles.expression}>{expression}</code>
            </p>
            {reason === '' ? null : <p className={styles.reason}>{reason}</p>}
          </div>
          <dl className={styles.values}>
            {Object.entries(values).map(([path, value]) => (
              <div key={path} className={styles.value}>
                <dt>{path}</dt>
                <dd>{shown(value)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
};
