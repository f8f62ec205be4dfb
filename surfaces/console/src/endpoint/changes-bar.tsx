import { Button } from '@mantine/core';
import { goToPanel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './changes-bar.module.css';
import { useParameterEditor } from './parameter-editor.tsx';

/** Where the page is too narrow to show the changes beside the form: that there are some, and the way to them. */
export const ChangesBar = () => {
  const { t } = useLanguage();
  const { changed } = useParameterEditor();
  if (changed.size === 0) return null;
  return (
    <section className={styles.bar} aria-label={t('changes.title')}>
      <span>{t('changes.bar', { count: changed.size })}</span>
      <Button size="compact-sm" onClick={() => goToPanel('changes')}>
        {t('changes.goTo')}
      </Button>
    </section>
  );
};
