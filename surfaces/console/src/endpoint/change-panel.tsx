import { Button } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../components/panel.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { changedValues } from '../parameters/parameter-draft.ts';
import { ApplyForm } from './apply-form.tsx';
import styles from './change-panel.module.css';
import { DifferenceList } from './difference-list.tsx';
import { Failure } from './failure.tsx';
import field from './field.module.css';
import { Overtaken } from './overtaken.tsx';
import { useParameterEditor } from './parameter-editor.tsx';
import { ProblemList } from './problem-list.tsx';
import { TrialResult } from './trial-result.tsx';
import { useTrial } from './use-trial.ts';

/** What would change, what it would have done, and the step to do it. */
export const ChangePanel = () => {
  const { t } = useLanguage();
  const editor = useParameterEditor();
  const [applied, setApplied] = useState<number | null>(null);
  const { changed } = editor;
  return (
    <Panel id="changes" title={t('changes.title')} count={changed.size}>
      <div className={styles.body}>
        {changed.size > 0 || editor.problems.length > 0 ? (
          <Changes onApplied={setApplied} />
        ) : (
          <>
            {applied !== editor.endpoint.parameters.revision ? null : (
              <div role="status">
                <StatusMark tone="ok" strong>
                  {t('changes.applied', { revision: applied })}
                </StatusMark>
              </div>
            )}
            <p className={field.hint}>{t('changes.none')}</p>
          </>
        )}
      </div>
    </Panel>
  );
};

const Changes = ({ onApplied }: { readonly onApplied: (revision: number) => void }) => {
  const { t } = useLanguage();
  const editor = useParameterEditor();
  const { endpoint, change, attempt, overtaken, changed } = editor;
  const inForce = endpoint.parameters.values;
  const after = changedValues(inForce, change);
  const [confirming, setConfirming] = useState(false);
  const trial = useTrial(editor);
  return (
    <>
      <Overtaken />
      <DifferenceList
        before={inForce}
        after={after}
        action={(key) => (
          <button
            type="button"
            className={field.link}
            aria-label={t('parameters.undoOne', { name: t(`parameter.${key}`) })}
            onClick={() => editor.undo(key)}
          >
            {t('parameters.undo')}
          </button>
        )}
      />
      {after.activate === false && inForce.activate !== false ? (
        <StatusMark tone="warn">{t('changes.switchesOff')}</StatusMark>
      ) : null}
      <ProblemList />
      {trial.error === null ? null : <Failure title={t('trial.failed')} error={trial.error} />}
      {trial.data === undefined ? null : <TrialResult trial={trial.data} />}
      {confirming && !overtaken ? (
        <ApplyForm onApplied={onApplied} onCancel={() => setConfirming(false)} />
      ) : (
        <div className={styles.buttons}>
          <Button
            variant="default"
            loading={trial.isPending}
            disabled={changed.size === 0}
            onClick={() => attempt() && trial.run()}
          >
            {t('trial.run')}
          </Button>
          <Button disabled={overtaken || changed.size === 0} onClick={() => attempt() && setConfirming(true)}>
            {t('changes.apply')}
          </Button>
          <Button variant="subtle" className={styles.quiet ?? ''} onClick={editor.clear}>
            {t('changes.discard')}
          </Button>
        </div>
      )}
    </>
  );
};
