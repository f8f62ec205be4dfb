import { useLanguage } from '../language/language-provider.tsx';
import field from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import styles from './problem-list.module.css';

/** The field of a path, or the one around it; the section that it is folded in is opened. */
const goToField = (path: string): void => {
  for (let at = path; at !== ''; at = at.replace(/[.[]?[^.[]*$/, '')) {
    const element = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(at)}"]`);
    if (element === null) continue;
    const section = element.closest('details');
    if (section !== null) section.open = true;
    const input = element.matches('fieldset') ? element.querySelector<HTMLElement>('input') : element;
    input?.focus();
    return;
  }
  const [key = ''] = path.split(/[.[]/, 1);
  const section = document.querySelector<HTMLDetailsElement>(`details[data-section~="${CSS.escape(key)}"]`);
  if (section !== null) section.open = true;
  section?.querySelector('summary')?.focus();
};

/** All that is wrong, each with the way to its field. */
export const ProblemList = () => {
  const { t } = useLanguage();
  const { problems } = useParameterEditor();
  if (problems.length === 0) return null;
  return (
    <div role="alert">
      <p className={field.error}>{t('problem.title', { count: problems.length })}</p>
      <ul className={styles.list}>
        {problems.map((problem) => (
          <li key={`${problem.field} ${problem.message}`}>
            <button type="button" className={field.link} onClick={() => goToField(problem.field)}>
              <code>{problem.field}</code>
            </button>{' '}
            {problem.message}
          </li>
        ))}
      </ul>
    </div>
  );
};
