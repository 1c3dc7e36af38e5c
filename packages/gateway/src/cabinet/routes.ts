import { accessRoutes } from './pages/access.js';
import { auditRoutes } from './pages/audit.js';
import { groupRoutes } from './pages/groups.js';
import { overviewRoutes } from './pages/overview.js';
import { peopleRoutes } from './pages/people.js';
import { receiptRoutes } from './pages/receipt.js';
import { receiptsRoutes } from './pages/receipts.js';
import { registerRoutes } from './pages/register.js';
import { registersRoutes } from './pages/registers.js';
import type { Route } from './route.js';

/** Every address of the cabinet for people who have signed in, with who may use it. */
export const routes: readonly Route[] = [
  ...overviewRoutes,
  ...registersRoutes,
  ...registerRoutes,
  ...receiptsRoutes,
  ...receiptRoutes,
  ...groupRoutes,
  ...accessRoutes,
  ...peopleRoutes,
  ...auditRoutes,
];
