import type { PredictionRecord, SchemaRecord } from '@slipway/contracts';

export const INPUT_PREFIX = 'input_';

export type InputType = 'DOUBLE' | 'VARCHAR' | 'BOOLEAN';

export interface InputColumn {
  readonly feature: string;
  readonly name: string;
  readonly type: InputType;
}

const TYPE_OF_KIND = { number: 'DOUBLE', category: 'VARCHAR', boolean: 'BOOLEAN' } as const;

const typeOfValue = (value: unknown): InputType =>
  typeof value === 'number' ? 'DOUBLE' : typeof value === 'boolean' ? 'BOOLEAN' : 'VARCHAR';

/**
 * The input columns of one endpoint in one segment: what its schema records declare, and what its records carry beside
 * that, typed by the values. A feature of two types is text. Column names are case-insensitive in SQL, so the second of
 * `Age` and `age` becomes `input_age_2`.
 */
export const inputColumns = (
  schemas: readonly SchemaRecord[],
  predictions: readonly PredictionRecord[],
): InputColumn[] => {
  const types = new Map<string, InputType>();
  const note = (feature: string, type: InputType) => {
    const known = types.get(feature);
    types.set(feature, known === undefined || known === type ? type : 'VARCHAR');
  };
  for (const { features } of schemas)
    for (const { name, kind } of features) note(name, TYPE_OF_KIND[kind] ?? 'VARCHAR');
  const declared = new Set(types.keys());
  for (const { inputs } of predictions)
    for (const feature in inputs) {
      const value = inputs[feature];
      if (value !== null && value !== undefined && !declared.has(feature)) note(feature, typeOfValue(value));
    }
  const taken = new Set<string>();
  return [...types].map(([feature, type]) => {
    const plain = INPUT_PREFIX + feature.toWellFormed().replaceAll(/\p{Cc}/gu, '_');
    let name = plain;
    for (let suffix = 2; taken.has(name.toLowerCase()); suffix++) name = `${plain}_${suffix}`;
    taken.add(name.toLowerCase());
    return { feature, name, type };
  });
};
