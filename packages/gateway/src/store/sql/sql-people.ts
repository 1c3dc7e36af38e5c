import type { AuditEntry, AuditQuery, PeopleStore, Role, Session, User } from '../people.js';
import { type Database, Params, type Row } from './database.js';
import { json, number, stored, text } from './job-row.js';

const AUDITS = 100;
/** Guesses and sessions older than this are of no use, ms. */
const FORGOTTEN_MS = 24 * 3_600_000;

export class SqlPeople implements PeopleStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  users(): Promise<User[]> {
    return this.#db.read(async (sql) => (await sql.rows('select * from users order by login')).map(userOf));
  }

  user(login: string): Promise<User | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select * from users where login = $1', [login]);
      return row && userOf(row);
    });
  }

  saveUser({ login, name, role, passwordHash, groups, disabled, createdAt }: User): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(
        `insert into users (login, name, role, password_hash, groups, disabled, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (login) do update set name = excluded.name, role = excluded.role,
           password_hash = excluded.password_hash, groups = excluded.groups, disabled = excluded.disabled`,
        [login, name, role, passwordHash, stored(groups), disabled ? 1 : 0, createdAt],
      );
    });
  }

  removeUser(login: string): Promise<boolean> {
    return this.#db.write(async (sql) => {
      await sql.run('delete from sessions where login = $1', [login]);
      return (await sql.run('delete from users where login = $1', [login])) > 0;
    });
  }

  guesses(name: string, since: number): Promise<number> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select count(*) as n from guesses where name = $1 and at >= $2', [
        name,
        since,
      ]);
      return number(row ?? {}, 'n');
    });
  }

  guess(name: string, now: number): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run('delete from guesses where name = $1 and at < $2', [name, now - FORGOTTEN_MS]);
      await sql.run('insert into guesses (name, at) values ($1, $2)', [name, now]);
    });
  }

  session(id: string, now: number): Promise<Session | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select * from sessions where id = $1 and expires_at > $2', [id, now]);
      return row && sessionOf(row);
    });
  }

  saveSession({ id, login, kind, createdAt, expiresAt, data }: Session): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run('delete from sessions where expires_at < $1', [createdAt - FORGOTTEN_MS]);
      await sql.run(
        `insert into sessions (id, login, kind, created_at, expires_at, data) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set expires_at = excluded.expires_at, data = excluded.data`,
        [id, login, kind, createdAt, expiresAt, JSON.stringify(data ?? null)],
      );
    });
  }

  endSession(id: string): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run('delete from sessions where id = $1', [id]);
    });
  }

  endSessionsOf(login: string): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run('delete from sessions where login = $1', [login]);
    });
  }

  audit({ at, login, action, target, from, details }: Omit<AuditEntry, 'id'>): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(
        'insert into audit (at, login, action, target, origin, details) values ($1, $2, $3, $4, $5, $6)',
        [at, login, action, target, from, JSON.stringify(details ?? null)],
      );
    });
  }

  audits({ login, action, target, from, to, limit = AUDITS, before }: AuditQuery): Promise<AuditEntry[]> {
    const params = new Params();
    const where = ['1 = 1'];
    const add = (condition: string, value: string | number | undefined): void => {
      if (value !== undefined) where.push(`${condition} ${params.add(value)}`);
    };
    add('login =', login);
    add('action =', action);
    add('target =', target);
    add('at >=', from);
    add('at <', to);
    add('id <', before);
    const query = `select * from audit where ${where.join(' and ')} order by id desc limit ${params.add(limit)}`;
    return this.#db.read(async (sql) => (await sql.rows(query, params.values)).map(auditOf));
  }
}

function userOf(row: Row): User {
  return {
    login: text(row, 'login'),
    name: text(row, 'name'),
    role: text(row, 'role') as Role,
    passwordHash: text(row, 'password_hash'),
    groups: json(row, 'groups') as User['groups'],
    disabled: number(row, 'disabled') !== 0,
    createdAt: number(row, 'created_at'),
  };
}

function sessionOf(row: Row): Session {
  return {
    id: text(row, 'id'),
    login: text(row, 'login'),
    kind: text(row, 'kind') as Session['kind'],
    createdAt: number(row, 'created_at'),
    expiresAt: number(row, 'expires_at'),
    data: json(row, 'data'),
  };
}

function auditOf(row: Row): AuditEntry {
  return {
    id: number(row, 'id'),
    at: number(row, 'at'),
    login: text(row, 'login'),
    action: text(row, 'action'),
    target: text(row, 'target'),
    from: text(row, 'origin'),
    details: json(row, 'details'),
  };
}
