import { DatasetDeclaration, SlipwayError } from '@slipway/contracts';
import { checkedInput } from './checked-input.ts';
import { textOf } from './given-file.ts';

export interface DatasetOptions {
  readonly sql?: string;
  readonly file?: string;
  readonly description?: string;
  readonly personal: readonly string[];
  readonly expectations?: string;
  readonly splitHash?: string;
  readonly salt?: string;
  readonly splitTime?: string;
}

const DOCUMENT = /\.(json|ya?ml)$/;

/** JSON is a part of YAML. */
const documentOf = async (path: string): Promise<unknown> => {
  const text = await textOf(path);
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch (cause) {
    const reason = `${path}: ${(cause as Error).message.split('\n')[0]}`;
    throw new SlipwayError('INVALID_REQUEST', { reason }, { field: path, cause });
  }
};

/** `column=rest`; a column may itself hold an equals sign, the rest does not. Throws INVALID_REQUEST that names the option. */
const assignment = (option: string, text: string): readonly [string, string] => {
  const at = text.lastIndexOf('=');
  if (at < 1)
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `${option}: "${text}" is not column=value` },
      { field: option },
    );
  return [text.slice(0, at), text.slice(at + 1)];
};

const splitOf = ({ splitHash, splitTime, salt }: DatasetOptions): object => {
  if (splitHash !== undefined) {
    const [column, share] = assignment('--split-hash', splitHash);
    return { split: { by: 'hash', column, holdout: Number(share), ...(salt === undefined ? {} : { salt }) } };
  }
  if (splitTime === undefined) return {};
  const [column, at] = assignment('--split-time', splitTime);
  return { split: { by: 'time', column, at } };
};

/**
 * What a dataset is declared with: a file with the SELECT, or a JSON or YAML document with `sql` and its terms, and options, which
 * count more. Throws INVALID_REQUEST with every problem, NOT_FOUND.
 */
export const datasetDeclaration = async (options: DatasetOptions): Promise<DatasetDeclaration> => {
  const { file, sql, description, personal, expectations } = options;
  const fromFile =
    file === undefined ? {} : DOCUMENT.test(file) ? await documentOf(file) : { sql: await textOf(file) };
  const hidden = Object.fromEntries(personal.map((text) => assignment('--personal', text)));
  return checkedInput(DatasetDeclaration, {
    ...(fromFile as object),
    ...(sql === undefined ? {} : { sql }),
    ...(description === undefined ? {} : { description }),
    ...(personal.length === 0 ? {} : { personal: hidden }),
    ...(expectations === undefined ? {} : { expectations: await documentOf(expectations) }),
    ...splitOf(options),
  });
};
