import { TextInput } from '@mantine/core';
import { useLanguage } from '../language/language-provider.tsx';
import type { ParameterForm } from '../parameters/parameter-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';

export type NumberKey = {
  [K in keyof ParameterForm]: ParameterForm[K] extends string ? K : never;
}[Exclude<keyof ParameterForm, 'message' | 'activeVariant'>];

interface NumberParameterProps {
  readonly name: NumberKey;
  /** What an empty field means. */
  readonly empty?: string;
}

/** A parameter that is one number. */
export const NumberParameter = ({ name, empty }: NumberParameterProps) => {
  const { t } = useLanguage();
  const { form, set, problemAt } = useParameterEditor();
  return (
    <div className={styles.field}>
      <TextInput
        label={t(`parameter.${name}`)}
        inputMode="decimal"
        autoComplete="off"
        data-field={name}
        placeholder={empty}
        value={form[name]}
        error={problemAt(name)}
        onChange={(event) => set(name, event.currentTarget.value)}
      />
      <ParameterFooter name={name} />
    </div>
  );
};
