import { useLanguage } from '../language/language-provider.tsx';
import styles from './field.module.css';
import { NumberParameter } from './number-parameter.tsx';
import { ParameterSection } from './parameter-section.tsx';

/** How hard the gateway tries, how much it takes at once, and for how long it repeats an answer. */
export const ResilienceSection = () => {
  const { t } = useLanguage();
  return (
    <ParameterSection
      title={t('parameters.resilience')}
      names={['tryTimeoutMs', 'retries', 'retryBudget', 'hedgeAfterMs', 'concurrency', 'cacheSeconds']}
    >
      <div className={styles.grid}>
        <NumberParameter name="retries" />
        <NumberParameter name="retryBudget" />
        <NumberParameter name="tryTimeoutMs" empty={t('parameters.whatIsLeft')} />
        <NumberParameter name="hedgeAfterMs" empty={t('parameters.never')} />
        <NumberParameter name="concurrency" empty={t('parameters.adaptive')} />
        <NumberParameter name="cacheSeconds" />
      </div>
    </ParameterSection>
  );
};
