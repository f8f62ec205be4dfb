import { Switch, TextInput } from '@mantine/core';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';

/** Whether the endpoint answers at all, and what its clients are told while it does not. */
export const ActivationField = () => {
  const { t } = useLanguage();
  const { form, set, problemAt } = useParameterEditor();
  return (
    <>
      <div className={styles.field}>
        <Switch
          label={t('parameter.activate')}
          description={t(form.activate ? 'parameters.isOn' : 'parameters.isOff')}
          data-field="activate"
          checked={form.activate}
          onChange={(event) => set('activate', event.currentTarget.checked)}
        />
        <ParameterFooter name="activate" />
      </div>
      <div className={`${styles.field} ${styles.wide}`}>
        <TextInput
          label={t('parameter.message')}
          data-field="message"
          maxLength={500}
          placeholder={t('parameters.messageHint')}
          value={form.message}
          error={problemAt('message')}
          onChange={(event) => set('message', event.currentTarget.value)}
        />
        <ParameterFooter name="message" />
      </div>
    </>
  );
};
