import {
  type Dataset,
  type Expectation,
  type ExtractionSource,
  type PersonalFields,
  type Scalar,
  SlipwayError,
  type Split,
  type SplitPart,
} from '@slipway/contracts';

export interface SnapshotInput extends ExtractionSource {
  readonly name: string;
  readonly part: SplitPart;
  readonly parameters: Readonly<Record<string, Scalar>>;
}

/** What is extracted, with nothing left to look up. */
export interface ResolvedExtraction {
  readonly name: string;
  readonly sql: string;
  /** What was given; of a dataset's, some may be for others. */
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly dataset: string | undefined;
  readonly part: SplitPart;
  readonly split: Split | undefined;
  readonly personal: PersonalFields;
  readonly expectations: readonly Expectation[];
}

const refuse = (field: string, message: string): never => {
  throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${message}` }, { field });
};

/** What the dataset drops stays dropped: whoever uses it can only be stricter. */
const stricter = (base: PersonalFields, more: PersonalFields): PersonalFields => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(more).map(([column, mode]) => [column, base[column] === 'drop' ? 'drop' : mode]),
  ),
});

const partOf = (asked: SplitPart, split: Split | undefined): SplitPart => {
  if (split) return asked;
  return asked === 'holdout' ? refuse('part', 'there is no split, so there is no holdout') : 'all';
};

/** Puts a request and the dataset that it names together. Throws INVALID_REQUEST where they do not fit. */
export const resolveExtraction = (input: SnapshotInput, dataset: Dataset | null): ResolvedExtraction => {
  if ((input.sql === undefined) === (dataset === null)) refuse('sql', 'give either sql or dataset');
  if (input.split && dataset?.split) refuse('split', `the dataset ${dataset.name} has a split of its own`);
  const sql = dataset?.sql ?? (input.sql as string);
  const split = dataset?.split ?? input.split;
  const part = partOf(input.part, split);
  const expectations = [...(dataset?.expectations ?? []), ...(input.expectations ?? [])];
  const twice = expectations.find(({ name }, index) =>
    expectations.some((other, earlier) => earlier < index && other.name === name),
  );
  if (twice) refuse('expectations', `"${twice.name}" is the name of one of the dataset ${dataset?.name}`);
  return {
    name: input.name,
    sql,
    parameters: input.parameters,
    dataset: dataset?.name,
    part,
    split,
    personal: stricter(dataset?.personal ?? {}, input.personal ?? {}),
    // What must hold of the whole, such as a number of rows, is said of what is trained on.
    expectations: part === 'holdout' ? expectations.filter(({ level }) => level === 'row') : expectations,
  };
};
