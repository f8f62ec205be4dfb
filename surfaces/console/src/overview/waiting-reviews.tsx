import { useQuery } from '@tanstack/react-query';
import { Answer } from '../components/answer.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { DecidedReviews } from './decided-reviews.tsx';
import { ReviewCard } from './review-card.tsx';

/** What waits for a person: the reviews that nobody has decided on, newest first. */
export const WaitingReviews = () => {
  const { t } = useLanguage();
  const queries = useConsoleQueries();
  const reviews = useQuery(queries.openReviews);
  const role = useQuery(queries.identity).data?.role;
  return (
    <Panel
      id="reviews"
      title={t(role === 'reviewer' ? 'reviews.titleReviewer' : 'reviews.title')}
      count={reviews.data?.items.length}
    >
      <Answer query={reviews}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState command="npx slipway job run <job> --watch">{t('reviews.empty')}</EmptyState>
          ) : (
            <ul>
              {items.map((review) => (
                <ReviewCard key={review.id} review={review} mayDecide={role === 'reviewer'} />
              ))}
            </ul>
          )
        }
      </Answer>
      <DecidedReviews />
    </Panel>
  );
};
