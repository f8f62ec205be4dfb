import type { Identity, Review } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { CommandLine } from '../components/command-line.tsx';
import { Panel } from '../components/panel.tsx';
import { mayDecide } from '../judgement/may-decide.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { DecisionForm } from './decision-form.tsx';
import { DecisionList } from './decision-list.tsx';
import styles from './decision-panel.module.css';

/** What was decided, and the form to decide, or why this person cannot. */
export const DecisionPanel = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const identity = useQuery(useConsoleQueries().identity).data;
  return (
    <Panel id="decision" title={t('decision.title')}>
      <div className={styles.body}>
        <DecisionList decisions={review.decisions} />
        {identity === undefined ? null : <Next review={review} identity={identity} />}
      </div>
    </Panel>
  );
};

const Next = ({ review, identity }: { readonly review: Review; readonly identity: Identity }) => {
  const { t } = useLanguage();
  const bar = mayDecide(review, identity);
  if (bar === null) return <DecisionForm review={review} />;
  if (bar === 'closed') {
    return review.release === null ? null : (
      <div className={styles.next}>
        <p>{t('decision.signed', { release: review.release })}</p>
        <CommandLine command={`npx slipway deploy ${review.release}`} />
        <CommandLine command={`npx slipway release verify ${review.release}`} />
      </div>
    );
  }
  return (
    <div className={styles.next}>
      <p>
        {bar === 'role'
          ? t('decision.barRole', { role: t(`role.${identity.role}`) })
          : t(bar === 'author' ? 'decision.barAuthor' : 'decision.barApproved')}
      </p>
      {bar === 'role' ? <CommandLine command="npx slipway console --role reviewer" /> : null}
    </div>
  );
};
