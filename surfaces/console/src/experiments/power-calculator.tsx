import { Button, TextInput } from '@mantine/core';
import type { ExperimentPlan, ExperimentPlanRequest } from '@slipway/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../endpoint/failure.tsx';
import field from '../endpoint/field.module.css';
import { formatCount } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { problemText, serverProblems } from '../parameters/field-problem.ts';
import { useSession } from '../session/session-provider.tsx';
import type { ExperimentForm } from './experiment-form.ts';
import { NEW_PLAN, type PlanForm, readPlan } from './plan-form.ts';
import styles from './start-form.module.css';

interface PowerCalculatorProps {
  readonly form: ExperimentForm;
  /** Units per arm, for the plan of the experiment. */
  readonly onPlanned: (units: number) => void;
}

const NUMBERS = [
  'baseline',
  'effect',
  'deviation',
  'power',
  'unitsPerDay',
] as const satisfies readonly (keyof PlanForm)[];

/** How many units, and how many days, to find a difference that matters? */
export const PowerCalculator = ({ form, onPlanned }: PowerCalculatorProps) => {
  const { t } = useLanguage();
  const { client } = useSession();
  const [plan, setPlan] = useState(NEW_PLAN);
  const [attempted, setAttempted] = useState(false);
  const question = useMutation({
    mutationFn: (body: ExperimentPlanRequest) => client.planExperiment({ body }),
  });
  const { request, problems } = readPlan(plan, form);
  const shown = [...(attempted ? problems : []), ...serverProblems(question.error)];
  const problemAt = (name: string): string | undefined => {
    const found = shown.find((problem) => problem.field === name);
    return found && problemText(found, t);
  };
  const ask = (): void => {
    setAttempted(true);
    if (problems.length === 0) question.mutate(request);
  };
  return (
    <details className={styles.calculator}>
      <summary>{t('plan.open')}</summary>
      <div className={styles.plan}>
        <p className={field.hint}>{t('plan.hint')}</p>
        <div className={field.grid}>
          {NUMBERS.map((name) => (
            <TextInput
              key={name}
              label={t(`plan.${name}`)}
              inputMode="decimal"
              autoComplete="off"
              placeholder={name === 'deviation' ? t('plan.deviationHint') : undefined}
              value={plan[name]}
              error={problemAt(name)}
              onChange={(event) => {
                question.reset();
                setPlan({ ...plan, [name]: event.currentTarget.value });
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                ask();
              }}
            />
          ))}
        </div>
        <div>
          <Button variant="default" size="compact-sm" loading={question.isPending} onClick={ask}>
            {t('plan.ask')}
          </Button>
        </div>
        {question.error === null ? null : <Failure title={t('plan.failed')} error={question.error} />}
        {question.data === undefined ? null : <Planned plan={question.data} onPlanned={onPlanned} />}
      </div>
    </details>
  );
};

interface PlannedProps {
  readonly plan: ExperimentPlan;
  readonly onPlanned: (units: number) => void;
}

const Planned = ({ plan, onPlanned }: PlannedProps) => {
  const { t } = useLanguage();
  const { control, treatment } = plan.unitsPerArm;
  return (
    <div role="status">
      <p>
        <strong>
          {t('plan.units', { control: formatCount(control), treatment: formatCount(treatment) })}
          {plan.days === null ? '' : ` · ${t('plan.days', { days: plan.days })}`}
        </strong>
      </p>
      <p className={field.hint}>
        <code>{plan.method}</code>
      </p>
      <Button variant="default" size="compact-sm" onClick={() => onPlanned(Math.min(control, treatment))}>
        {t('plan.use')}
      </Button>
    </div>
  );
};
