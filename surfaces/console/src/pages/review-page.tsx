import type { Review } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Answer } from '../components/answer.tsx';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { CriteriaList } from '../review/criteria-list.tsx';
import { DecisionPanel } from '../review/decision-panel.tsx';
import { EvaluationFigures } from '../review/evaluation-figures.tsx';
import { LineageList } from '../review/lineage-list.tsx';
import { MetricsTable } from '../review/metrics-table.tsx';
import { ReviewHeading } from '../review/review-heading.tsx';
import { SignSummary } from '../review/sign-summary.tsx';
import { OVERVIEW_HREF } from '../routing/hash-route.ts';
import styles from './review-page.module.css';

/** Should this version be released? All the evidence, and the decision. */
export const ReviewPage = ({ review: id }: { readonly review: string }) => {
  const { t } = useLanguage();
  const review = useQuery(useConsoleQueries().review(id));
  return (
    <>
      <a className={styles.back} href={OVERVIEW_HREF}>
        <Icon name="back" size={14} />
        {t('review.back')}
      </a>
      <Answer query={review}>{(data) => <ReviewBody key={data.id} review={data} />}</Answer>
    </>
  );
};

const ReviewBody = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const { evidence } = review;
  const { evaluation } = evidence;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    top.current?.querySelector('h1')?.focus();
  }, []);
  useEffect(() => {
    document.title = `${t('review.title', review)} – Slipway`;
  }, [t, review]);
  return (
    <div ref={top} className={styles.page}>
      <ReviewHeading review={review} />
      <div className={styles.columns}>
        <div className={styles.evidence}>
          <Panel id="answer" title={t('answer.title')}>
            <SignSummary review={review} />
          </Panel>
          <Panel id="criteria" title={t('criteria.title')} count={evidence.criteria.length}>
            <CriteriaList criteria={evidence.criteria} />
          </Panel>
          <Panel
            id="metrics"
            title={
              evaluation.comparison === null
                ? t('metrics.title')
                : t('metrics.compared', { version: evaluation.comparison.champion.version })
            }
          >
            <MetricsTable evaluation={evaluation} />
          </Panel>
          <EvaluationFigures evaluation={evaluation} />
          <Panel id="lineage" title={t('lineage.title')}>
            <LineageList review={review} />
          </Panel>
        </div>
        <div className={styles.decision}>
          <DecisionPanel review={review} />
        </div>
      </div>
    </div>
  );
};
