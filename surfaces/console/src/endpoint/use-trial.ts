import type { ParameterChange, ParameterTrial } from '@slipway/contracts';
import { useMutation } from '@tanstack/react-query';
import { sameValue } from '../parameters/parameter-differences.ts';
import { useSession } from '../session/session-provider.tsx';
import type { ParameterEditor } from './parameter-editor.tsx';

export interface Trial {
  /** What the trial of exactly this change found; undefined before it, and after another edit. */
  readonly data: ParameterTrial | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly run: () => void;
}

/** Tries the change of an editor on logged traffic. */
export const useTrial = ({ endpoint, change, refused }: ParameterEditor): Trial => {
  const { client } = useSession();
  const trial = useMutation({
    mutationFn: (tried: ParameterChange) =>
      client.tryParameters({ params: { endpoint: endpoint.name }, body: tried }),
    onError: refused,
  });
  const current = sameValue(trial.variables, change);
  return {
    data: current ? trial.data : undefined,
    error: current ? trial.error : null,
    isPending: trial.isPending,
    run: () => trial.mutate(change),
  };
};
