import type { Deployment, Endpoint } from '@slipway/contracts';
import { CommandLine } from '../components/command-line.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { endpointLiveness, LIVENESS_TONES } from '../judgement/endpoint-liveness.ts';
import { useLanguage } from '../language/language-provider.tsx';
import type { ParameterKey } from '../parameters/parameter-form.ts';
import { valueText } from '../parameters/value-text.ts';
import { endpointHref } from '../routing/hash-route.ts';
import styles from './endpoint-card.module.css';
import { ExperimentSummary } from './experiment-summary.tsx';
import { StoppedByItself } from './stopped-by-itself.tsx';
import { VariantRow } from './variant-row.tsx';

interface EndpointCardProps {
  readonly endpoint: Endpoint;
  /** Null until they were read for the first time. */
  readonly deployments: readonly Deployment[] | null;
}

/** One endpoint: whether it answers, which versions answer, the experiment between them, and its switches. */
export const EndpointCard = ({ endpoint, deployments }: EndpointCardProps) => {
  const { t } = useLanguage();
  const { name, variants, experiments, revision } = endpoint;
  const liveness = deployments === null ? null : endpointLiveness(endpoint, deployments);
  return (
    <li className={styles.card}>
      <div className={styles.top}>
        <h3 className={styles.name}>
          <a href={endpointHref(name)}>{name}</a>
        </h3>
        {liveness === null ? null : (
          <StatusMark tone={LIVENESS_TONES[liveness]} strong>
            {t(`endpoint.${liveness}`)}
          </StatusMark>
        )}
        <span className={styles.revision}>{t('endpoint.revision', { revision })}</span>
      </div>
      {variants.length === 0 ? (
        <CommandLine command={`npx slipway endpoint add-variant ${name} champion <deployment>`} />
      ) : (
        <ul className={styles.variants}>
          {variants.map((variant) => (
            <VariantRow key={variant.name} variant={variant} endpoint={endpoint} deployments={deployments} />
          ))}
        </ul>
      )}
      {experiments.map((experiment) => (
        <ExperimentSummary key={experiment.id} endpoint={name} experiment={experiment} />
      ))}
      <StoppedByItself endpoint={name} />
      <ParameterLine parameters={endpoint.parameters} />
    </li>
  );
};

const ParameterLine = ({ parameters }: Pick<Endpoint, 'parameters'>) => {
  const { t } = useLanguage();
  const set = Object.entries(parameters.values).filter(([, value]) => value !== undefined);
  return (
    <p className={styles.parameters}>
      {t('parameters.revision', { revision: parameters.revision })}:{' '}
      {set.map(([name, value]) => (
        <code key={name} className={styles.parameter}>
          {name}={valueText(name as ParameterKey, value)}
        </code>
      ))}
      {t(set.length === 0 ? 'parameters.defaults' : 'parameters.otherDefaults')}
    </p>
  );
};
