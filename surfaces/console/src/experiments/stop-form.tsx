import { NativeSelect } from '@mantine/core';
import type { Experiment } from '@slipway/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../endpoint/failure.tsx';
import { ReasonForm } from '../endpoint/reason-form.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useSession } from '../session/session-provider.tsx';
import styles from './experiments-panel.module.css';

const REASON_LIMIT = 2000;

interface StopFormProps {
  readonly experiment: Experiment;
  readonly onCancel: () => void;
}

/** Ends a test: with a variant promoted, or with everything as it was. */
export const StopForm = ({ experiment, onCancel }: StopFormProps) => {
  const { t } = useLanguage();
  const { kind, variants, name } = experiment;
  const [promote, setPromote] = useState('');
  const stop = useStop(experiment);
  return (
    <div className={styles.stop}>
      <NativeSelect
        label={t('stop.outcome')}
        value={promote}
        data={[
          { value: '', label: t(kind === 'ab' ? 'stop.keep' : 'stop.onlyStop') },
          ...variants.map(({ variant }) => ({ value: variant, label: t('stop.promote', { variant }) })),
        ]}
        onChange={(event) => setPromote(event.currentTarget.value)}
      />
      <p className={styles.soft}>
        {promote === ''
          ? t(kind === 'ab' ? 'stop.keepMeans' : 'stop.onlyStopMeans')
          : t('stop.promoteMeans', { variant: promote })}
      </p>
      <ReasonForm
        confirm={
          promote === '' ? t('stop.confirm', { name }) : t('stop.confirmPromote', { variant: promote })
        }
        limit={REASON_LIMIT}
        pending={stop.isPending}
        onConfirm={(reason) => stop.mutate({ promote: promote || null, reason })}
        onCancel={onCancel}
      >
        {stop.error === null ? null : <Failure title={t('stop.failed')} error={stop.error} />}
      </ReasonForm>
    </div>
  );
};

const useStop = ({ endpoint, id }: Experiment) => {
  const { client } = useSession();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly promote: string | null; readonly reason: string }) =>
      client.stopExperiment({ params: { endpoint, experiment: id }, body }),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['experiments', endpoint] }),
        cache.invalidateQueries({ queryKey: ['endpoints'] }),
      ]),
  });
};
