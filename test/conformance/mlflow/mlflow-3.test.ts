import { describeClient } from './describe-client.ts';

describeClient('3');
