import { mergeConfig } from 'vitest/config';
import base from './vitest.config';
export default mergeConfig(base, { test: { isolate: false, setupFiles: ['/tmp/hour/setup-cpu.ts'] } });
