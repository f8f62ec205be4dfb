import type { Endpoint } from '@slipway/contracts';

/** The variants of an endpoint to choose from, and one that is named but gone, so that the field says what is set. */
export const variantOptions = ({ variants }: Endpoint, named: string): string[] => {
  const names = variants.map(({ name }) => name);
  return named === '' || names.includes(named) ? names : [...names, named];
};
