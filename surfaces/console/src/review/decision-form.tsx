import { Button, Checkbox, Textarea } from '@mantine/core';
import type { DecisionRequest, Review } from '@slipway/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ErrorText } from '../components/answer.tsx';
import { DigestText } from '../components/digest-text.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { useSession } from '../session/session-provider.tsx';
import styles from './decision-form.module.css';

const REASON_LIMIT = 2000;

/** Approve, reject or ask for changes, with a reason; bound to the evidence that is on the page. */
export const DecisionForm = ({ review }: { readonly review: Review }) => {
  const { t } = useLanguage();
  const [reason, setReason] = useState('');
  const [accepts, setAccepts] = useState(false);
  const [missing, setMissing] = useState<'reason' | 'acceptance' | null>(null);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const acceptField = useRef<HTMLInputElement>(null);
  const decision = useDecision(review);
  const unmet = review.evidence.criteria.filter(({ verdict }) => verdict !== 'pass');

  const decide = (verdict: DecisionRequest['verdict']): void => {
    if (reason.trim() === '') {
      setMissing('reason');
      reasonField.current?.focus();
    } else if (verdict === 'approve' && unmet.length > 0 && !accepts) {
      setMissing('acceptance');
      acceptField.current?.focus();
    } else {
      setMissing(null);
      const acceptFailures = verdict === 'approve' && accepts;
      decision.mutate({ verdict, reason: reason.trim(), evidence: review.evidenceDigest, acceptFailures });
    }
  };
  const verdictButton = (verdict: DecisionRequest['verdict']) => ({
    onClick: () => decide(verdict),
    loading: decision.isPending && decision.variables.verdict === verdict,
    disabled: decision.isPending && decision.variables.verdict !== verdict,
  });

  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
      <Textarea
        ref={reasonField}
        label={t('decision.reason')}
        description={t('decision.reasonHint')}
        error={missing === 'reason' ? t('decision.reasonMissing') : null}
        required
        rows={4}
        maxLength={REASON_LIMIT}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {unmet.length === 0 ? null : (
        <Checkbox
          ref={acceptField}
          checked={accepts}
          onChange={(event) => setAccepts(event.currentTarget.checked)}
          label={t('decision.accept', { criteria: unmet.map(({ name }) => name).join(', ') })}
          error={missing === 'acceptance' ? t('decision.acceptMissing') : null}
        />
      )}
      <div className={styles.buttons}>
        <Button className={styles.approve} {...verdictButton('approve')}>
          {t('decision.doApprove')}
        </Button>
        <Button variant="default" {...verdictButton('request-changes')}>
          {t('decision.doRequestChanges')}
        </Button>
        <Button variant="default" className={styles.reject} {...verdictButton('reject')}>
          {t('decision.doReject')}
        </Button>
      </div>
      {decision.error === null ? null : (
        <div role="alert">
          <StatusMark tone="bad">{t('decision.failed')}</StatusMark>
          <ErrorText error={decision.error} />
        </div>
      )}
      <p className={styles.bound}>
        {t('decision.bound')} <DigestText digest={review.evidenceDigest} />
      </p>
    </form>
  );
};

const useDecision = (review: Review) => {
  const { client } = useSession();
  const queries = useConsoleQueries();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: DecisionRequest) => client.decide({ params: { review: review.id }, body }),
    onSuccess: (decided) => {
      cache.setQueryData(queries.review(review.id).queryKey, decided);
      return cache.invalidateQueries({ queryKey: ['reviews'] });
    },
  });
};
