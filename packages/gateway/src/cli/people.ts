import { hashPassword } from '../people/index.js';
import type { Role, Store, User } from '../store/index.js';

export type Person = Pick<User, 'login' | 'name'> & {
  readonly role: Exclude<Role, 'shop'>;
  /** Default: all. */
  readonly groups?: readonly string[] | undefined;
};

/** Adds a person to the cabinet, or gives one that is there a new password and these rights; open sessions end. */
export async function addPerson({ people }: Store, person: Person, password: string): Promise<void> {
  const before = await people.user(person.login);
  await people.saveUser({
    ...person,
    groups: person.groups,
    passwordHash: await hashPassword(password),
    disabled: false,
    createdAt: before?.createdAt ?? Date.now(),
  });
  await people.endSessionsOf(person.login);
}
