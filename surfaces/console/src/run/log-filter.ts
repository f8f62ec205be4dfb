import type { LogLine } from '@slipway/contracts';

export interface LogFilter {
  readonly contains: string;
  /** Empty: all of them. */
  readonly step: string;
  readonly stream: LogLine['stream'] | '';
}

export const NO_FILTER: LogFilter = { contains: '', step: '', stream: '' };

/** The filter as control is asked with it; null when it leaves nothing out. */
export const logQueryOf = ({ contains, step, stream }: LogFilter) => {
  const text = contains.trim();
  if (text === '' && step === '' && stream === '') return null;
  return {
    ...(text === '' ? {} : { contains: text }),
    ...(step === '' ? {} : { step }),
    ...(stream === '' ? {} : { stream }),
  };
};
export type LogQuery = NonNullable<ReturnType<typeof logQueryOf>>;
