export { P5Device, type P5DeviceOptions, type P5Execute, type P5OfdPort } from '../device/p5.js';
export type { P5HostState } from './counters.js';
export { P5Host } from './host.js';
export type { P5ResumeResult } from './host-options.js';
export { p5Message } from './task.js';
