import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { CommandLine } from '../components/command-line.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useSession } from '../session/session-provider.tsx';
import { tokenInText } from '../session/token-text.ts';
import styles from './sign-in-page.module.css';

/** Who are you? Says where the token is, and takes it. */
export const SignInPage = () => {
  const { t } = useLanguage();
  const { signIn, refused } = useSession();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    document.title = `${t('signIn.title')} – Slipway`;
  }, [t]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const token = tokenInText(text);
    setMissing(token === null);
    if (token !== null) signIn(token);
  };
  return (
    <section className={styles.card}>
      <h1 className={styles.title}>{t('signIn.title')}</h1>
      {refused ? (
        <div role="alert">
          <StatusMark tone="bad" strong>
            {t('signIn.refused')}
          </StatusMark>
        </div>
      ) : null}
      <p>{t('signIn.how')}</p>
      <CommandLine command="npx slipway console" />
      <p className={styles.soft}>{t('signIn.roles')}</p>
      <CommandLine command="npx slipway console --role reviewer" />
      <form className={styles.form} onSubmit={submit}>
        <PasswordInput
          label={t('signIn.label')}
          error={missing ? t('signIn.missing') : null}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit">{t('signIn.submit')}</Button>
      </form>
      <p className={styles.soft}>{t('signIn.kept')}</p>
    </section>
  );
};
