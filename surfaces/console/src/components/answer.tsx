import { SlipwayError } from '@slipway/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isSilence } from '../judgement/is-silence.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './answer.module.css';
import { StatusMark } from './status-mark.tsx';

interface AnswerProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** What control answered: the last good answer as long as there is one, else that it is being asked, or why it failed. */
export const Answer = <T,>({ query, children }: AnswerProps<T>) => {
  const { t } = useLanguage();
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) {
    return (
      <p className={styles.waiting} aria-busy="true">
        {t('answer.loading')}
      </p>
    );
  }
  if (isSilence(query.error)) return <p className={styles.waiting}>{t('answer.unknown')}</p>;
  return (
    <div className={styles.failed}>
      <StatusMark tone="bad">{t('answer.failed')}</StatusMark>
      <ErrorText error={query.error} />
    </div>
  );
};

/** What went wrong and what to do about it, in the words of the server. */
export const ErrorText = ({ error }: { readonly error: Error }) => {
  const { message, remedy } = SlipwayError.from(error);
  return (
    <p className={styles.error}>
      {message} {remedy}
    </p>
  );
};
