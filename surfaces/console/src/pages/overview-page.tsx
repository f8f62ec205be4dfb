import { useEffect } from 'react';
import { useLanguage } from '../language/language-provider.tsx';
import { AlertsPanel } from '../overview/alerts-panel.tsx';
import { DeploymentsPanel } from '../overview/deployments-panel.tsx';
import { EndpointsPanel } from '../overview/endpoints-panel.tsx';
import { Headline } from '../overview/headline.tsx';
import { PlanesStrip } from '../overview/planes-strip.tsx';
import { RunsPanel } from '../overview/runs-panel.tsx';
import { WaitingReviews } from '../overview/waiting-reviews.tsx';
import styles from './overview-page.module.css';

/** What runs, what waits for me, what is live? */
export const OverviewPage = () => {
  const { t } = useLanguage();
  useEffect(() => {
    document.title = `${t('overview.title')} – Slipway`;
  }, [t]);
  return (
    <>
      <div className={styles.top}>
        <h1 className={styles.title} tabIndex={-1}>
          {t('overview.title')}
        </h1>
        <PlanesStrip />
      </div>
      <Headline />
      <div className={styles.columns}>
        <div className={styles.column}>
          <WaitingReviews />
          <EndpointsPanel />
          <DeploymentsPanel />
        </div>
        <div className={styles.column}>
          <AlertsPanel />
          <RunsPanel />
        </div>
      </div>
    </>
  );
};
