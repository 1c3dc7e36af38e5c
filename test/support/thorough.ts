/**
 * `npm run test:exhaustive` sets ONCE_EVERY: every so many positions of a fault are taken, 1 is every single one. A plain
 * `npm test` has samples of its own, which fit into its minutes.
 */
export const every = Number(process.env['ONCE_EVERY'] ?? 0);

/** Every single position. */
export const exhaustive = every === 1;

/** Asked for by name, with every position or a part of them. */
export const thorough = every > 0;
