export { asSpoken } from './as-spoken.js';
export { P5Link } from './link.js';
export { NoCommandError } from './no-command.js';
export { refusalOf } from './refusals.js';
