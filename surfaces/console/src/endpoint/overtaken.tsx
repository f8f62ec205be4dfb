import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { DifferenceList } from './difference-list.tsx';
import field from './field.module.css';
import styles from './overtaken.module.css';
import { useParameterEditor } from './parameter-editor.tsx';

/** Somebody else changed the parameters since this person began: who, what, and on with the new ones. */
export const Overtaken = () => {
  const { t } = useLanguage();
  const { endpoint, overtaken, base, rebase } = useParameterEditor();
  const { name, parameters } = endpoint;
  const revisions = useQuery(useConsoleQueries().revisions(name, parameters.revision)).data ?? [];
  if (!overtaken) return null;
  const latest = revisions.find(({ revision }) => revision === parameters.revision);
  const seen = revisions.find(({ revision }) => revision === base);
  return (
    <div className={styles.note} role="alert">
      <StatusMark tone="warn" strong>
        {t('changes.overtaken', { revision: parameters.revision, base })}
      </StatusMark>
      {latest === undefined ? null : (
        <p className={field.hint}>{t('revision.byWhy', { by: latest.by, reason: latest.reason || '–' })}</p>
      )}
      {latest === undefined || seen === undefined ? null : (
        <DifferenceList before={seen.values} after={latest.values} />
      )}
      <p className={field.hint}>{t('changes.compared', { revision: parameters.revision })}</p>
      <div>
        <Button variant="default" size="compact-sm" onClick={rebase}>
          {t('changes.goOn', { revision: parameters.revision })}
        </Button>
      </div>
    </div>
  );
};
