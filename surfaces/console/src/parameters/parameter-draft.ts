import { type ParameterChange, ServingParameters, type ServingParameterValues } from '@slipway/contracts';
import { type Complain, complainInto, type FieldProblem } from './field-problem.ts';
import { sameValue } from './parameter-differences.ts';
import { type ParameterForm, type ParameterKey, parameterForm } from './parameter-form.ts';
import { READERS } from './read-parameter.ts';

/** What a person has changed and not applied: fields of the form, and parameters that go back to the gateway's default. */
export interface ParameterDraft {
  readonly fields: Partial<ParameterForm>;
  readonly unset: readonly ParameterKey[];
}

export const EMPTY_DRAFT: ParameterDraft = { fields: {}, unset: [] };

const without = (fields: Partial<ParameterForm>, key: ParameterKey): Partial<ParameterForm> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

export const setField = <K extends ParameterKey>(
  { fields, unset }: ParameterDraft,
  key: K,
  value: ParameterForm[K],
): ParameterDraft => ({ fields: { ...fields, [key]: value }, unset: unset.filter((name) => name !== key) });

/** Leaves the parameter to the default of the gateway. */
export const unsetField = ({ fields, unset }: ParameterDraft, key: ParameterKey): ParameterDraft => ({
  fields: without(fields, key),
  unset: [...unset.filter((name) => name !== key), key],
});

/** Forgets what was done to one parameter. */
export const undoField = ({ fields, unset }: ParameterDraft, key: ParameterKey): ParameterDraft => ({
  fields: without(fields, key),
  unset: unset.filter((name) => name !== key),
});

/** The form over the values in force; what nobody set shows the default of the contract. */
export const draftForm = (
  values: ServingParameterValues,
  { fields, unset }: ParameterDraft,
): ParameterForm => {
  const kept = Object.entries(values).filter(
    ([key, value]) => value !== undefined && !unset.includes(key as ParameterKey),
  );
  return { ...parameterForm(ServingParameters.parse(Object.fromEntries(kept))), ...fields };
};

export interface DraftChange {
  readonly change: ParameterChange;
  /** What makes it impossible to say what the change is; then it is not to be sent. */
  readonly problems: readonly FieldProblem[];
}

/** What a draft changes of the values in force: nothing where it says what is set already. */
export const draftChange = (
  inForce: ServingParameterValues,
  { fields, unset }: ParameterDraft,
): DraftChange => {
  const problems: FieldProblem[] = [];
  const complain = complainInto(problems);
  const values: Record<string, unknown> = {};
  for (const key of Object.keys(fields) as ParameterKey[]) {
    const read = READERS[key] as (field: unknown, complain: Complain) => unknown;
    const value = read(fields[key], complain);
    if (!sameValue(value, inForce[key])) values[key] = value;
  }
  return {
    change: {
      values: values as ServingParameterValues,
      unset: unset.filter((key) => inForce[key] !== undefined),
    },
    problems,
  };
};

/** The values that would be in force after a change. */
export const changedValues = (
  inForce: ServingParameterValues,
  { values, unset }: ParameterChange,
): ServingParameterValues => {
  const after: ServingParameterValues = { ...inForce, ...values };
  for (const key of unset) delete after[key];
  return after;
};
