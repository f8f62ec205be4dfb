import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { LogLine, type Run } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Answer } from '../components/answer.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Panel } from '../components/panel.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { type LogFilter, type LogQuery, logQueryOf, NO_FILTER } from './log-filter.ts';
import { LogLines } from './log-lines.tsx';
import styles from './log-panel.module.css';
import type { RunStream } from './use-run-stream.ts';

interface LogPanelProps {
  readonly run: Run;
  readonly stream: RunStream;
}

/** Shorter and every key asks control; longer and the search seems to hang. */
const TYPING_MS = 300;

/** What the steps print: live, or what a search finds in all of it. */
export const LogPanel = ({ run, stream }: LogPanelProps) => {
  const { t } = useLanguage();
  const [filter, setFilter] = useState(NO_FILTER);
  const [settled] = useDebouncedValue(filter, TYPING_MS);
  const query = logQueryOf(settled);
  return (
    <Panel id="log" title={t('runPage.log')} aside={<Liveness stream={stream} />}>
      <Filters run={run} filter={filter} onChange={setFilter} />
      {query === null ? <LiveLog run={run} stream={stream} /> : <Found run={run} query={query} />}
    </Panel>
  );
};

const Liveness = ({ stream: { state } }: Pick<LogPanelProps, 'stream'>) => {
  const { t } = useLanguage();
  if (state === 'ended') return <StatusMark tone="idle">{t('runPage.ended')}</StatusMark>;
  if (state === 'broken') return <StatusMark tone="warn">{t('runPage.broken')}</StatusMark>;
  return <StatusMark tone="busy">{t('runPage.live')}</StatusMark>;
};

interface FiltersProps {
  readonly run: Run;
  readonly filter: LogFilter;
  readonly onChange: (filter: LogFilter) => void;
}

const Filters = ({ run, filter, onChange }: FiltersProps) => {
  const { t } = useLanguage();
  return (
    <search className={styles.filters} aria-label={t('runPage.search')}>
      <TextInput
        type="search"
        label={t('runPage.contains')}
        value={filter.contains}
        maxLength={500}
        className={styles.contains}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, contains: value })}
      />
      <NativeSelect
        label={t('runPage.step')}
        value={filter.step}
        data={[{ value: '', label: t('runPage.allSteps') }, ...run.steps.map(({ name }) => name)]}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, step: value })}
      />
      <NativeSelect
        label={t('runPage.stream')}
        value={filter.stream}
        data={[
          { value: '', label: t('runPage.allStreams') },
          ...LogLine.shape.stream.options.map((value) => ({ value, label: t(`runPage.stream.${value}`) })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, stream: value as LogFilter['stream'] })
        }
      />
    </search>
  );
};

const LiveLog = ({ run, stream: { log, state } }: LogPanelProps) => {
  const { t } = useLanguage();
  return (
    <>
      {log.left > 0 ? (
        <div className={styles.note}>
          {t('runPage.left', { count: log.left })} <CommandLine command={`npx slipway run logs ${run.id}`} />
        </div>
      ) : null}
      {log.lines.length === 0 ? (
        <p className={styles.note}>{t(state === 'ended' ? 'runPage.silent' : 'runPage.noLinesYet')}</p>
      ) : (
        <LogLines lines={log.lines} follows={state !== 'ended'} />
      )}
    </>
  );
};

const Found = ({ run, query }: { readonly run: Run; readonly query: LogQuery }) => {
  const { t } = useLanguage();
  const found = useQuery(useConsoleQueries().foundLines(run.id, query, run.finishedAt !== null));
  return (
    <Answer query={found}>
      {({ lines, more }) => (
        <>
          <p className={styles.note} role="status">
            {lines.length === 0
              ? t('runPage.nothingFound')
              : t(more ? 'runPage.foundMore' : 'runPage.found', { count: lines.length })}
          </p>
          {lines.length === 0 ? null : <LogLines lines={lines} follows={false} />}
        </>
      )}
    </Answer>
  );
};
