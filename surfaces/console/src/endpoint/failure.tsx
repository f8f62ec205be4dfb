import { SlipwayError } from '@slipway/contracts';
import { ErrorText } from '../components/answer.tsx';
import { StatusMark } from '../components/status-mark.tsx';

interface FailureProps {
  /** What did not happen. */
  readonly title: string;
  readonly error: Error;
}

/** Something was asked for and did not happen: the code, why, and what to do. */
export const Failure = ({ title, error }: FailureProps) => (
  <div role="alert">
    <StatusMark tone="bad">{title}</StatusMark> <code>{SlipwayError.from(error).code}</code>
    <ErrorText error={error} />
  </div>
);
