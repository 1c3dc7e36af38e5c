import type { EmulatorOptions } from '../../src/emulator/index.js';
import type { Group } from '../checks.js';
import { MODELS } from '../device/device.js';
import { runRegistration } from '../scenarios/registration.js';
import { ANGLE_QUOTES, runShift } from '../scenarios/shift.js';
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
  return MODELS.flatMap((model) => {
    const { name, code } = model;
    const suite = (title: string, run: P5Suite['run'], device: EmulatorOptions = {}): P5Suite => ({
      name: `p5 ${name}: ${title}`,
      device: { model: name, latency: 0, ...device },
      model: code,
      run,
    });
    return [
      suite('shift', (group, stand) => runShift(group, stand, model, ANGLE_QUOTES.p5)),
      suite('registration', (group, stand) => runRegistration(group, stand, name, 'p5')),
      ...p5RecordedScenarios()
        .filter((scenario) => scenario.model === undefined || scenario.model === name)
        .flatMap((scenario) => {
          const { latency = 0, register } = scenario.fault ?? {};
          const isSlow = latency > 0 || (register !== undefined && 'busyMs' in register);
          const run: P5Suite['run'] = (group, stand) => runP5Recorded(group, stand, scenario);
          return [
            suite(scenario.name, run, { latency }),
            ...(isSlow ? [suite(`${scenario.name}, by op 42`, run, { latency, answers: 'sync' })] : []),
          ];
        }),
    ];
  });
}
