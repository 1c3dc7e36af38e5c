import type { EmulatorOptions } from '../../src/emulator/index.js';
import type { Group } from '../checks.js';
import { MODELS } from '../device/device.js';
import { p5RecordedScenarios, runP5Recorded } from './recorded.js';
import type { P5Stand } from './stand.js';

/** Checks on one register of the second protocol, freshly made. */
export interface P5Suite {
  readonly name: string;
  readonly device: EmulatorOptions;
  /** Number of the model as the driver knows it. */
  readonly model: number;
  run(group: Group, stand: P5Stand): Promise<void>;
}

export function p5Suites(): P5Suite[] {
  return MODELS.flatMap(({ name, code }) =>
    p5RecordedScenarios().map(
      (scenario): P5Suite => ({
        name: `p5 ${name}: ${scenario.name}`,
        device: { model: name, latency: 0 },
        model: code,
        run: (group, stand) => runP5Recorded(group, stand, scenario),
      }),
    ),
  );
}
