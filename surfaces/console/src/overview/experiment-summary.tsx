import type { Endpoint, Experiment } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { Moment } from '../components/moment.tsx';
import { formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { AbFigures } from './ab-figures.tsx';
import styles from './experiment-summary.module.css';
import { guardrailName } from './guardrail-name.ts';
import { ShadowFigures } from './shadow-figures.tsx';

interface ExperimentSummaryProps {
  readonly endpoint: string;
  readonly experiment: Endpoint['experiments'][number];
}

/** A running experiment of an endpoint: what its arms have shown so far, and what the stated rule says. */
export const ExperimentSummary = ({ endpoint, experiment }: ExperimentSummaryProps) => {
  const { t, language } = useLanguage();
  const queries = useConsoleQueries();
  const declared = useQuery(queries.experiments(endpoint)).data?.find(({ id }) => id === experiment.id);
  const { kind, id, coverage, endsAt } = experiment;
  return (
    <div className={styles.experiment}>
      <p>
        <strong>{t(`experiment.title.${kind}`, { name: declared?.name ?? id })}</strong>{' '}
        <span className={styles.facts}>
          {kind === 'ab' ? t('experiment.coverage', { coverage: formatShare(coverage) }) : null}
          {declared === undefined ? null : (
            <>
              {' · '}
              <Moment at={declared.startedAt} />
            </>
          )}
          {endsAt === undefined ? null : ` · ${t('experiment.ends', { date: dayOf(endsAt, language) })}`}
        </span>
      </p>
      {declared === undefined ? null : (
        <p className={styles.facts}>
          {t(signalKey(declared), {
            guardrails: declared.guardrails
              .map(({ metric, overMs }) => guardrailName({ metric, overMs: overMs ?? null }, t))
              .join(', '),
          })}
        </p>
      )}
      {kind === 'ab' ? (
        <AbFigures endpoint={endpoint} experiment={id} metric={declared?.metric} />
      ) : (
        <ShadowFigures endpoint={endpoint} experiment={id} />
      )}
    </div>
  );
};

/** An end lies ahead, where the time since then says nothing. */
const dayOf = (at: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

const signalKey = ({ autoStop, guardrails }: Experiment) =>
  guardrails.length === 0 ? 'experiment.unguarded' : autoStop ? 'experiment.stopsOn' : 'experiment.watched';
