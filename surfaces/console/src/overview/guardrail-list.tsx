import type { GuardrailResult } from '@slipway/contracts';
import { StatusMark } from '../components/status-mark.tsx';
import { formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './experiment-summary.module.css';
import { guardrailName } from './guardrail-name.ts';

const TONES = { ok: 'ok', stop: 'bad', insufficient_data: 'idle' } as const;

/** The guardrails of each arm against its control: bad shares of both, and whether harm is shown. */
export const GuardrailList = ({ guardrails }: { readonly guardrails: readonly GuardrailResult[] }) => {
  const { t } = useLanguage();
  if (guardrails.length === 0) return null;
  return (
    <ul className={styles.arms}>
      {guardrails.map(({ variant, metric, overMs, arm, control, state }) => (
        <li key={`${variant} ${metric} ${overMs}`}>
          <StatusMark tone={TONES[state]}>{guardrailName({ metric, overMs }, t)}</StatusMark>{' '}
          <span className={styles.arm}>{variant}</span> {arm === null ? '–' : formatShare(arm)} /{' '}
          {control === null ? '–' : formatShare(control)}
        </li>
      ))}
    </ul>
  );
};
