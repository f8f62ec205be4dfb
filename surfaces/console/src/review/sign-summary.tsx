import type { Review } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Figure } from '../components/figure.tsx';
import { rateName } from '../components/rate-name.ts';
import { StatusMark } from '../components/status-mark.tsx';
import { ConclusionMark, NamedCriterionMark } from '../components/verdict-mark.tsx';
import { formatCount, formatFigure } from '../format/figures.ts';
import { widestGaps } from '../judgement/widest-gaps.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { HeadlineMetrics } from '../overview/headline-metrics.tsx';
import styles from './sign-summary.module.css';
import { VerdictReasons } from './verdict-reasons.tsx';

const ORDER = { fail: 0, inconclusive: 1, pass: 2 } as const;
/** Those beyond are in the table of slices, which has them first. */
const MOST_NAMED = 5;

/** The evidence in one look: what a reviewer must have seen before they sign. Everything in it is told in full below. */
export const SignSummary = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const { criteria, evaluation } = review.evidence;
  const { comparison, serving, load } = evaluation;
  const met = criteria.filter(({ verdict }) => verdict === 'pass').length;
  return (
    <dl className={styles.facts}>
      {criteria.length === 0 ? null : (
        <Fact label={t('answer.criteria')}>
          <div className={styles.marks}>
            <span>{t('answer.criteriaMet', { met, all: criteria.length })}</span>
            {criteria
              .toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
              .map(({ name, verdict }) => (
                <NamedCriterionMark key={name} name={name} verdict={verdict} />
              ))}
          </div>
        </Fact>
      )}
      {comparison?.verdict === undefined ? null : (
        <Fact label={t('answer.verdict')}>
          <div className={styles.reasons}>
            <span>
              <ConclusionMark verdict={comparison.verdict.verdict} />
            </span>
            <VerdictReasons evaluation={evaluation} verdict={comparison.verdict} />
          </div>
        </Fact>
      )}
      <Fact label={t('answer.measures')}>
        <HeadlineMetrics evaluation={evaluation} />
      </Fact>
      {evaluation.slices.length === 0 ? null : (
        <Fact label={t('answer.slices')}>
          <HarmedSlices review={review} />
        </Fact>
      )}
      {evaluation.fairness === undefined ? null : (
        <Fact label={t('answer.fairness')}>
          <div className={styles.reasons}>
            {widestGaps(evaluation.fairness).map(({ column, rate, difference }) => (
              <span key={column} className={styles.reason}>
                {t('answer.fairnessGap', {
                  column,
                  rate: rateName(rate, t),
                  gap: formatFigure(difference.value, 3),
                  upper: formatFigure(difference.upper, 3),
                })}
              </span>
            ))}
          </div>
        </Fact>
      )}
      {serving === undefined ? null : (
        <Fact label={t('answer.serving')}>
          <StatusMark tone={serving.mismatches === 0 ? 'ok' : 'bad'}>
            {t('answer.servingFacts', {
              mismatches: formatCount(serving.mismatches),
              rows: formatCount(serving.rows),
            })}
          </StatusMark>
        </Fact>
      )}
      {load === undefined ? null : (
        <Fact label={t('answer.load')}>
          {t('answer.loadFacts', {
            rate: formatFigure(load.answeredPerSecond, 0),
            p99: formatFigure(load.p99Ms, 1),
            errors: formatCount(load.errors),
          })}
        </Fact>
      )}
    </dl>
  );
};

const HarmedSlices = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const tested = review.evidence.evaluation.slices.filter(({ harm }) => harm !== null);
  const harmed = tested.filter(({ harm }) => harm?.significant === true);
  if (tested.length === 0) return t('answer.slicesUntested');
  if (harmed.length === 0)
    return <StatusMark tone="ok">{t('answer.harmedNone', { tested: tested.length })}</StatusMark>;
  return (
    <div className={styles.reasons}>
      <span>
        <StatusMark tone="bad" icon="alert" strong>
          {t('answer.harmedSome', { harmed: harmed.length, tested: tested.length })}
        </StatusMark>
      </span>
      {harmed.slice(0, MOST_NAMED).map(({ column, value, harm }) => (
        <span key={`${column}=${value}`} className={styles.reason}>
          <span className={styles.slice}>
            {column} {value}
          </span>
          {harm === null ? null : <Figure estimate={harm.difference} signed />}
        </span>
      ))}
    </div>
  );
};

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className={styles.fact}>
    <dt className={styles.label}>{label}</dt>
    <dd>{children}</dd>
  </div>
);
