import { ConversionError } from './conversion-error.ts';
import { type ColumnMessage, dataSpecification } from './ydf-messages.ts';

/**
 * A column as the trees see it. `vocabulary[i]` is the category with index i + 1: index 0 means "out of dictionary".
 * `boundaries` of a discretized number: bin b holds the values from `boundaries[b - 1]` (included) to `boundaries[b]`.
 */
export type Column = { readonly name: string } & (
  | { readonly kind: 'number' | 'boolean' | 'unsupported' }
  | { readonly kind: 'category'; readonly vocabulary: readonly string[] }
  | { readonly kind: 'discretized'; readonly boundaries: readonly number[] }
);

/** The columns of `data_spec.pb`; header and nodes name them by position. */
export function readDataSpec(file: Uint8Array): readonly Column[] {
  return dataSpecification.decode(file).columns.map(column);
}

/** The column at `position`. Throws when a model points outside its own data specification. */
export function columnAt(columns: readonly Column[], position: number): Column {
  const found = columns[position];
  if (!found)
    throw new ConversionError(`The model names column ${position}, but there are ${columns.length}.`);
  return found;
}

function column(message: ColumnMessage): Column {
  const { name } = message;
  switch (message.type) {
    case 1:
      return { name, kind: 'number' };
    case 4:
      return { name, kind: 'category', vocabulary: vocabulary(message) };
    case 7:
      return { name, kind: 'boolean' };
    case 9:
      return { name, kind: 'discretized', boundaries: message.discretized?.boundaries ?? [] };
    default:
      return { name, kind: 'unsupported' };
  }
}

function vocabulary({ name, categorical }: ColumnMessage): string[] {
  if (!categorical) throw new ConversionError(`Column ${name} has no dictionary.`);
  if (categorical.isAlreadyIntegerized) {
    throw new ConversionError(
      `Column ${name} holds category numbers; only categories of text are supported.`,
    );
  }
  const words = new Array<string>(Math.max(categorical.numberOfUniqueValues - 1, 0)).fill('');
  for (const [word, { index }] of Object.entries(categorical.items)) if (index > 0) words[index - 1] = word;
  return words;
}
