import type { ParameterRevision } from '@slipway/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { useSession } from '../session/session-provider.tsx';
import { Failure } from './failure.tsx';
import { type ParameterEditor, useParameterEditor } from './parameter-editor.tsx';
import { ReasonForm } from './reason-form.tsx';

const REASON_LIMIT = 500;

interface ApplyFormProps {
  readonly onApplied: (revision: number) => void;
  readonly onCancel: () => void;
}

/** Why, and the new revision. */
export const ApplyForm = ({ onApplied, onCancel }: ApplyFormProps) => {
  const { t } = useLanguage();
  const editor = useParameterEditor();
  const apply = useApply(editor, onApplied);
  return (
    <ReasonForm
      confirm={t('changes.confirm', { revision: editor.endpoint.parameters.revision + 1 })}
      limit={REASON_LIMIT}
      pending={apply.isPending}
      grave={editor.change.values.activate === false}
      onConfirm={(reason) => apply.mutate(reason)}
      onCancel={onCancel}
    >
      {apply.error === null ? null : <Failure title={t('changes.failed')} error={apply.error} />}
    </ReasonForm>
  );
};

/** Looks once more at what is in force: a change that somebody made meanwhile is shown before anything is written over it. */
const useApply = (
  { endpoint, base, change, clear, refused }: ParameterEditor,
  onApplied: (revision: number) => void,
) => {
  const { client } = useSession();
  const queries = useConsoleQueries();
  const cache = useQueryClient();
  const params = { endpoint: endpoint.name };
  return useMutation({
    mutationFn: async (reason: string): Promise<ParameterRevision | null> => {
      const now = await client.getEndpoint({ params });
      if (now.parameters.revision !== base) {
        cache.setQueryData(queries.endpoint(endpoint.name).queryKey, now);
        return null;
      }
      return client.setParameters({ params, body: { ...change, reason } });
    },
    onSuccess: (revision) => {
      if (revision === null) return;
      const { queryKey } = queries.endpoint(endpoint.name);
      cache.setQueryData(queryKey, {
        ...endpoint,
        parameters: { revision: revision.revision, values: revision.values },
      });
      clear();
      onApplied(revision.revision);
      void cache.invalidateQueries({ queryKey: ['endpoints'] });
    },
    onError: refused,
  });
};
