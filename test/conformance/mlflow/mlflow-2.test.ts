import { describeClient } from './describe-client.ts';

describeClient('2');
