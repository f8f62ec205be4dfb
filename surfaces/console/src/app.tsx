import { MantineProvider } from '@mantine/core';
import styles from './app.module.css';
import { ClockProvider } from './components/clock.tsx';
import { TopBar } from './components/top-bar.tsx';
import { UnreachableBanner } from './components/unreachable-banner.tsx';
import { LanguageProvider, useLanguage } from './language/language-provider.tsx';
import { EndpointPage } from './pages/endpoint-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { ReviewPage } from './pages/review-page.tsx';
import { RunPage } from './pages/run-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import type { HashRoute } from './routing/hash-route.ts';
import { useHashRoute } from './routing/use-hash-route.ts';
import { SessionProvider, useSession } from './session/session-provider.tsx';
import { cssVariables, theme } from './theme/theme.ts';

/** The console: session, language and colours around one page. */
export const App = () => (
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <LanguageProvider>
      <SessionProvider>
        <ClockProvider>
          <Frame />
        </ClockProvider>
      </SessionProvider>
    </LanguageProvider>
  </MantineProvider>
);

const Frame = () => {
  const { t } = useLanguage();
  const { token } = useSession();
  return (
    <>
      <button
        type="button"
        className={styles.skip}
        onClick={() => document.querySelector<HTMLElement>('main')?.focus()}
      >
        {t('bar.skip')}
      </button>
      <TopBar />
      <main className={styles.main} tabIndex={-1}>
        {token === null ? <SignInPage /> : <SignedInPage />}
      </main>
    </>
  );
};

const SignedInPage = () => {
  const route = useHashRoute();
  return (
    <>
      <UnreachableBanner />
      <Page route={route} />
    </>
  );
};

const Page = ({ route }: { readonly route: HashRoute }) => {
  switch (route.page) {
    case 'review':
      return <ReviewPage review={route.review} />;
    case 'endpoint':
      return <EndpointPage key={route.endpoint} endpoint={route.endpoint} />;
    case 'run':
      return <RunPage key={route.run} run={route.run} />;
    case 'overview':
      return <OverviewPage />;
  }
};
