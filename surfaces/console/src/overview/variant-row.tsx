import type { Deployment, Endpoint } from '@slipway/contracts';
import { StatusMark } from '../components/status-mark.tsx';
import { formatShare } from '../format/figures.ts';
import { readinessOf } from '../judgement/endpoint-liveness.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './variant-row.module.css';

interface VariantRowProps {
  readonly variant: Endpoint['variants'][number];
  readonly endpoint: Endpoint;
  readonly deployments: readonly Deployment[] | null;
}

/** One variant: its name and part, the version and the release it runs, and how many predictors are ready. */
export const VariantRow = ({ variant, endpoint, deployments }: VariantRowProps) => {
  const { t } = useLanguage();
  const { name, model, version, release, deployment } = variant;
  const readiness = deployments === null ? null : readinessOf(deployments, deployment);
  const arms = endpoint.experiments.flatMap(({ kind, variants }) =>
    variants.filter((arm) => arm.variant === name).map(({ weight: share }) => ({ kind, share })),
  );
  const weight = arms.find(({ kind }) => kind === 'ab')?.share ?? arms[0]?.share;
  const tested = arms.some(({ kind }) => kind === 'ab') ? 'challenger' : 'shadow';
  const part = name === endpoint.champion ? 'champion' : arms.length === 0 ? 'spare' : tested;
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        {name}
        <span className={styles.part} data-part={part}>
          {t(`variant.${part}`)}
        </span>
      </span>
      <span>{t('review.title', { model, version })}</span>
      <span className={styles.release}>{t('variant.release', { release })}</span>
      <span className={styles.weight}>{weight === undefined ? '' : formatShare(weight)}</span>
      {readiness === null ? (
        <StatusMark tone="idle">{t('variant.unknown')}</StatusMark>
      ) : (
        <StatusMark tone={readiness.ready === 0 ? 'bad' : readiness.ready < readiness.wanted ? 'warn' : 'ok'}>
          {t('variant.ready', { ready: readiness.ready, wanted: readiness.wanted })}
        </StatusMark>
      )}
    </li>
  );
};
