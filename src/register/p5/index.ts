export { asSpoken } from './as-spoken.js';
export { P5Link } from './link.js';
export { NoCommandError } from './no-command.js';
export { type ConnectOfd, type OfdAddress, type OfdEvent, OfdWay } from './ofd/index.js';
export { refusalOf } from './refusals.js';
