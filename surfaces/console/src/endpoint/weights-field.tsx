import { TextInput } from '@mantine/core';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { weightSum, weightsFit } from '../parameters/weight-sum.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';
import weights from './weights-field.module.css';

/** How the traffic outside of experiments is split, with the sum as it is typed. */
export const WeightsField = () => {
  const { t } = useLanguage();
  const { endpoint, form, set, problemAt } = useParameterEditor();
  const names = [...new Set([...endpoint.variants.map(({ name }) => name), ...Object.keys(form.weights)])];
  const given = Object.values(form.weights).some((text) => text.trim() !== '');
  const problem = problemAt('weights');
  return (
    <fieldset className={`${styles.group} ${styles.wide}`} data-field="weights">
      <legend className={styles.legend}>{t('parameter.weights')}</legend>
      <div className={weights.row}>
        {names.map((name) => (
          <TextInput
            key={name}
            label={name}
            className={weights.weight}
            classNames={{ label: weights.name ?? '' }}
            inputMode="decimal"
            autoComplete="off"
            data-field={`weights.${name}`}
            rightSection="%"
            error={problem !== undefined}
            value={form.weights[name] ?? ''}
            onChange={(event) => set('weights', { ...form.weights, [name]: event.currentTarget.value })}
          />
        ))}
        <output className={weights.sum} aria-live="polite">
          {given ? (
            <StatusMark tone={weightsFit(form.weights) ? 'ok' : 'bad'}>
              {t('weights.sum', { sum: weightSum(form.weights) ?? '?' })}
            </StatusMark>
          ) : (
            <span className={styles.hint}>{t('weights.none')}</span>
          )}
        </output>
      </div>
      {problem === undefined ? null : <p className={styles.error}>{problem}</p>}
      <ParameterFooter name="weights" />
    </fieldset>
  );
};
