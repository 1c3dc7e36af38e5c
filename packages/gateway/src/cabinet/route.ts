import type { PersonRole } from './access/roles.js';
import type { Answer } from './answer.js';
import type { Visit } from './visit.js';

/** One address of the cabinet. What a POST does has a name in the audit log; one without a name changes nothing. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Who may at least. */
  readonly role: PersonRole;
  /** Only for people who see all groups. */
  readonly everywhere?: boolean;
  readonly action?: string;
  readonly handle: (visit: Visit) => Promise<Answer> | Answer;
}
