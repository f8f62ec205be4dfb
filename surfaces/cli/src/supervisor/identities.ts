import { userInfo } from 'node:os';
import type { Identity } from '@slipway/contracts';

const process = (role: Identity['role']): Identity => ({
  subject: role,
  name: `the ${role} process`,
  role,
  unattended: false,
});

/** Who gets a token in a local stack: the person at this machine in each role, the demo reviewer, and the processes. */
export const localIdentities = (): Identity[] => {
  const { username } = userInfo();
  const person = (role: Identity['role']): Identity => ({
    subject: role,
    name: username,
    role,
    unattended: false,
  });
  return [
    person('author'),
    person('reviewer'),
    person('operator'),
    person('viewer'),
    { subject: 'demo-reviewer', name: 'Demo reviewer (unattended)', role: 'reviewer', unattended: true },
    process('worker'),
    process('serving'),
    process('control'),
    process('log'),
  ];
};
