import * as journal from './journal.js';
import * as scenarios from './scenarios.js';
import * as tabs from './tabs.js';

/** What the tests call in the page, by name. */
Object.assign(globalThis, { stage: { ...scenarios, ...journal, ...tabs } });
