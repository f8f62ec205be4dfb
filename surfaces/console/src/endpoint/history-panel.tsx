import { Button } from '@mantine/core';
import type { Endpoint, ParameterRevision } from '@slipway/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Answer } from '../components/answer.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './history-panel.module.css';
import { RevisionRow } from './revision-row.tsx';

const SHOWN = 6;

interface HistoryPanelProps {
  readonly endpoint: Endpoint;
  readonly revisions: UseQueryResult<ParameterRevision[]>;
}

/** Who changed what, when and why; and the way back to it. */
export const HistoryPanel = ({ endpoint, revisions }: HistoryPanelProps) => {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  return (
    <Panel id="history" title={t('history.title')} count={revisions.data?.length}>
      <Answer query={revisions}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState>{t('history.empty')}</EmptyState>
          ) : (
            <>
              <ol>
                {list.slice(0, all ? list.length : SHOWN).map((revision, index) => (
                  <RevisionRow
                    key={revision.revision}
                    revision={revision}
                    before={list[index + 1]?.values ?? {}}
                    parameters={endpoint.parameters}
                    endpoint={endpoint.name}
                  />
                ))}
              </ol>
              {all || list.length <= SHOWN ? null : (
                <div className={styles.more}>
                  <Button variant="default" size="compact-sm" onClick={() => setAll(true)}>
                    {t('history.more', { count: list.length - SHOWN })}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Answer>
    </Panel>
  );
};
