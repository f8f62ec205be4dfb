import type { Search } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { Answer } from '../components/answer.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Panel } from '../components/panel.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { RUN_MARKS } from '../overview/run-marks.ts';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { runHref } from '../routing/hash-route.ts';
import styles from './search-panel.module.css';
import { shownTrials } from './shown-trials.ts';
import { TrialTable } from './trial-table.tsx';

interface SearchPanelProps {
  readonly search: string;
  /** The run that is looked at: one of the search's own. */
  readonly run: string;
}

/** The trials of the search that a run belongs to, the best first. */
export const SearchPanel = ({ search: id, run }: SearchPanelProps) => {
  const { t } = useLanguage();
  const search = useQuery(useConsoleQueries().search(id));
  const { data } = search;
  return (
    <Panel
      id="search"
      title={t('runPage.trials')}
      count={data?.trials.length}
      aside={
        data === undefined ? null : (
          <StatusMark {...RUN_MARKS[data.state]}>{t(`run.${data.state}`)}</StatusMark>
        )
      }
    >
      <Answer query={search}>{(found) => <SearchBody search={found} run={run} />}</Answer>
    </Panel>
  );
};

const SearchBody = ({ search, run }: { readonly search: Search; readonly run: string }) => {
  const { t } = useLanguage();
  const { id, plan, counts, best, finalRun, reason } = search;
  const { trials, left } = shownTrials(search, run);
  const metric = plan.metric.name;
  return (
    <>
      <p className={styles.note}>
        {t(`runPage.trialsGoal.${plan.metric.goal}`, { metric })} ·{' '}
        {t('runPage.trialsEnded', {
          count: counts.succeeded + counts.failed + counts.cancelled,
          all: search.trials.length,
        })}
        {reason === null ? '' : ` · ${reason}`}
      </p>
      <TrialTable search={search} trials={trials} run={run} />
      <p className={styles.note}>
        {best === null ? t('runPage.trialsNone') : t('runPage.trialsWord', { metric })}
        {finalRun === null || finalRun.id === run ? null : (
          <>
            {' '}
            <a href={runHref(finalRun.id)}>{t('runPage.trialsFinal')}</a>
          </>
        )}
      </p>
      {left === 0 ? null : (
        <div className={styles.left}>
          <p>{t('runPage.trialsLeft', { count: left })}</p>
          <CommandLine command={`npx slipway search show ${id}`} />
        </div>
      )}
    </>
  );
};
