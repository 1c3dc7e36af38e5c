import { accessRoutes } from './pages/access.js';
import { addRegisterRoutes } from './pages/add-register.js';
import { auditRoutes } from './pages/audit.js';
import { correctionRoutes } from './pages/correction.js';
import { exportRoutes } from './pages/export.js';
import { groupRoutes } from './pages/groups.js';
import { inboxRoutes } from './pages/inbox.js';
import { overviewRoutes } from './pages/overview.js';
import { peopleRoutes } from './pages/people.js';
import { planRoutes } from './pages/plan.js';
import { receiptRoutes } from './pages/receipt.js';
import { receiptsRoutes } from './pages/receipts.js';
import { registerRoutes } from './pages/register.js';
import { registersRoutes } from './pages/registers.js';
import { registrationRoutes } from './pages/registration.js';
import { replacementListRoutes } from './pages/replacement-list.js';
import { replacementRoutes } from './pages/replacement-steps.js';
import { returnRoutes } from './pages/return.js';
import { statisticsRoutes } from './pages/statistics.js';
import { unknownRoutes } from './pages/unknown.js';
import type { Route } from './route.js';

/** Every address of the cabinet for people who have signed in, with who may use it. */
export const routes: readonly Route[] = [
  ...overviewRoutes,
  ...inboxRoutes,
  ...registersRoutes,
  ...registerRoutes,
  ...receiptsRoutes,
  ...receiptRoutes,
  ...groupRoutes,
  ...accessRoutes,
  ...peopleRoutes,
  ...auditRoutes,
  ...addRegisterRoutes,
  ...correctionRoutes,
  ...exportRoutes,
  ...planRoutes,
  ...registrationRoutes,
  ...replacementRoutes,
  ...replacementListRoutes,
  ...returnRoutes,
  ...statisticsRoutes,
  ...unknownRoutes,
];
