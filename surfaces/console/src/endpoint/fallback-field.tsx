import { NativeSelect, TextInput } from '@mantine/core';
import { useLanguage } from '../language/language-provider.tsx';
import type { FallbackForm } from '../parameters/parameter-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';
import { VariantSelect } from './variant-select.tsx';

const KINDS = ['none', 'variant', 'answer'] as const satisfies readonly FallbackForm['kind'][];

/** What is asked when the chosen variant cannot answer. */
export const FallbackField = () => {
  const { t } = useLanguage();
  const { form, set, problemAt } = useParameterEditor();
  const { fallback } = form;
  const change = (part: Partial<FallbackForm>): void => set('fallback', { ...fallback, ...part });
  return (
    <div className={`${styles.field} ${styles.wide}`}>
      <div className={styles.grid}>
        <NativeSelect
          label={t('parameter.fallback')}
          data-field="fallback"
          value={fallback.kind}
          data={KINDS.map((value) => ({ value, label: t(`fallback.${value}`) }))}
          onChange={(event) => change({ kind: event.currentTarget.value as FallbackForm['kind'] })}
        />
        {fallback.kind === 'variant' ? (
          <VariantSelect
            label={t('fallback.variant')}
            field="fallback.variant"
            value={fallback.variant}
            none={t('variant.choose')}
            onChange={(variant) => change({ variant })}
          />
        ) : null}
        {fallback.kind === 'answer' ? (
          <>
            <TextInput
              label={t('answer.score')}
              inputMode="decimal"
              data-field="fallback.answer.score"
              value={fallback.score}
              error={problemAt('fallback.answer.score')}
              onChange={(event) => change({ score: event.currentTarget.value })}
            />
            <TextInput
              label={t('answer.decision')}
              data-field="fallback.answer.decision"
              placeholder={t('answer.noDecision')}
              value={fallback.decision}
              error={problemAt('fallback.answer.decision')}
              onChange={(event) => change({ decision: event.currentTarget.value })}
            />
          </>
        ) : null}
      </div>
      <ParameterFooter name="fallback" />
    </div>
  );
};
