import { SlipwayError } from '@slipway/contracts';

const MOST_BYTES = 3000;
const MOST_PART_BYTES = 255;
/** Whoever decodes once more than we do must not see another path. */
const DECODINGS = 4;

const refuse = (path: string, reason: string): SlipwayError =>
  new SlipwayError('ARTIFACT_PATH_REFUSED', { path: path.slice(0, 200), reason }, { field: 'path' });

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const assertHarmless = (path: string, shown: string): void => {
  // Clients join paths below a run to a directory of theirs: on Windows a drive anywhere leads out of it.
  if (path.startsWith('/') || /(^|\/)[a-z]:/i.test(path)) throw refuse(shown, 'is absolute');
  if (path.includes('\\')) throw refuse(shown, 'has a backslash');
  const parts = path.split('/');
  if (parts.includes('..')) throw refuse(shown, 'leads upwards');
  if (parts.includes('.') || parts.includes('')) throw refuse(shown, 'has an empty part or "."');
};

/**
 * A relative path of plain names from what a client sent, decoded already. Throws ARTIFACT_PATH_REFUSED for whatever could
 * lead elsewhere, also when it is decoded again.
 */
export const artifactPath = (path: string): string => {
  if (path === '') throw refuse(path, 'is empty');
  if (Buffer.byteLength(path) > MOST_BYTES) throw refuse(path, `is longer than ${MOST_BYTES} bytes`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path) || !path.isWellFormed())
    throw refuse(path, 'has control characters');
  assertHarmless(path, path);
  for (const part of path.split('/'))
    if (Buffer.byteLength(part) > MOST_PART_BYTES)
      throw refuse(path, `has a name longer than ${MOST_PART_BYTES} bytes`);
  let again: string | null = path;
  for (let i = 0; i < DECODINGS && again?.includes('%'); i++) {
    again = decoded(again);
    if (again !== null) assertHarmless(again, path);
  }
  return path;
};

/** As {@link artifactPath}, from the part of a URL as it was sent; an ending slash is nothing. */
export const artifactPathOfUrl = (part: string): string => {
  const path = decoded(part);
  if (path === null) throw refuse(part, 'is not percent-encoded UTF-8');
  return artifactPath(path.endsWith('/') && path.length > 1 ? path.slice(0, -1) : path);
};

/** What a path belongs to: `<experiment>/<run>/artifacts/…` or `<experiment>/models/<model>/artifacts/…`. */
export interface ArtifactPlace {
  readonly owner: { readonly kind: 'run' | 'model'; readonly id: string };
  readonly path: string;
}

const PLACE = /^(\d{1,9})\/(?:models\/(m-[0-9a-f]{32})|([0-9a-f]{32}))\/artifacts(?:\/|$)/;

/** Throws ARTIFACT_PATH_REFUSED for a path that belongs to nothing. */
export const artifactPlace = (path: string): ArtifactPlace => {
  const [, , model, run] = PLACE.exec(path) ?? [];
  if (model !== undefined) return { owner: { kind: 'model', id: model }, path };
  if (run !== undefined) return { owner: { kind: 'run', id: run }, path };
  throw refuse(path, 'is not below the artifacts of a run or of a logged model');
};

/** The path of `mlflow-artifacts:/p` and `mlflow-artifacts://host/p`. Throws ARTIFACT_PATH_REFUSED. */
export const artifactPathOfUri = (uri: string): string => {
  const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(uri)?.[1];
  if (path === undefined) throw refuse(uri, 'is no address of an artifact of this server');
  return artifactPath(path.replace(/\/$/, ''));
};
