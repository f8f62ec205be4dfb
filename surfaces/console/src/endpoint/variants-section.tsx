import { Switch, TextInput } from '@mantine/core';
import { useLanguage } from '../language/language-provider.tsx';
import { UNCHANGED_VARIANT, type VariantForm } from '../parameters/parameter-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';
import { ParameterSection } from './parameter-section.tsx';

/** What single variants do otherwise than their endpoint. */
export const VariantsSection = () => {
  const { t } = useLanguage();
  const { endpoint, form, set } = useParameterEditor();
  const names = [...new Set([...endpoint.variants.map(({ name }) => name), ...Object.keys(form.variants)])];
  return (
    <ParameterSection title={t('parameters.variants')} names={['variants', 'directAddressing']}>
      {names.map((name) => (
        <VariantFields key={name} name={name} />
      ))}
      <ParameterFooter name="variants" />
      <div className={styles.field}>
        <Switch
          label={t('parameter.directAddressing')}
          description={t('parameters.directAddressingHint')}
          data-field="directAddressing"
          checked={form.directAddressing}
          onChange={(event) => set('directAddressing', event.currentTarget.checked)}
        />
        <ParameterFooter name="directAddressing" />
      </div>
    </ParameterSection>
  );
};

const VariantFields = ({ name }: { readonly name: string }) => {
  const { t } = useLanguage();
  const { form, set, problemAt } = useParameterEditor();
  const variant = form.variants[name] ?? UNCHANGED_VARIANT;
  const change = (part: Partial<VariantForm>): void =>
    set('variants', { ...form.variants, [name]: { ...variant, ...part } });
  const number = (part: 'threshold' | 'timeoutMs') => ({
    label: t(`parameter.${part}`),
    inputMode: 'decimal' as const,
    'data-field': `variants.${name}.${part}`,
    placeholder: t('parameters.asEndpoint', { value: form[part] }),
    value: variant[part],
    error: problemAt(`variants.${name}.${part}`),
    onChange: (event: { currentTarget: { value: string } }) => change({ [part]: event.currentTarget.value }),
  });
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{name}</legend>
      <div className={styles.grid}>
        <Switch
          label={t('parameters.variantActivate')}
          data-field={`variants.${name}`}
          checked={variant.activate}
          onChange={(event) => change({ activate: event.currentTarget.checked })}
        />
        <TextInput {...number('threshold')} />
        <TextInput {...number('timeoutMs')} />
      </div>
    </fieldset>
  );
};
