import { Checkbox, TextInput } from '@mantine/core';
import field from '../endpoint/field.module.css';
import { useLanguage } from '../language/language-provider.tsx';
import { type ExperimentForm, GUARDRAIL_METRICS, type GuardrailForm } from './experiment-form.ts';
import styles from './start-form.module.css';

interface GuardrailsFieldProps {
  readonly form: ExperimentForm;
  readonly problemAt: (path: string) => string | undefined;
  readonly onChange: (part: Partial<ExperimentForm>) => void;
}

/** Harm that ends the test. */
export const GuardrailsField = ({ form, problemAt, onChange }: GuardrailsFieldProps) => {
  const { t } = useLanguage();
  const on = GUARDRAIL_METRICS.filter((metric) => form.guardrails[metric].on);
  return (
    <fieldset className={field.group}>
      <legend className={field.legend}>{t('start.guardrails')}</legend>
      <p className={field.hint}>{t('start.guardrailsHint')}</p>
      {GUARDRAIL_METRICS.map((metric) => {
        const guardrail = form.guardrails[metric];
        const name = t(`guardrail.${metric}`);
        const at = `guardrails[${on.indexOf(metric)}]`;
        const change = (part: Partial<GuardrailForm>): void =>
          onChange({ guardrails: { ...form.guardrails, [metric]: { ...guardrail, ...part } } });
        const number = (part: 'margin' | 'overMs', label: string) => ({
          className: styles.small ?? '',
          size: 'xs',
          inputMode: 'decimal' as const,
          'aria-label': `${name}: ${label}`,
          description: label,
          value: guardrail[part],
          error: problemAt(`${at}.${part}`),
          onChange: (event: { currentTarget: { value: string } }) =>
            change({ [part]: event.currentTarget.value }),
        });
        return (
          <div key={metric} className={styles.guardrail}>
            <Checkbox
              label={name}
              checked={guardrail.on}
              onChange={(event) => change({ on: event.currentTarget.checked })}
            />
            {guardrail.on ? <TextInput {...number('margin', t('start.accepted'))} /> : null}
            {guardrail.on && metric === 'latency' ? (
              <TextInput {...number('overMs', t('start.overMs'))} />
            ) : null}
          </div>
        );
      })}
    </fieldset>
  );
};
