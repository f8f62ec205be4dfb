import type { Identity } from '@slipway/contracts';

/** The name of a person without the remark that nobody sat there, which the console makes in its own words. */
export const personName = ({ name, unattended }: Identity): string =>
  unattended ? name.replace(/ \(unattended\)$/, '') : name;
