import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import type { LogForm } from '../parameters/parameter-form.ts';
import styles from './field.module.css';
import rules from './rule-row.module.css';

type Entry = LogForm['redact'][number];

interface RedactRowProps {
  readonly index: number;
  readonly entry: Entry;
  readonly error: string | undefined;
  readonly onChange: (entry: Entry) => void;
  readonly onRemove: () => void;
}

/** One feature that does not reach the log as it is. */
export const RedactRow = ({ index, entry, error, onChange, onRemove }: RedactRowProps) => {
  const { t } = useLanguage();
  return (
    <div className={rules.pair}>
      <TextInput
        aria-label={t('log.feature', { number: index + 1 })}
        classNames={{ input: styles.code ?? '' }}
        data-field={`log.redact[${index}]`}
        placeholder={t('rules.feature')}
        value={entry.feature}
        error={error}
        onChange={(event) => onChange({ ...entry, feature: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t('log.how', { number: index + 1 })}
        value={entry.how}
        data={(['hashed', 'dropped'] as const).map((value) => ({ value, label: t(`log.unit.${value}`) }))}
        onChange={(event) => onChange({ ...entry, how: event.currentTarget.value as Entry['how'] })}
      />
      <ActionIcon
        variant="subtle"
        size={30}
        aria-label={t('log.removeRedaction', { number: index + 1 })}
        onClick={onRemove}
      >
        <Icon name="cross" size={14} />
      </ActionIcon>
    </div>
  );
};
