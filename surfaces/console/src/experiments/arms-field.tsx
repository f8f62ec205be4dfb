import { NativeSelect, TextInput } from '@mantine/core';
import type { Endpoint } from '@slipway/contracts';
import { StatusMark } from '../components/status-mark.tsx';
import field from '../endpoint/field.module.css';
import { useLanguage } from '../language/language-provider.tsx';
import { weightSum, weightsFit } from '../parameters/weight-sum.ts';
import type { ExperimentForm } from './experiment-form.ts';
import styles from './start-form.module.css';

interface ArmsFieldProps {
  readonly endpoint: Endpoint;
  readonly form: ExperimentForm;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<ExperimentForm>) => void;
}

/** Who takes part and with what share: arms of the units, or shadows of the requests. */
export const ArmsField = ({ endpoint, form, error, onChange }: ArmsFieldProps) => {
  const { t } = useLanguage();
  const names = endpoint.variants.map(({ name }) => name);
  const isAb = form.kind === 'ab';
  return (
    <fieldset className={field.group}>
      <legend className={field.legend}>{t(isAb ? 'start.arms' : 'start.shadows')}</legend>
      <div className={styles.arms}>
        {isAb ? (
          <NativeSelect
            label={t('start.control')}
            value={form.control}
            data={names}
            onChange={(event) => onChange({ control: event.currentTarget.value })}
          />
        ) : null}
        {names.map((name) => (
          <TextInput
            key={name}
            className={styles.arm ?? ''}
            label={name}
            inputMode="decimal"
            autoComplete="off"
            rightSection="%"
            error={error !== undefined}
            value={form.weights[name] ?? ''}
            onChange={(event) =>
              onChange({ weights: { ...form.weights, [name]: event.currentTarget.value } })
            }
          />
        ))}
        {isAb ? (
          <output className={styles.sum} aria-live="polite">
            <StatusMark tone={weightsFit(form.weights) ? 'ok' : 'bad'}>
              {t('weights.sum', { sum: weightSum(form.weights) ?? '?' })}
            </StatusMark>
          </output>
        ) : null}
      </div>
      {error === undefined ? (
        <p className={field.hint}>{t(isAb ? 'start.armsHint' : 'start.shadowsHint')}</p>
      ) : (
        <p className={field.error}>{error}</p>
      )}
    </fieldset>
  );
};
