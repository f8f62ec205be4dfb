import { Button } from '@mantine/core';
import type { Endpoint, ParameterRevision, ServingParameterValues } from '@slipway/contracts';
import { useState } from 'react';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { sameValue } from '../parameters/parameter-differences.ts';
import { DifferenceList } from './difference-list.tsx';
import { RevisionWords } from './endpoint-heading.tsx';
import styles from './history-panel.module.css';
import { useIsOperator } from './operator-only.tsx';
import { RollbackForm } from './rollback-form.tsx';

interface RevisionRowProps {
  readonly endpoint: string;
  readonly revision: ParameterRevision;
  /** Values of the revision before it. */
  readonly before: ServingParameterValues;
  /** In force now. */
  readonly parameters: Endpoint['parameters'];
}

/** One revision: what it changed, and the way back to it. */
export const RevisionRow = ({ endpoint, revision, before, parameters }: RevisionRowProps) => {
  const { t } = useLanguage();
  const isOperator = useIsOperator();
  const [asking, setAsking] = useState(false);
  const number = revision.revision;
  const inForce = number === parameters.revision;
  const same = sameValue(revision.values, parameters.values);
  return (
    <li className={styles.row}>
      <p className={styles.top}>
        <span className={styles.number}>{t('revision.number', { revision: number })}</span>
        {inForce ? (
          <StatusMark tone="ok" strong>
            {t('revision.inForce')}
          </StatusMark>
        ) : null}
        <span className={styles.words}>
          <RevisionWords revision={revision} />
        </span>
      </p>
      <div className={styles.difference}>
        <DifferenceList before={before} after={revision.values} />
      </div>
      {!isOperator || inForce || same ? null : asking ? (
        <RollbackForm
          endpoint={endpoint}
          revision={revision}
          parameters={parameters}
          onCancel={() => setAsking(false)}
          onDone={() => setAsking(false)}
        />
      ) : (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('revision.rollBackTo', { revision: number })}
            onClick={() => setAsking(true)}
          >
            {t('revision.rollBack')}
          </Button>
        </div>
      )}
    </li>
  );
};
