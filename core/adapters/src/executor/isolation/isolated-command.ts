import { type IsolationMount, type IsolationPlan, MOST_HOMES } from './isolation-plan.ts';

/** Programs that set up the namespaces, as absolute paths. */
export interface IsolationTools {
  readonly sh: string;
  readonly unshare: string;
  readonly setpriv: string;
  readonly setsid: string;
  readonly mount: string;
  readonly cat: string;
  readonly timeout: string;
}

/** What is begun in the namespaces. */
export interface EnteringCommand {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: number;
  readonly group: number;
}

/** What the shells in the namespaces are told: on no command line, where everyone could read it. */
export interface EnteringScripts {
  /** For the standard input: the mounts of this step alone, and the way out of all privileges. */
  readonly enter: string;
  /** For file descriptor 4: environment, directory and command. It is read when no privilege is left. */
  readonly begin: string;
}

const NO_PRIVILEGES = '--no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all';

/**
 * In the new user and mount namespaces, outside of the new process namespace, of which the first process it starts becomes number 1:
 * one that reads a line of life (file descriptor 5) to its end, which comes when whoever began this closes it or dies. It also dies with
 * this one, and all others die with it. This one becomes the process that
 * waits for the command, and ends as it ends, killed by the same signal (`unshare --fork` cannot repeat SIGKILL; no time is limited
 * here). The command gets a session and a process group of its own, and is not number 1 itself: SIGTERM would not end that. The kernel ends
 * steps first when memory is short.
 */
const HOLD = `
timeout=$1 setsid=$2 setpriv=$3 cat=$4 sh=$5 prepare=$6
shift 6
{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null || :
(
  trap '' CHLD
  exec "$setpriv" --pdeathsig KILL ${NO_PRIVILEGES} "$cat"
) <&5 >/dev/null 2>&1 3>&- 4>&- 5<&- &
exec 5<&-
exec "$timeout" --foreground 0 "$setsid" "$sh" -c "$prepare" isolation "$sh" "$@"
`;

/** In the new process namespace: the mounts that are the same for all steps. What is hidden stays open, so that a part of it can be kept. */
const PREPARE = `
set -eu
sh=$1 mount=$2
shift 2
"$mount" -n -t proc -o nosuid,nodev,noexec proc /proc
home=${String(5)}
for path do
  case $path in
    hide=*)
      path=\${path#hide=}
      if [ "$home" -lt ${5 + MOST_HOMES} ]; then eval "exec $home<\\"\\$path\\""; fi
      home=$((home + 1))
      "$mount" -n -t tmpfs -o size=1m,nr_inodes=1k,mode=0755,nosuid,nodev,noexec hidden "$path" ;;
    mask=*) "$mount" -n --bind /dev/null "\${path#mask=}" ;;
    freeze=*) "$mount" -n --rbind -o ro,nosuid,nodev,noexec "\${path#freeze=}" "\${path#freeze=}" ;;
  esac
done
exec "$sh" -s
`;

/** In single quotes a shell takes everything as it is, but for these themselves. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Shells export no others, and cannot be handed them. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

const mountLine = (mount: string, entry: IsolationMount): string => {
  const path = quoted(entry.path);
  switch (entry.how) {
    case 'keep':
      return `${mount} -n -c --bind -o X-mount.mkdir /proc/self/fd/${5 + entry.home}/${quoted(entry.within)} ${path}`;
    case 'seal':
      return `${mount} -n -o remount,bind,ro,nosuid,nodev,noexec ${path}`;
    case 'freeze':
      return `${mount} -n --rbind -o ro,nosuid,nodev,noexec ${path} ${path}`;
    default:
      throw new Error(`${entry.how} is for all steps`);
  }
};

/** The command line that makes the namespaces with what is the same for all steps in them, and waits for {@link enteringScripts}. */
export const isolationCommand = (
  tools: IsolationTools,
  { always }: Pick<IsolationPlan, 'always'>,
): string[] => {
  const { sh, unshare, setsid, setpriv, mount, cat, timeout } = tools;
  return [
    ...[unshare, '--user', '--map-root-user', '--mount', '--pid', '--ipc'],
    ...[sh, '-c', HOLD, 'isolation', timeout, setsid, setpriv, cat, sh, PREPARE, mount],
    ...always.map(({ how, path }) => `${how}=${path}`),
  ];
};

/**
 * What turns prepared namespaces into those of one command: file descriptor 3 hears `entered` just before it. The second user namespace has
 * no power over the mounts of the first; the shell that begins the command has no privilege, and is the first to hear of its environment,
 * which could make other programs load its own code.
 */
export const enteringScripts = (
  tools: IsolationTools,
  { own }: Pick<IsolationPlan, 'own'>,
  { command, directory, environment, user, group }: EnteringCommand,
): EnteringScripts => {
  const [sh, unshare, setpriv, mount] = [tools.sh, tools.unshare, tools.setpriv, tools.mount].map(quoted) as [
    string,
    string,
    string,
    string,
  ];
  const homes = Array.from({ length: MOST_HOMES }, (_, index) => `${5 + index}<&-`).join(' ');
  return {
    enter: [
      'set -eu',
      ...own.map((entry) => mountLine(mount, entry)),
      `exec ${homes}`,
      'echo entered >&3',
      `exec ${unshare} --user --map-user=${user} --map-group=${group} --keep-caps ${setpriv} ${NO_PRIVILEGES} ${sh} -s <&4 3>&- 4<&-`,
      '',
    ].join('\n'),
    begin: [
      `cd ${quoted(directory)} || exit 126`,
      // Set by the shell itself; gone, unless the step is given them.
      'unset PWD OLDPWD SHLVL',
      // A name that a shell keeps to itself ends nothing.
      ...Object.entries(environment)
        .filter(([name]) => IDENTIFIER.test(name))
        .map(([name, value]) => `command export ${name}=${quoted(value)} 2>/dev/null`),
      `exec ${command.map(quoted).join(' ')} </dev/null`,
      '',
    ].join('\n'),
  };
};
