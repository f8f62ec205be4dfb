/** What the files of one role may import beside Node's own modules. */
export interface RoleLaw {
  /** Workspaces, by role. */
  readonly workspaces: readonly string[];
  /** Workspaces that only tests may import in addition. */
  readonly inTests: readonly string[];
  /** Registry packages: names, or `@scope/*`. Absent: whatever its manifest declares. Tests are not bound by it. */
  readonly packages?: readonly string[];
}

const PLANE: RoleLaw = { workspaces: ['contracts', 'platform'], inTests: ['adapters'] };
const planeWith = (...more: string[]): RoleLaw => ({ ...PLANE, workspaces: [...PLANE.workspaces, ...more] });

const USER_INTERFACE = [
  'react',
  'react-dom',
  '@mantine/*',
  '@tabler/*',
  '@tanstack/*',
  'echarts',
  'vite',
  '@vitejs/*',
];

/** The import law, role by role. Source: design, architecture §2; docs/principles.md. */
export const ROLE_LAW: Readonly<Record<string, RoleLaw>> = {
  contracts: { workspaces: [], inTests: [], packages: ['zod'] },
  statistics: { workspaces: [], inTests: [], packages: ['@stdlib/*'] },
  platform: { workspaces: ['contracts'], inTests: [] },
  adapters: { workspaces: ['contracts', 'platform'], inTests: [] },
  inference: {
    workspaces: ['contracts', 'platform'],
    inTests: [],
    packages: ['onnxruntime-node', 'onnxruntime-common'],
  },
  rules: { workspaces: ['contracts'], inTests: [], packages: ['@marcbachmann/cel-js'] },
  training: planeWith('inference', 'rules', 'statistics'),
  release: planeWith('rules', 'statistics'),
  gateway: planeWith('inference', 'rules'),
  predictor: planeWith('inference'),
  deployer: planeWith('inference'),
  warehouse: planeWith('rules', 'statistics'),
  monitoring: planeWith('statistics'),
  client: { workspaces: ['contracts'], inTests: [], packages: [] },
  console: { workspaces: ['client', 'contracts'], inTests: [], packages: USER_INTERFACE },
  example: { workspaces: ['client', 'contracts'], inTests: ['inference'] },
};

/** Roles that may import every workspace: the composition root, and the tests and tools at the root of the tree. */
export const UNBOUND_ROLES: ReadonlySet<string> = new Set(['cli', 'root']);

/** What `compose` alone may name. */
export const COMPOSED_ROLES: ReadonlySet<string> = new Set([
  'adapters',
  'training',
  'release',
  'gateway',
  'predictor',
  'deployer',
  'warehouse',
  'monitoring',
]);
