import type { Endpoint, ParameterRevision } from '@slipway/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLanguage } from '../language/language-provider.tsx';
import { useSession } from '../session/session-provider.tsx';
import { DifferenceList } from './difference-list.tsx';
import { Failure } from './failure.tsx';
import styles from './history-panel.module.css';
import { ReasonForm } from './reason-form.tsx';

const REASON_LIMIT = 500;

interface RollbackFormProps {
  readonly endpoint: string;
  readonly revision: ParameterRevision;
  readonly parameters: Endpoint['parameters'];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** What going back would change of what is in force now, why, and the step to do it. */
export const RollbackForm = ({ endpoint, revision, parameters, onDone, onCancel }: RollbackFormProps) => {
  const { t } = useLanguage();
  const { client } = useSession();
  const cache = useQueryClient();
  const number = revision.revision;
  const rollback = useMutation({
    mutationFn: (reason: string) =>
      client.rollbackParameters({ params: { endpoint }, body: { revision: number, reason } }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['endpoints'] });
      onDone();
    },
  });
  return (
    <div className={styles.rollback}>
      <p>{t('revision.wouldChange', { revision: parameters.revision })}</p>
      <DifferenceList before={parameters.values} after={revision.values} />
      <ReasonForm
        confirm={t('revision.confirm', { revision: number })}
        limit={REASON_LIMIT}
        pending={rollback.isPending}
        grave={revision.values.activate === false}
        onConfirm={(reason) => rollback.mutate(reason)}
        onCancel={onCancel}
      >
        {rollback.error === null ? null : (
          <Failure title={t('revision.failed', { revision: number })} error={rollback.error} />
        )}
      </ReasonForm>
    </div>
  );
};
