import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { IsolationRules } from './isolation-plan.ts';

/** Whoever may write to one of them has other processes start programs, outside of any namespace. */
const STARTING_SOCKETS = [
  '/run/dbus/system_bus_socket',
  '/run/systemd/private',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/run/crio/crio.sock',
];
/** Root without a capability still owns them: settings of the kernel that name programs, and its emergency key. */
const KERNEL_SETTINGS = ['/proc/sys', '/proc/sysrq-trigger', '/sys'];
/** Disks beside their block devices. */
const RAW_DISK = /^(sg\d+|ng\d+n\d+|nvme\d+)$/;

const mayWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

const holdsData = (device: string): boolean => {
  try {
    return readFileSync(`/sys/class/block/${basename(device)}/size`, 'latin1').trim() !== '0';
  } catch {
    return true;
  }
};

/** Devices through which every file of the machine can be read. */
const disks = (): string[] =>
  readdirSync('/dev')
    .map((name) => join('/dev', name))
    .filter((path) => {
      try {
        const status = statSync(path);
        if (status.isBlockDevice()) return holdsData(path) && mayWrite(path);
        return status.isCharacterDevice() && RAW_DISK.test(basename(path)) && mayWrite(path);
      } catch {
        return false;
      }
    });

const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** What steps of this user must not see or change, beside the given directories. Linux only. */
export const machineRules = (hidden: readonly string[]): IsolationRules => {
  const user = process.getuid?.() ?? 0;
  // Sockets of the user's own session, whose manager starts programs too.
  const session = `/run/user/${user}`;
  return {
    hidden: [...hidden, ...(existsSync(session) ? [session] : [])].map(real),
    masked: [...new Set([...STARTING_SOCKETS.filter(mayWrite), ...disks()].map(real))],
    frozen: user === 0 ? KERNEL_SETTINGS.filter((path) => existsSync(path)) : [],
  };
};
