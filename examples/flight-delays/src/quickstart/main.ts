import { SlipwayError } from '@slipway/contracts';
import { createNarrator } from './narrator.ts';
import { parseOptions, QUICKSTART_HELP } from './options.ts';
import { demoReviewer, personAtTerminal } from './person.ts';
import { runQuickstart } from './quickstart.ts';
import { startStack } from './stack-process.ts';
import { summarise } from './summary.ts';

const main = async (): Promise<number> => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(QUICKSTART_HELP);
    return 0;
  }
  if (!options.yes && !process.stdin.isTTY) {
    const { code, message, remedy } = new SlipwayError('NO_TERMINAL');
    process.stderr.write(`${code}: ${message} ${remedy}\n`);
    return 2;
  }
  const person = options.yes ? demoReviewer : personAtTerminal;
  const narrator = createNarrator(process.stdout);
  narrator.chapter('Starting the stack');
  const stack = await startStack(options.dataDirectory, options.portBase, process.env);
  const interrupted = new Promise<'interrupted'>((resolve) => {
    process.once('SIGINT', () => resolve('interrupted'));
    process.once('SIGTERM', () => resolve('interrupted'));
  });
  try {
    narrator.say(
      `console and API  ${stack.addresses.control}\ngateway          ${stack.addresses.gateway}\nwarehouse        ${stack.addresses.log}\ndata             ${stack.dataDirectory}`,
    );
    const client = await stack.client(person.reviewer);
    const story = await Promise.race([
      runQuickstart({ stack, client, person, narrator, scale: options.scale }),
      interrupted,
      stack.ended.then(() => 'interrupted' as const),
    ]);
    if (story === 'interrupted') return 130;
    process.stdout.write(summarise(story, stack, narrator.elapsedSeconds()));
    if (!options.exit) {
      process.stdout.write('The stack keeps running. Ctrl-C stops it.\n');
      await Promise.race([interrupted, stack.ended]);
    }
    return 0;
  } finally {
    await stack.stop();
  }
};

main().then(
  (code) => process.exit(code),
  (error: Error & { code?: string; remedy?: string }) => {
    process.stderr.write(`\n${error.code ? `${error.code}: ` : ''}${error.message} ${error.remedy ?? ''}\n`);
    process.exit(1);
  },
);
