/** A source of numbers in [0, 1). */
export type Random = () => number;

export const pick = <T>(random: Random, items: readonly T[]): T =>
  items[Math.floor(random() * items.length)]!;

const ODD_BYTES = [0x00, 0x0a, 0x0d, 0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d, 0x7f, 0x80, 0xc3, 0xff];

/** A copy with one to eight injuries: bytes changed, cut out, doubled, or the end missing. */
export const mutateBytes = (random: Random, bytes: Buffer): Buffer => {
  let result = Buffer.from(bytes);
  const injuries = 1 + Math.floor(random() * 8);
  for (let injury = 0; injury < injuries && result.length > 0; injury++) {
    const at = Math.floor(random() * result.length);
    const length = 1 + Math.floor(random() * Math.min(32, result.length - at));
    switch (Math.floor(random() * 5)) {
      case 0:
        result[at] = pick(random, ODD_BYTES);
        break;
      case 1:
        result[at]! ^= 1 << Math.floor(random() * 8);
        break;
      case 2:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
        break;
      case 3:
        result = Buffer.concat([result.subarray(0, at + length), result.subarray(at)]);
        break;
      default:
        result = result.subarray(0, at);
    }
  }
  return result;
};
