import type { Run } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Answer } from '../components/answer.tsx';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { OVERVIEW_HREF } from '../routing/hash-route.ts';
import { FailurePanel } from '../run/failure-panel.tsx';
import { LogPanel } from '../run/log-panel.tsx';
import { RunHeading } from '../run/run-heading.tsx';
import { SearchPanel } from '../run/search-panel.tsx';
import { StepsPanel } from '../run/steps-panel.tsx';
import { useRunStream } from '../run/use-run-stream.ts';
import styles from './run-page.module.css';

/** What does this run do, or why did it fail? */
export const RunPage = ({ run: id }: { readonly run: string }) => {
  const { t } = useLanguage();
  const run = useQuery(useConsoleQueries().run(id));
  useEffect(() => {
    document.title = `${id} – Slipway`;
  }, [id]);
  return (
    <>
      <a className={styles.back} href={OVERVIEW_HREF}>
        <Icon name="back" size={14} />
        {t('review.back')}
      </a>
      <Answer query={run}>{(data) => <RunBody run={data} />}</Answer>
    </>
  );
};

const RunBody = ({ run: asked }: { readonly run: Run }) => {
  const stream = useRunStream(asked.id);
  const run = stream.run ?? asked;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    top.current?.querySelector('h1')?.focus();
  }, []);
  return (
    <div ref={top} className={styles.page}>
      <RunHeading run={run} metric={stream.metric} />
      <FailurePanel run={run} />
      <StepsPanel run={run} />
      {run.parent === undefined ? null : <SearchPanel search={run.parent} run={run.id} />}
      <LogPanel run={run} stream={stream} />
    </div>
  );
};
