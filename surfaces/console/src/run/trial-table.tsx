import type { Search, Trial } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { formatFigure } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { STEP_MARKS } from '../overview/step-outcome.tsx';
import { runHref } from '../routing/hash-route.ts';
import styles from './trial-table.module.css';

interface TrialTableProps {
  readonly search: Search;
  /** Those that are shown, in this order. */
  readonly trials: readonly Trial[];
  /** The run that is looked at. */
  readonly run: string;
}

/** What was tried and what came of it: a row per trial, a column per parameter that any of them sets. */
export const TrialTable = ({ search, trials, run }: TrialTableProps) => {
  const { t } = useLanguage();
  const { plan, best } = search;
  const names = [...new Set(search.trials.flatMap(({ parameters }) => Object.keys(parameters)))].sort();
  const climbs = plan.strategy === 'halving';
  const columns = [
    { title: t('runPage.trial') },
    ...(climbs ? [{ title: t('runPage.trialRung'), numeric: true }] : []),
    ...names.map((title) => ({ title, numeric: true })),
    { title: plan.metric.name, numeric: true },
    { title: t('runPage.trialState') },
    { title: t('runPage.trialRun') },
  ];
  return (
    <DataTable caption={t('runPage.trialsCaption', { id: search.id })} columns={columns}>
      {trials.map((trial) => (
        <tr
          key={`${trial.rung}/${trial.number}`}
          {...(trial.run === run ? { 'aria-current': 'true', className: styles.own } : {})}
        >
          <th scope="row">
            {trial.number}
            {best?.number === trial.number && best.rung === trial.rung ? (
              <span className={styles.best}> {t('runPage.trialBest')}</span>
            ) : null}
          </th>
          {climbs ? <td data-numeric="true">{trial.rung}</td> : null}
          {names.map((name) => (
            <td key={name} data-numeric="true">
              {String(trial.parameters[name] ?? '–')}
            </td>
          ))}
          <td data-numeric="true">{formatFigure(trial.metric)}</td>
          <td>
            <div className={styles.state}>
              <StatusMark {...STEP_MARKS[trial.state]}>{t(`step.${trial.state}`)}</StatusMark>
            </div>
            {trial.reason === null ? null : <div className={styles.reason}>{trial.reason}</div>}
          </td>
          <td>
            <TrialRun trial={trial} run={run} />
          </td>
        </tr>
      ))}
    </DataTable>
  );
};

const TrialRun = ({ trial: { run: own }, run }: { readonly trial: Trial; readonly run: string }) => {
  const { t } = useLanguage();
  if (own === null) return '–';
  return own === run ? t('runPage.trialThis') : <a href={runHref(own)}>{own}</a>;
};
