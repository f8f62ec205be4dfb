import { Button } from '@mantine/core';
import type { Review } from '@slipway/contracts';
import { Icon } from '../components/icon.tsx';
import { Moment } from '../components/moment.tsx';
import { NamedCriterionMark } from '../components/verdict-mark.tsx';
import { formatCount } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { reviewHref } from '../routing/hash-route.ts';
import { HeadlineMetrics } from './headline-metrics.tsx';
import styles from './review-card.module.css';

interface ReviewCardProps {
  readonly review: Review;
  readonly mayDecide: boolean;
}

/** One open review: what it is about, its criteria, and candidate against champion. */
export const ReviewCard = ({ review, mayDecide }: ReviewCardProps) => {
  const { t } = useLanguage();
  const { evidence, model, version, endpoint } = review;
  const title = t('review.title', { model, version });
  const action = t(mayDecide ? 'review.openToDecide' : 'review.open');
  return (
    <li className={styles.card}>
      <div className={styles.top}>
        <div className={styles.about}>
          <h3 className={styles.title}>{title}</h3>
          <p className={styles.facts}>
            {t('review.forEndpoint', { endpoint })} · {t('review.by', { author: review.author })} ·{' '}
            {t('review.rows', { rows: formatCount(evidence.evaluation.rows) })} ·{' '}
            <Moment at={review.openedAt} />
          </p>
        </div>
        <Button
          component="a"
          href={reviewHref(review.id)}
          size="xs"
          variant={mayDecide ? 'filled' : 'default'}
          rightSection={<Icon name="forward" size={14} />}
          aria-label={`${action}: ${title}`}
        >
          {action}
        </Button>
      </div>
      {evidence.criteria.length === 0 ? (
        <p className={styles.facts}>{t('criteria.none')}</p>
      ) : (
        <ul className={styles.criteria} aria-label={t('criteria.title')}>
          {evidence.criteria.map(({ name, verdict }) => (
            <li key={name}>
              <NamedCriterionMark name={name} verdict={verdict} />
            </li>
          ))}
        </ul>
      )}
      <HeadlineMetrics evaluation={evidence.evaluation} />
    </li>
  );
};
