import { useLanguage } from '../language/language-provider.tsx';
import type { ParameterKey } from '../parameters/parameter-form.ts';
import { valueText } from '../parameters/value-text.ts';
import styles from './difference-list.module.css';

/** What null means, where it means something. */
const NOTHING = {
  tryTimeoutMs: 'parameters.whatIsLeft',
  hedgeAfterMs: 'parameters.never',
  concurrency: 'parameters.adaptive',
  fallback: 'fallback.none',
} as const;

const nothing = (name: ParameterKey) =>
  name in NOTHING ? NOTHING[name as keyof typeof NOTHING] : 'difference.nothing';

interface ParameterValueProps {
  readonly name: ParameterKey;
  /** Undefined: left to the gateway. */
  readonly value: unknown;
}

/** A value of a parameter on one line. */
export const ParameterValue = ({ name, value }: ParameterValueProps) => {
  const { t } = useLanguage();
  if (value === undefined) return <span className={styles.soft}>{t('difference.default')}</span>;
  if (typeof value === 'boolean') return <b>{t(value ? 'difference.on' : 'difference.off')}</b>;
  const text = valueText(name, value);
  return text === '' ? <span className={styles.soft}>{t(nothing(name))}</span> : <code>{text}</code>;
};
