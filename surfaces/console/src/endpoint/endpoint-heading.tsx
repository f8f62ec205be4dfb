import type { Deployment, Endpoint, ParameterRevision } from '@slipway/contracts';
import { Moment } from '../components/moment.tsx';
import styles from '../components/page-heading.module.css';
import { StatusMark } from '../components/status-mark.tsx';
import { endpointLiveness, LIVENESS_TONES } from '../judgement/endpoint-liveness.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { switchedBy } from '../parameters/activation.ts';

interface EndpointHeadingProps {
  readonly endpoint: Endpoint;
  readonly deployments: readonly Deployment[] | null;
  /** Newest first; null until they were read. */
  readonly revisions: readonly ParameterRevision[] | null;
}

/** Is it on, since when, by whom and why? */
export const EndpointHeading = ({ endpoint, deployments, revisions }: EndpointHeadingProps) => {
  const { t } = useLanguage();
  const liveness = deployments === null ? null : endpointLiveness(endpoint, deployments);
  const { values, revision } = endpoint.parameters;
  const latest = revisions?.find((each) => each.revision === revision) ?? null;
  const switched = revisions === null ? null : switchedBy(revisions);
  return (
    <div className={styles.heading}>
      <div className={styles.top}>
        <h1 className={styles.title} tabIndex={-1}>
          {endpoint.name}
        </h1>
        {liveness === null ? null : (
          <StatusMark tone={LIVENESS_TONES[liveness]} strong>
            {t(`endpoint.${liveness}`)}
          </StatusMark>
        )}
        <span className={styles.facts}>{t('endpoint.revision', endpoint)}</span>
      </div>
      {switched !== null ? (
        <p className={styles.facts}>
          <strong>{t(values.activate === false ? 'heading.offSince' : 'heading.onSince', switched)}</strong>{' '}
          <RevisionWords revision={switched} />
        </p>
      ) : revisions === null ? null : (
        <p className={styles.facts}>{t('heading.alwaysOn')}</p>
      )}
      {values.activate === false && values.message ? (
        <p className={styles.facts}>{t('heading.message', { message: values.message })}</p>
      ) : null}
      {latest === null ? (
        <p className={styles.facts}>{t('heading.noRevision')}</p>
      ) : latest.revision === switched?.revision ? null : (
        <p className={styles.facts}>
          {t('heading.parameters', latest)} <RevisionWords revision={latest} />
        </p>
      )}
    </div>
  );
};

/** Who, when and why. */
export const RevisionWords = ({ revision }: { readonly revision: ParameterRevision }) => {
  const { t } = useLanguage();
  return (
    <>
      {t('revision.by', revision)}, <Moment at={revision.createdAt} />
      {revision.reason === '' ? ` – ${t('revision.noReason')}` : `: ${revision.reason}`}
    </>
  );
};
