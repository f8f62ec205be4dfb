import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Language } from '../language/choose-language.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { OVERVIEW_HREF } from '../routing/hash-route.ts';
import { useSession } from '../session/session-provider.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './top-bar.module.css';

/** The bar above every page: the way home, who is signed in, language and colours. */
export const TopBar = () => {
  const { t, language, setLanguage } = useLanguage();
  const { token, signOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other: Language = language === 'en' ? 'ko' : 'en';
  return (
    <header className={styles.bar}>
      <div className={styles.inner}>
        <a className={styles.brand} href={OVERVIEW_HREF}>
          <img src="./icon.svg" alt="" width={22} height={22} />
          Slipway
        </a>
        <div className={styles.controls}>
          {token === null ? null : <SignedInAs />}
          <button
            type="button"
            className={styles.language}
            lang={other}
            aria-label={t('bar.language')}
            onClick={() => setLanguage(other)}
          >
            {t('bar.otherLanguage')}
          </button>
          <BarButton
            icon={scheme === 'dark' ? 'sun' : 'moon'}
            label={t(scheme === 'dark' ? 'bar.light' : 'bar.dark')}
            onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
          />
          {token === null ? null : <BarButton icon="leave" label={t('bar.signOut')} onClick={signOut} />}
        </div>
      </div>
    </header>
  );
};

const SignedInAs = () => {
  const { t } = useLanguage();
  const { data } = useQuery(useConsoleQueries().identity);
  return (
    <span className={styles.person}>
      {data === undefined ? '' : t('bar.signedIn', { name: data.name, role: t(`role.${data.role}`) })}
    </span>
  );
};

interface BarButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
}

const BarButton = ({ icon, label, onClick }: BarButtonProps) => (
  <Tooltip label={label} openDelay={300} withinPortal={false}>
    <ActionIcon variant="subtle" size={30} aria-label={label} className={styles.button} onClick={onClick}>
      <Icon name={icon} />
    </ActionIcon>
  </Tooltip>
);
