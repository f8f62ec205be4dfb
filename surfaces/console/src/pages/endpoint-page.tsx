import type { Endpoint } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Answer } from '../components/answer.tsx';
import { Icon } from '../components/icon.tsx';
import { ChangePanel } from '../endpoint/change-panel.tsx';
import { ChangesBar } from '../endpoint/changes-bar.tsx';
import { EndpointHeading } from '../endpoint/endpoint-heading.tsx';
import { HistoryPanel } from '../endpoint/history-panel.tsx';
import { OperatorOnly, useIsOperator } from '../endpoint/operator-only.tsx';
import { ParameterEditing } from '../endpoint/parameter-editor.tsx';
import { ParametersPanel } from '../endpoint/parameters-panel.tsx';
import { ServingPanel } from '../endpoint/serving-panel.tsx';
import { ExperimentsPanel } from '../experiments/experiments-panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { OVERVIEW_HREF } from '../routing/hash-route.ts';
import styles from './endpoint-page.module.css';

/** What answers here, and how is it changed? */
export const EndpointPage = ({ endpoint: name }: { readonly endpoint: string }) => {
  const { t } = useLanguage();
  const endpoint = useQuery(useConsoleQueries().endpoint(name));
  useEffect(() => {
    document.title = `${name} – Slipway`;
  }, [name]);
  return (
    <>
      <a className={styles.back} href={OVERVIEW_HREF}>
        <Icon name="back" size={14} />
        {t('review.back')}
      </a>
      <Answer query={endpoint}>{(data) => <EndpointBody endpoint={data} />}</Answer>
    </>
  );
};

const EndpointBody = ({ endpoint }: { readonly endpoint: Endpoint }) => {
  const queries = useConsoleQueries();
  const deployments = useQuery(queries.deployments).data ?? null;
  const revisions = useQuery(queries.revisions(endpoint.name, endpoint.parameters.revision));
  const isOperator = useIsOperator();
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    top.current?.querySelector('h1')?.focus();
  }, []);
  return (
    <ParameterEditing endpoint={endpoint}>
      <div ref={top} className={styles.page}>
        <EndpointHeading endpoint={endpoint} deployments={deployments} revisions={revisions.data ?? null} />
        <OperatorOnly />
        <div className={styles.columns} data-single={!isOperator}>
          <div className={styles.column}>
            <ServingPanel endpoint={endpoint} deployments={deployments} />
            <ParametersPanel />
          </div>
          {isOperator ? (
            <div className={styles.changes}>
              <ChangePanel />
            </div>
          ) : null}
          <div className={styles.column}>
            <ExperimentsPanel endpoint={endpoint} />
            <HistoryPanel endpoint={endpoint} revisions={revisions} />
          </div>
        </div>
        <ChangesBar />
      </div>
    </ParameterEditing>
  );
};
