import { Button } from '@mantine/core';
import type { Endpoint } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Answer } from '../components/answer.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/panel.tsx';
import { useIsOperator } from '../endpoint/operator-only.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { EndedExperiment } from './ended-experiment.tsx';
import styles from './experiments-panel.module.css';
import { RunningExperiment } from './running-experiment.tsx';
import { StartForm } from './start-form.tsx';

/** Tests on live traffic: those that run with what they show, those that ended with how, and the next one. */
export const ExperimentsPanel = ({ endpoint }: { readonly endpoint: Endpoint }) => {
  const { t } = useLanguage();
  const experiments = useQuery(useConsoleQueries().experiments(endpoint.name));
  const isOperator = useIsOperator();
  const [starting, setStarting] = useState(false);
  return (
    <Panel
      id="experiments"
      title={t('experiments.title')}
      count={experiments.data?.length}
      aside={
        !isOperator || starting ? null : (
          <Button variant="default" size="compact-sm" onClick={() => setStarting(true)}>
            {t('experiments.start')}
          </Button>
        )
      }
    >
      {starting && isOperator ? <StartForm endpoint={endpoint} onClose={() => setStarting(false)} /> : null}
      <Answer query={experiments}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState>{t('experiments.empty')}</EmptyState>
          ) : (
            <ul className={styles.list}>
              {list
                .filter(({ state }) => state === 'running')
                .map((experiment) => (
                  <RunningExperiment key={experiment.id} experiment={experiment} />
                ))}
              {list
                .filter(({ state }) => state === 'stopped')
                .map((experiment) => (
                  <EndedExperiment key={experiment.id} experiment={experiment} />
                ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
};
