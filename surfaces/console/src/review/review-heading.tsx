import type { Review } from '@slipway/contracts';
import { DigestText } from '../components/digest-text.tsx';
import { Moment } from '../components/moment.tsx';
import heading from '../components/page-heading.module.css';
import { goToPanel } from '../components/panel.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { formatCount, formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { REVIEW_TONES } from '../overview/decided-reviews.tsx';
import styles from './review-heading.module.css';

/** What the review is about, in two lines. */
export const ReviewHeading = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const { evaluation, lineage } = review.evidence;
  const { rows, positives } = evaluation;
  return (
    <div className={heading.heading}>
      <div className={heading.top}>
        <h1 className={heading.title} tabIndex={-1}>
          {t('review.title', review)}
        </h1>
        <StatusMark
          tone={REVIEW_TONES[review.state]}
          {...(review.state === 'open' ? { icon: 'clock' } : {})}
          strong
        >
          {t(`review.state.${review.state}`)}
        </StatusMark>
        <button type="button" className={styles.jump} onClick={() => goToPanel('decision')}>
          {t('decision.goTo')}
        </button>
      </div>
      <p className={heading.facts}>
        {t('review.forEndpoint', { endpoint: review.endpoint })} · {t('review.by', { author: review.author })}{' '}
        · {t('review.fromRun', { run: lineage.run })} · <Moment at={review.openedAt} />
      </p>
      <p className={heading.facts}>
        {(evaluation.evaluator.task ?? 'binary') === 'binary'
          ? t('review.measured', {
              rows: formatCount(rows),
              share: formatShare(rows === 0 ? 0 : positives / rows),
              threshold: evaluation.threshold,
            })
          : t('review.rows', { rows: formatCount(rows) })}{' '}
        · {t('review.evidence')} <DigestText digest={review.evidenceDigest} />
      </p>
    </div>
  );
};
