import type { IsolationTools } from './isolated-command.ts';
import { IsolatedProcess } from './isolated-process.ts';
import { type IsolationRules, planIsolation } from './isolation-plan.ts';
import { machineRules } from './machine-rules.ts';
import { lookUpProgram } from './program-lookup.ts';
import type { StepIsolation } from './step-isolation.ts';

export type IsolationSetting = 'auto' | 'namespace' | 'none';

export interface IsolationChoice {
  /** `auto`: namespaces where they can be made; `namespace`: nothing else will do. */
  readonly setting: IsolationSetting;
  /** Directories that steps must not see, but for their own place in them. */
  readonly hidden: readonly string[];
  /** Where the programs are looked for; for tests. */
  readonly path?: string | undefined;
}

/** It takes some 20 ms; a machine that is short of everything gets its time. */
const PATIENCE_MS = 10_000;
const SYSTEM_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';
const PROGRAMS = ['sh', 'unshare', 'setpriv', 'setsid', 'mount', 'cat', 'timeout'] as const;

/** In the namespaces: what is to be hidden is empty, and no privilege is left. */
const PROOF = `
for hidden do [ -z "$(ls -A "$hidden")" ] || { echo "$hidden can still be seen" >&2; exit 1; }; done
while read -r name value; do
  case $name in CapEff:|CapPrm:|CapBnd:|CapAmb:) [ "$value" = 0000000000000000 ] || { echo "$name $value" >&2; exit 1; } ;; esac
done </proc/self/status
`;

const findTools = (path: string): IsolationTools | { readonly missing: string } => {
  const found: Record<string, string> = {};
  for (const name of PROGRAMS) {
    const program = lookUpProgram(name, '/', path);
    if ('code' in program) return { missing: name };
    found[name] = program.path;
  }
  return found as Record<(typeof PROGRAMS)[number], string>;
};

const oneLine = (text: string): string => text.trim().replaceAll('\n', '; ');

/** Runs the proof in namespaces; null when it holds, else why not. */
const complaintOf = (tools: IsolationTools, rules: IsolationRules): Promise<string | null> =>
  new Promise((resolve) => {
    const plan = planIsolation(rules, { own: null, readOnly: [] });
    const proof = new IsolatedProcess(tools, plan, ['ignore', 'pipe']);
    const { child } = proof;
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2000);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => {
      clearTimeout(late);
      resolve(code === 0 ? null : oneLine(said) || `exit code ${code}`);
    });
    proof.enter(plan, {
      command: [tools.sh, '-c', PROOF, 'proof', ...rules.hidden],
      directory: '/',
      environment: { PATH: SYSTEM_PATH },
    });
  });

/** Why steps cannot be isolated on this machine, or how they can. */
const probe = async ({ hidden, path = SYSTEM_PATH }: IsolationChoice): Promise<StepIsolation | string> => {
  if (process.platform !== 'linux') return `${process.platform} has no namespaces`;
  const tools = findTools(path);
  if ('missing' in tools)
    return `the program "${tools.missing}" was not found in ${path}; it comes with util-linux or coreutils`;
  const rules = machineRules(hidden);
  const complaint = await complaintOf(tools, rules);
  return complaint === null ? { kind: 'namespace', tools, rules } : `namespaces cannot be made: ${complaint}`;
};

/** Decides how steps are isolated, by trying it; never throws. */
export const chooseIsolation = async (choice: IsolationChoice): Promise<StepIsolation> => {
  if (choice.setting === 'none')
    return { kind: 'none', reason: 'SLIPWAY_STEP_ISOLATION is none', refuses: false };
  const probed = await probe(choice).catch((error: unknown) => (error as Error).message);
  return typeof probed === 'string'
    ? { kind: 'none', reason: probed, refuses: choice.setting === 'namespace' }
    : probed;
};
