import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { FirstSwitches } from './first-switches.tsx';
import { LogSection } from './log-section.tsx';
import { useIsOperator } from './operator-only.tsx';
import { ParametersInForce } from './parameters-in-force.tsx';
import styles from './parameters-panel.module.css';
import { ResilienceSection } from './resilience-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { VariantsSection } from './variants-section.tsx';

/** The switches of the endpoint: those of an incident first. Who is no operator reads them. */
export const ParametersPanel = () => {
  const { t } = useLanguage();
  const isOperator = useIsOperator();
  return (
    <Panel id="parameters" title={t('parameters.title')}>
      {isOperator ? <Switches /> : <ParametersInForce />}
    </Panel>
  );
};

const Switches = () => (
  <>
    <div className={styles.first}>
      <FirstSwitches />
    </div>
    <VariantsSection />
    <ResilienceSection />
    <RulesSection />
    <LogSection />
  </>
);
