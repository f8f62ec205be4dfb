import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useLanguage } from '../language/language-provider.tsx';
import type { LogForm } from '../parameters/parameter-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';
import { ParameterSection } from './parameter-section.tsx';
import { RedactRow } from './redact-row.tsx';

const LEVELS = ['full', 'outputs'] as const satisfies readonly LogForm['level'][];
const UNITS = ['plain', 'hashed', 'dropped'] as const satisfies readonly LogForm['unit'][];

/** How much of a prediction goes into the log. */
export const LogSection = () => {
  const { t } = useLanguage();
  const { form, set, problemAt } = useParameterEditor();
  const { log } = form;
  const change = (part: Partial<LogForm>): void => set('log', { ...log, ...part });
  return (
    <ParameterSection title={t('parameter.log')} names={['log']}>
      <div className={styles.grid}>
        <NativeSelect
          label={t('log.level')}
          data-field="log.level"
          value={log.level}
          data={LEVELS.map((value) => ({ value, label: t(`log.level.${value}`) }))}
          onChange={(event) => change({ level: event.currentTarget.value as LogForm['level'] })}
        />
        <TextInput
          label={t('log.sampling')}
          inputMode="decimal"
          data-field="log.sampling"
          value={log.sampling}
          error={problemAt('log.sampling')}
          onChange={(event) => change({ sampling: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('log.unit')}
          data-field="log.unit"
          value={log.unit}
          data={UNITS.map((value) => ({ value, label: t(`log.unit.${value}`) }))}
          onChange={(event) => change({ unit: event.currentTarget.value as LogForm['unit'] })}
        />
      </div>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{t('log.redact')}</legend>
        {log.redact.map((entry, index) => (
          <RedactRow
            // biome-ignore lint/suspicious/noArrayIndexKey: features are typed, and rows have no other name
            key={index}
            index={index}
            entry={entry}
            error={problemAt(`log.redact[${index}]`, `log.redact.${entry.feature}`)}
            onChange={(next) => change({ redact: log.redact.with(index, next) })}
            onRemove={() => change({ redact: log.redact.toSpliced(index, 1) })}
          />
        ))}
        <div>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => change({ redact: [...log.redact, { feature: '', how: 'hashed' }] })}
          >
            {t('log.addRedaction')}
          </Button>
        </div>
      </fieldset>
      <ParameterFooter name="log" />
    </ParameterSection>
  );
};
