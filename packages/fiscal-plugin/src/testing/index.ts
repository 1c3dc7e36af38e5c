export {
  CASE_NAMES,
  type CaseReport,
  type Finding,
  type KitOptions,
  type KitReport,
  kitText,
  runKit,
} from './kit.js';
export { type ExtraSamples, Samples } from './samples.js';
export { type KitSetup, Stand, type StandOptions } from './stand.js';
export { FINDINGS, type FindingCode, REPORT_LANGUAGES, type ReportLanguage } from './words.js';
