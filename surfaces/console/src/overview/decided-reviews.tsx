import type { Review } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { Moment } from '../components/moment.tsx';
import { personName } from '../components/person-name.ts';
import { StatusMark, type Tone } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { reviewHref } from '../routing/hash-route.ts';
import styles from './decided-reviews.module.css';

export const REVIEW_TONES: Readonly<Record<Review['state'], Tone>> = {
  open: 'busy',
  approved: 'ok',
  rejected: 'bad',
  'changes-requested': 'warn',
};

/** What was decided lately, and by whom: one line each. */
export const DecidedReviews = () => {
  const { t } = useLanguage();
  const { data } = useQuery(useConsoleQueries().latestReviews);
  if (data === undefined || data.length === 0) return null;
  return (
    <div className={styles.decided}>
      <h3 className={styles.title}>{t('reviews.decided')}</h3>
      <ul>
        {data.map((review) => {
          const last = review.decisions.at(-1);
          return (
            <li key={review.id} className={styles.row}>
              <a href={reviewHref(review.id)}>{t('review.title', review)}</a>
              <StatusMark tone={REVIEW_TONES[review.state]}>{t(`review.state.${review.state}`)}</StatusMark>
              {last === undefined ? null : (
                <span className={styles.by}>
                  {personName(last.by)}
                  {last.by.unattended ? ` (${t('decision.unattended')})` : ''}, <Moment at={last.at} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
};
