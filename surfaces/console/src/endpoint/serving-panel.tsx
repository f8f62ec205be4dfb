import type { Deployment, Endpoint } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/panel.tsx';
import { trafficShares } from '../judgement/traffic-shares.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './serving-panel.module.css';
import { ServingRow } from './serving-row.tsx';

interface ServingPanelProps {
  readonly endpoint: Endpoint;
  readonly deployments: readonly Deployment[] | null;
}

/** What answers now: every variant with its release, its share and its predictors. */
export const ServingPanel = ({ endpoint, deployments }: ServingPanelProps) => {
  const { t } = useLanguage();
  const { name, variants, unit, experiments, parameters } = endpoint;
  const shares = trafficShares(endpoint);
  const { inputRules = [], outputRules = [], conditions = [] } = parameters.values;
  const rules = inputRules.length + outputRules.length;
  const tests = experiments.filter(({ kind }) => kind === 'ab').length;
  return (
    <Panel id="serving" title={t('serving.title')} count={variants.length}>
      {variants.length === 0 ? (
        <EmptyState command={`npx slipway endpoint add-variant ${name} champion <deployment>`}>
          {t('serving.empty')}
        </EmptyState>
      ) : (
        <DataTable
          caption={t('serving.title')}
          columns={[
            { title: t('serving.variant') },
            { title: t('serving.share'), numeric: true },
            { title: t('serving.predictors') },
            { title: t('serving.version') },
            { title: t('serving.release') },
          ]}
        >
          {variants.map((variant) => (
            <ServingRow
              key={variant.name}
              endpoint={endpoint}
              variant={variant}
              share={shares.get(variant.name)}
              deployments={deployments}
            />
          ))}
        </DataTable>
      )}
      <p className={styles.notes}>
        {unit === null
          ? t('serving.noUnit')
          : t('serving.unit', { from: t(`unit.${unit.from}`), name: unit.name })}
        {tests === 0 ? null : ` · ${t('serving.tests', { tests })}`}
        {rules + conditions.length === 0
          ? null
          : ` · ${t('serving.rules', { rules, conditions: conditions.length })}`}
      </p>
    </Panel>
  );
};
