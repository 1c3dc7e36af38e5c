export { type Entry, Gate, type GateOptions } from './gate.js';
export { hashPassword, newPassword, passwordMatches } from './passwords.js';
