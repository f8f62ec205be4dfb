import type { Review } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { DigestText } from '../components/digest-text.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './lineage-list.module.css';

/** Where the version comes from: enough to make it again. */
export const LineageList = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const { lineage, artifact, signatureDigest, evaluation, plan } = review.evidence;
  const { code } = lineage;
  return (
    <dl className={styles.list}>
      <Entry label={t('lineage.run')}>
        {lineage.job}, <code>{lineage.run}</code>
      </Entry>
      <Entry label={t('lineage.code')}>
        {code.commit === null ? t('lineage.noCommit') : <code>{code.commit.slice(0, 12)}</code>}{' '}
        {code.dirty ? <StatusMark tone="warn">{t('lineage.dirty')}</StatusMark> : null}{' '}
        <span className={styles.soft}>{code.directory}</span>
      </Entry>
      <Entry label={t('lineage.command')}>
        <code>{lineage.command.join(' ')}</code>
      </Entry>
      <Entry label={t('lineage.parameters')}>
        <Pairs pairs={{ ...lineage.parameters, seed: lineage.seed }} />
      </Entry>
      <Entry label={t('lineage.snapshots')}>
        {lineage.snapshots.map((digest) => (
          <span key={digest} className={styles.pair}>
            <DigestText digest={digest} />
          </span>
        ))}
      </Entry>
      <Entry label={t('lineage.holdout')}>
        <DigestText digest={evaluation.snapshot} /> <span className={styles.soft}>{t('lineage.unseen')}</span>
      </Entry>
      <Entry label={t('lineage.artifact')}>
        <DigestText digest={artifact} />{' '}
        <span className={styles.soft}>
          {t('lineage.signature')} <DigestText digest={signatureDigest} />
        </span>
      </Entry>
      <Entry label={t('lineage.environment')}>
        <Pairs pairs={lineage.environment} />
      </Entry>
      <Entry label={t('lineage.evaluator')}>
        <Pairs pairs={evaluation.evaluator} />
      </Entry>
      <Entry label={t('lineage.plan')}>
        {t(`plan.${plan.pattern}`)}, {t('plan.approvals', { approvals: plan.requiredApprovals })}
      </Entry>
    </dl>
  );
};

const Entry = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className={styles.entry}>
    <dt className={styles.label}>{label}</dt>
    <dd className={styles.value}>{children}</dd>
  </div>
);

const Pairs = ({ pairs }: { readonly pairs: Readonly<Record<string, string | number | boolean>> }) => (
  <>
    {Object.entries(pairs).map(([name, value]) => (
      <span key={name} className={styles.pair}>
        <span className={styles.soft}>{name}</span> {String(value)}
      </span>
    ))}
  </>
);
