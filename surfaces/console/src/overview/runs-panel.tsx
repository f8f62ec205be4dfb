import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Answer } from '../components/answer.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { RunRow } from './run-row.tsx';
import styles from './runs-panel.module.css';

/** As many as fit beside the other panels on a usual screen; the rest is one press away. */
const SHOWN_FIRST = 8;

/** What runs, and what ran: the latest runs. */
export const RunsPanel = () => {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const runs = useQuery(useConsoleQueries().runs);
  return (
    <Panel id="runs" title={t('runs.title')}>
      <Answer query={runs}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState command="npx slipway job apply <file>.job.ts">{t('runs.empty')}</EmptyState>
          ) : (
            <>
              <ul>
                {items.slice(0, all ? items.length : SHOWN_FIRST).map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </ul>
              {items.length > SHOWN_FIRST && !all ? (
                <div className={styles.more}>
                  <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
                    {t('runs.more', { count: items.length - SHOWN_FIRST })}
                  </Button>
                </div>
              ) : null}
            </>
          )
        }
      </Answer>
    </Panel>
  );
};
