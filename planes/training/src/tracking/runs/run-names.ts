import { randomInt } from 'node:crypto';

const FIRST =
  'calm bold brave bright clever deft eager fair fleet gentle glad keen kind lively neat noble proud quick quiet serene sharp sly spry steady swift tidy vivid warm wise witty';
const SECOND =
  'albatross auk avocet bittern curlew dunlin egret falcon finch gannet godwit grebe gull heron ibis kestrel lapwing linnet merlin osprey petrel plover puffin quail raven rook shrike snipe swift tern';

const oneOf = (words: string): string => {
  const list = words.split(' ');
  return list[randomInt(list.length)] ?? 'run';
};

/** A name for a run that was given none, e.g. `calm-heron-417`. */
export const createRunName = (): string => `${oneOf(FIRST)}-${oneOf(SECOND)}-${randomInt(1000)}`;
