import { ServingParameters } from '@slipway/contracts';
import { useLanguage } from '../language/language-provider.tsx';
import { PARAMETER_KEYS } from '../parameters/parameter-differences.ts';
import type { ParameterKey } from '../parameters/parameter-form.ts';
import { ruleText } from '../parameters/value-text.ts';
import field from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterValue } from './parameter-value.tsx';
import styles from './parameters-in-force.module.css';

const DEFAULTS = ServingParameters.parse({});

/** Every parameter as it is, for those who do not change it. What nobody set is shown with the default of the contract. */
export const ParametersInForce = () => {
  const { t } = useLanguage();
  const { values } = useParameterEditor().endpoint.parameters;
  return (
    <dl className={styles.list}>
      {PARAMETER_KEYS.map((key) => (
        <div key={key} className={styles.parameter}>
          <dt>{t(`parameter.${key}`)}</dt>
          <dd>
            <ValueInForce name={key} value={values[key] ?? DEFAULTS[key]} />
            {values[key] === undefined ? (
              <span className={field.hint}> · {t('parameters.byDefault')}</span>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
};

const ValueInForce = ({ name, value }: { readonly name: ParameterKey; readonly value: unknown }) => {
  const isRules = name === 'inputRules' || name === 'conditions' || name === 'outputRules';
  if (!isRules || !Array.isArray(value) || value.length === 0)
    return <ParameterValue name={name} value={value} />;
  return (
    <ol>
      {value.map((rule) => (
        <li key={rule.name}>
          <b>{rule.name}</b> <code>{ruleText(rule)}</code>
        </li>
      ))}
    </ol>
  );
};
