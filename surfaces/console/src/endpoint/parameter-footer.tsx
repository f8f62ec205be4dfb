import { useLanguage } from '../language/language-provider.tsx';
import type { ParameterKey } from '../parameters/parameter-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';

/** Under a parameter: where its value comes from, and the way back. */
export const ParameterFooter = ({ name }: { readonly name: ParameterKey }) => {
  const { t } = useLanguage();
  const { changed, isSet, undo, unset } = useParameterEditor();
  const label = t(`parameter.${name}`);
  const isChanged = changed.has(name);
  return (
    <span className={styles.footer}>
      {isChanged ? <span className={styles.changed}>{t('parameters.changed')}</span> : null}
      {isSet(name) ? null : <span>{t('parameters.byDefault')}</span>}
      {isChanged ? (
        <button
          type="button"
          className={styles.link}
          aria-label={t('parameters.undoOne', { name: label })}
          onClick={() => undo(name)}
        >
          {t('parameters.undo')}
        </button>
      ) : isSet(name) ? (
        <button
          type="button"
          className={styles.link}
          aria-label={t('parameters.unsetOne', { name: label })}
          onClick={() => unset(name)}
        >
          {t('parameters.unset')}
        </button>
      ) : null}
    </span>
  );
};
