import type { Deployment, Endpoint } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { Answer } from '../components/answer.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import type { IconName } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { StatusMark, type Tone } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './deployments-panel.module.css';

/** Which releases are loaded, by which predictors, and why one is not. */
export const DeploymentsPanel = () => {
  const { t } = useLanguage();
  const queries = useConsoleQueries();
  const deployments = useQuery(queries.deployments);
  const endpoints = useQuery(queries.endpoints).data ?? [];
  return (
    <Panel id="deployments" title={t('deployments.title')} count={deployments.data?.length}>
      <Answer query={deployments}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState command="npx slipway deploy <release>">{t('deployments.empty')}</EmptyState>
          ) : (
            <ul>
              {list.map((deployment) => (
                <DeploymentRow key={deployment.id} deployment={deployment} endpoints={endpoints} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
};

const STATES: Readonly<
  Record<Deployment['predictors'][number]['state'], { readonly tone: Tone; readonly icon?: IconName }>
> = {
  starting: { tone: 'busy', icon: 'clock' },
  ready: { tone: 'ok' },
  refused: { tone: 'bad' },
  failed: { tone: 'bad' },
  draining: { tone: 'idle' },
};

interface DeploymentRowProps {
  readonly deployment: Deployment;
  readonly endpoints: readonly Endpoint[];
}

const DeploymentRow = ({ deployment, endpoints }: DeploymentRowProps) => {
  const { t } = useLanguage();
  const { id, model, version, predictors, replicas } = deployment;
  const uses = endpoints.flatMap(({ name, variants }) =>
    variants.filter((variant) => variant.deployment === id).map((variant) => `${name}/${variant.name}`),
  );
  return (
    <li className={styles.row}>
      <span className={styles.name}>{t('review.title', { model, version })}</span>
      <span className={styles.uses}>{uses.length === 0 ? t('deployments.unused') : uses.join(', ')}</span>
      <ul className={styles.predictors}>
        {predictors.length === 0 ? (
          <li className={styles.uses}>{t('deployments.none', { replicas })}</li>
        ) : null}
        {predictors.map((predictor) => (
          <li key={predictor.id} className={styles.predictor} title={`${predictor.id} ${predictor.address}`}>
            <StatusMark {...STATES[predictor.state]}>{t(`predictor.${predictor.state}`)}</StatusMark>
            {predictor.reason === undefined || predictor.state === 'ready' ? null : (
              <span className={styles.reason}>{predictor.reason}</span>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
};
