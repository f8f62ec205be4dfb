import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type Endpoint, EXPERIMENT_METRICS, type Experiment } from '@slipway/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { CommandLine } from '../components/command-line.tsx';
import { metricName } from '../components/metric-name.ts';
import { Failure } from '../endpoint/failure.tsx';
import field from '../endpoint/field.module.css';
import { useLanguage } from '../language/language-provider.tsx';
import { type FieldProblem, isWithin, problemText, serverProblems } from '../parameters/field-problem.ts';
import { useSession } from '../session/session-provider.tsx';
import { ArmsField } from './arms-field.tsx';
import { type ExperimentForm, newExperiment, readExperiment } from './experiment-form.ts';
import { GuardrailsField } from './guardrails-field.tsx';
import { PowerCalculator } from './power-calculator.tsx';
import styles from './start-form.module.css';

const KINDS = ['ab', 'shadow'] as const satisfies readonly Experiment['kind'][];

interface StartFormProps {
  readonly endpoint: Endpoint;
  readonly onClose: () => void;
}

/** A new test on the traffic of an endpoint, with its promises and its size. */
export const StartForm = ({ endpoint, onClose }: StartFormProps) => {
  const { t } = useLanguage();
  const [form, setForm] = useState(() => newExperiment(endpoint));
  const [attempted, setAttempted] = useState(false);
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    first.current?.focus();
    return () => {
      if (document.activeElement === document.body)
        document.getElementById('experiments-title')?.focus({ preventScroll: true });
    };
  }, []);
  const start = useStart(endpoint.name, onClose);
  const reading = readExperiment(form);
  const change = (part: Partial<ExperimentForm>): void => {
    start.reset();
    setForm({ ...form, ...part });
  };
  const problems: readonly FieldProblem[] = [
    ...(attempted ? reading.problems : []),
    ...serverProblems(start.error),
  ];
  const problemAt = (path: string): string | undefined => {
    const found = problems.find((problem) => isWithin(problem, path));
    return found && problemText(found, t);
  };
  const text = (name: 'name' | 'coverage' | 'margin' | 'minimumDays' | 'plannedUnits') => ({
    label: t(`start.${name}`),
    value: form[name],
    error: problemAt(name),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
    ...(name === 'name' ? {} : { inputMode: 'decimal' as const }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (reading.problems.length === 0 && !start.isPending) start.mutate(reading.request);
  };
  return (
    <form className={styles.form} aria-label={t('experiments.start')} onSubmit={submit}>
      <div className={field.grid}>
        <NativeSelect
          ref={first}
          label={t('start.kind')}
          value={form.kind}
          data={KINDS.map((value) => ({ value, label: t(`start.kind.${value}`) }))}
          onChange={(event) => {
            const kind = event.currentTarget.value as Experiment['kind'];
            change({ kind, weights: newExperiment(endpoint, kind).weights });
          }}
        />
        <TextInput {...text('name')} placeholder={t('start.namePlaceholder')} />
        <TextInput {...text('coverage')} />
      </div>
      {endpoint.variants.length > 1 ? null : (
        <div className={styles.lonely}>
          <p>{t('start.oneVariant')}</p>
          <CommandLine
            command={`npx slipway endpoint add-variant ${endpoint.name} challenger <deployment>`}
          />
        </div>
      )}
      <ArmsField endpoint={endpoint} form={form} error={problemAt('variants')} onChange={change} />
      {form.kind === 'shadow' ? null : (
        <>
          <div className={field.grid}>
            <NativeSelect
              label={t('start.metric')}
              value={form.metric}
              data={EXPERIMENT_METRICS.map((value) => ({ value, label: metricName(value, t) }))}
              onChange={(event) => change({ metric: event.currentTarget.value as Experiment['metric'] })}
            />
            <TextInput {...text('margin')} />
            <TextInput {...text('minimumDays')} />
            <TextInput {...text('plannedUnits')} />
          </div>
          <PowerCalculator form={form} onPlanned={(units) => change({ plannedUnits: String(units) })} />
        </>
      )}
      <GuardrailsField form={form} problemAt={problemAt} onChange={change} />
      <div className={field.grid}>
        <TextInput
          type="datetime-local"
          label={t('start.endsAt')}
          value={form.endsAt}
          error={problemAt('endsAt')}
          onChange={(event) => change({ endsAt: event.currentTarget.value })}
        />
        <Checkbox
          className={styles.check ?? ''}
          label={t('start.autoStop')}
          checked={form.autoStop}
          onChange={(event) => change({ autoStop: event.currentTarget.checked })}
        />
      </div>
      {start.error === null ? null : <Failure title={t('start.failed')} error={start.error} />}
      <div className={styles.buttons}>
        <Button type="submit" loading={start.isPending}>
          {t(`start.submit.${form.kind}`)}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('reason.cancel')}
        </Button>
      </div>
    </form>
  );
};

const useStart = (endpoint: string, onStarted: () => void) => {
  const { client } = useSession();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ReturnType<typeof readExperiment>['request']) =>
      client.startExperiment({ params: { endpoint }, body }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['experiments', endpoint] });
      await cache.invalidateQueries({ queryKey: ['endpoints'] });
      onStarted();
    },
  });
};
