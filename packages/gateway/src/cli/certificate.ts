import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  bits,
  type Der,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  time,
  truth,
  utf8,
} from './der.js';

export interface OwnCertificate {
  /** PEM of the server's certificate. */
  readonly cert: string;
  readonly key: string;
  /** The authority that has signed it: clients have to trust this file. */
  readonly file: string;
}

const DAY_MS = 86_400_000;
const DAYS = 30;
/** Clocks of this machine and of its clients may differ. */
const EARLIER_MS = DAY_MS;
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const HOSTS = ['localhost', '127.0.0.1', '::1'];

interface Party {
  readonly name: string;
  readonly publicKey: KeyObject;
}

/** An authority of its own, and a certificate of this computer by it, for 30 days of trying. */
export async function ownCertificate(folder: string, now = Date.now()): Promise<OwnCertificate> {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [authority, server] = [keys(), keys()];
  const ca: Party = { name: 'atol-gateway dev CA', publicKey: authority.publicKey };
  const own: Party = { name: 'localhost', publicKey: server.publicKey };
  const file = join(folder, 'ca.pem');
  await writeFile(file, certificate(ca, ca, authority.privateKey, now, authorityRights()));
  return {
    cert: certificate(own, ca, authority.privateKey, now, serverRights(HOSTS)),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    file,
  };
}

/** X.509 v3 (RFC 5280) in PEM. */
function certificate(
  subject: Party,
  issuer: Party,
  key: KeyObject,
  now: number,
  rights: readonly Der[],
): string {
  const content = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(Uint8Array.of(0x01, ...randomBytes(15))),
    ECDSA_SHA256,
    named(issuer),
    sequence(time(now - EARLIER_MS), time(now + DAYS * DAY_MS)),
    named(subject),
    spki(subject),
    explicit(
      3,
      sequence(
        ...rights,
        extension('2.5.29.14', octets(keyId(subject))),
        extension('2.5.29.35', sequence(implicit(0, keyId(issuer)))),
      ),
    ),
  );
  const whole = sequence(content, ECDSA_SHA256, bits(sign('sha256', content, key)));
  const lines =
    Buffer.from(whole)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** May sign certificates, and nothing else. */
function authorityRights(): Der[] {
  return [
    extension('2.5.29.19', sequence(truth()), true),
    // keyCertSign and cRLSign: bits 5 and 6.
    extension('2.5.29.15', bits(Uint8Array.of(0b0000_0110), 1), true),
  ];
}

function serverRights(hosts: readonly string[]): Der[] {
  const names = hosts.map((host) =>
    isIP(host) ? implicit(7, addressBytes(host)) : implicit(2, Buffer.from(host, 'latin1')),
  );
  return [
    extension('2.5.29.19', sequence(), true),
    // digitalSignature: bit 0.
    extension('2.5.29.15', bits(Uint8Array.of(0b1000_0000), 7), true),
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(...names)),
  ];
}

/** Of the addresses above: IPv4, and `::1`. */
function addressBytes(host: string): Uint8Array {
  return host === '::1'
    ? Uint8Array.of(...Array<number>(15).fill(0), 1)
    : Uint8Array.from(host.split('.').map(Number));
}

function extension(id: string, value: Der, critical = false): Der {
  return sequence(oid(id), ...(critical ? [truth()] : []), octets(value));
}

function named({ name }: Party): Der {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(name))));
}

function spki({ publicKey }: Party): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

function keyId(party: Party): Buffer {
  return createHash('sha1').update(spki(party)).digest();
}
