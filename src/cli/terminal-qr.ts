import { qrTerminal } from '../fiscal/index.js';

/** Readers want four light modules around the code. */
const QUIET_ZONE = 4;

/** Bright white on black, whatever the terminal's own colours are. */
const COLORS = '\u001b[97;40m';
const RESET = '\u001b[0m';

/**
 * Lines of the code in half blocks. Light modules are drawn in the foreground: with colours that is white anywhere,
 * without them it needs a dark terminal.
 */
export function qrForTerminal(text: string, colors: boolean): string[] {
  const lines = qrTerminal(text, { border: QUIET_ZONE }).split('\n');
  return colors ? lines.map((line) => `${COLORS}${line}${RESET}`) : lines;
}
