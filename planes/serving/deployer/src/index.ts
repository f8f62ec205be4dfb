export { createDeployer, type DeployerOptions } from './deployer.ts';
