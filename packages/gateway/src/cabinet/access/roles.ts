import type { Role, User } from '../../store/index.js';

/** Who may enter the cabinet, from the one who only looks on. `shop` is a login of the API and may not. */
export const personRoles = ['viewer', 'operator', 'administrator'] as const;
export type PersonRole = (typeof personRoles)[number];

export function isPersonRole(role: unknown): role is PersonRole {
  return (personRoles as readonly unknown[]).includes(role);
}

/** Whether a role may do what needs `least`. */
export function may(role: Role, least: PersonRole): boolean {
  return isPersonRole(role) && personRoles.indexOf(role) >= personRoles.indexOf(least);
}

/** A user without a list of groups sees all of them. */
export function sees({ groups }: User, group: string): boolean {
  return groups === undefined || groups.includes(group);
}

/** Changes what all groups share: people, settings. */
export function seesAll({ groups }: User): boolean {
  return groups === undefined;
}
