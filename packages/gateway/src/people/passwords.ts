import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 2^14 rounds: 16 MiB and some tens of milliseconds a guess. */
const COST = 14;
const KEY = 32;
const SALT = 16;
/** Guesses that are computed at the same time; others wait. */
const AT_ONCE = 2;
const LONGEST = 1024;

let running = 0;
const waiting: (() => void)[] = [];

/** `scrypt$14$salt$key`, for the store; the hash says how many rounds it was made with, 2^`cost`. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Takes the same time whatever is wrong. A hash that nobody has made matches nothing. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [kind, cost, salt, key] = hash.split('$');
  if (kind !== 'scrypt' || !salt || !key || !(Number(cost) >= 1 && Number(cost) <= 20)) return false;
  const wanted = Buffer.from(key, 'base64url');
  const found = await derive(password, Buffer.from(salt, 'base64url'), Number(cost));
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** A password that cannot be guessed: 24 characters. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}

async function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      scrypt(password.slice(0, LONGEST), salt, KEY, { N: 2 ** cost, r: 8, p: 1 }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
