import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './reason-form.module.css';

interface ReasonFormProps {
  /** What the button does, in its words. */
  readonly confirm: string;
  readonly limit: number;
  readonly pending: boolean;
  /** For what takes answers away from clients. */
  readonly grave?: boolean;
  readonly onConfirm: (reason: string) => void;
  readonly onCancel: () => void;
  /** What happened to it. */
  readonly children?: ReactNode;
}

/** The last step before something happens: why, and yes. */
export const ReasonForm = ({
  confirm,
  limit,
  pending,
  grave = false,
  onConfirm,
  onCancel,
  children,
}: ReasonFormProps) => {
  const { t } = useLanguage();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const heading = field.current?.closest('section')?.querySelector('h2');
    field.current?.focus();
    return () => {
      // What had the focus is gone: the keyboard goes on from the panel, not from the top of the page.
      if (document.activeElement === document.body) heading?.focus({ preventScroll: true });
    };
  }, []);
  const submit = (): void => {
    setMissing(reason.trim() === '');
    if (reason.trim() === '') field.current?.focus();
    else onConfirm(reason.trim());
  };
  return (
    <form
      className={styles.form}
      // The missing reason is said in our words, in the language of the page.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) submit();
      }}
    >
      <Textarea
        ref={field}
        label={t('reason.label')}
        description={t('reason.hint')}
        error={missing ? t('reason.missing') : null}
        required
        rows={2}
        maxLength={limit}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={styles.buttons}>
        <Button type="submit" loading={pending} {...(grave ? { color: 'red.9' } : {})}>
          {confirm}
        </Button>
        <Button variant="default" disabled={pending} onClick={onCancel}>
          {t('reason.cancel')}
        </Button>
      </div>
      {children}
    </form>
  );
};
