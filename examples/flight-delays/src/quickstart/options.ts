import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const QUICKSTART_HELP = `npm run quickstart [-- options]

Runs the whole loop on real flights: train, sign off, serve, A/B test, monitor, retrain.

  --yes               sign as the built-in demo reviewer, for unattended use; the releases say so
  --exit              stop the stack at the end instead of running until Ctrl-C
  --data-dir <path>   data directory (default: .slipway)
  --port-base <port>  control, log and gateway listen here and on the next two ports (default: 4100; 0: free ports)
  --scale <share>     share of the rows of every step, for a quick look (default: 1)
  --help              this text
`;

export interface QuickstartOptions {
  readonly yes: boolean;
  readonly exit: boolean;
  readonly help: boolean;
  readonly dataDirectory: string;
  readonly portBase: string;
  readonly scale: number;
}

/** Throws a TypeError with a sentence for people on an unknown option or a bad value. */
export const parseOptions = (parameters: readonly string[]): QuickstartOptions => {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      yes: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      'data-dir': { type: 'string', default: '.slipway' },
      'port-base': { type: 'string', default: '4100' },
      scale: { type: 'string', default: '1' },
    },
  });
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 1))
    throw new TypeError(`--scale: "${values.scale}" is not a number above 0 and up to 1`);
  return {
    yes: values.yes,
    exit: values.exit,
    help: values.help,
    dataDirectory: resolve(values['data-dir']),
    portBase: values['port-base'],
    scale,
  };
};
