import type { Deployment, Endpoint } from '@slipway/contracts';
import { StatusMark } from '../components/status-mark.tsx';
import { formatShare } from '../format/figures.ts';
import { readinessOf } from '../judgement/endpoint-liveness.ts';
import type { TrafficShare } from '../judgement/traffic-shares.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './serving-panel.module.css';

interface ServingRowProps {
  readonly endpoint: Endpoint;
  readonly variant: Endpoint['variants'][number];
  readonly share: TrafficShare | undefined;
  readonly deployments: readonly Deployment[] | null;
}

/** One variant of an endpoint. */
export const ServingRow = ({ endpoint, variant, share, deployments }: ServingRowProps) => {
  const { t } = useLanguage();
  const { name, model, version, release, deployment } = variant;
  const { answers = 0, copies = 0 } = share ?? {};
  const part =
    name === endpoint.champion ? 'champion' : answers > 0 ? 'challenger' : copies > 0 ? 'shadow' : 'spare';
  const readiness = deployments === null ? null : readinessOf(deployments, deployment);
  const off = endpoint.parameters.values.variants?.[name]?.activate === false;
  return (
    <tr>
      <th scope="row">
        <span className={styles.name}>
          {name}
          <span className={styles.part} data-part={part}>
            {t(`variant.${part}`)}
          </span>
        </span>
      </th>
      <td data-numeric="true">
        <span className={styles.share}>{formatShare(answers)}</span>
        {copies === 0 ? null : (
          <span className={styles.copies}>{t('serving.copies', { share: formatShare(copies) })}</span>
        )}
      </td>
      <td>
        {off ? (
          <StatusMark tone="warn">{t('endpoint.switched-off')}</StatusMark>
        ) : readiness === null ? (
          <StatusMark tone="idle">{t('variant.unknown')}</StatusMark>
        ) : (
          <StatusMark
            tone={readiness.ready === 0 ? 'bad' : readiness.ready < readiness.wanted ? 'warn' : 'ok'}
          >
            {t('variant.ready', { ready: readiness.ready, wanted: readiness.wanted })}
          </StatusMark>
        )}
      </td>
      <td>{t('review.title', { model, version })}</td>
      <td>{release}</td>
    </tr>
  );
};
