import type { ReactNode } from 'react';
import { useLanguage } from '../language/language-provider.tsx';
import type { ParameterKey } from '../parameters/parameter-form.ts';
import { useParameterEditor } from './parameter-editor.tsx';
import styles from './parameter-section.module.css';

interface ParameterSectionProps {
  readonly title: string;
  /** The parameters that it holds. */
  readonly names: readonly ParameterKey[];
  readonly children: ReactNode;
}

/** Parameters that are seldom changed, folded; what is set or wrong in there is said outside. */
export const ParameterSection = ({ title, names, children }: ParameterSectionProps) => {
  const { t } = useLanguage();
  const { changed, isSet, problemAt } = useParameterEditor();
  const edits = names.filter((name) => changed.has(name)).length;
  const set = names.filter(isSet).length;
  return (
    <details className={styles.section} data-section={names.join(' ')}>
      <summary className={styles.summary}>
        <span className={styles.title}>{title}</span>
        <span className={styles.state}>
          {set === 0 ? t('parameters.allDefault') : t('parameters.setCount', { set })}
        </span>
        {edits === 0 ? null : (
          <span className={styles.changed}>{t('parameters.changedCount', { changed: edits })}</span>
        )}
        {problemAt(...names) === undefined ? null : (
          <span className={styles.wrong}>{t('parameters.wrongInside')}</span>
        )}
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
};
