import { useLanguage } from '../language/language-provider.tsx';
import { ActivationField } from './activation-field.tsx';
import { FallbackField } from './fallback-field.tsx';
import styles from './field.module.css';
import { NumberParameter } from './number-parameter.tsx';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';
import { VariantSelect } from './variant-select.tsx';
import { WeightsField } from './weights-field.tsx';

/** The switches that people reach for in an incident. */
export const FirstSwitches = () => {
  const { t } = useLanguage();
  const { form, set, endpoint } = useParameterEditor();
  return (
    <div className={styles.grid}>
      <ActivationField />
      <div className={styles.field}>
        <VariantSelect
          label={t('parameter.activeVariant')}
          field="activeVariant"
          value={form.activeVariant}
          none={t('parameters.firstVariant', { variant: endpoint.variants[0]?.name ?? '–' })}
          onChange={(variant) => set('activeVariant', variant)}
        />
        <ParameterFooter name="activeVariant" />
      </div>
      <NumberParameter name="threshold" />
      <NumberParameter name="timeoutMs" />
      <WeightsField />
      <FallbackField />
    </div>
  );
};
