import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { FiscalFault, fault } from '../../contract/fault.js';

/** What a publisher signs about an artefact; stands beside it as `<version>.zip.sig`, JSON. */
export interface ArtefactSignature {
  readonly plugin: string;
  readonly version: string;
  /** SHA-256 of the zip, hex. */
  readonly sha256: string;
  /** Name of the publisher's key. */
  readonly key: string;
  /** Ed25519 over `signedText`, base64. */
  readonly signature: string;
}

/** Publishers that a till trusts: name of the key → public key, PEM (SPKI) or base64 of its DER. */
export type Publishers = Readonly<Record<string, string>>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The name and the version are signed, too: an old artefact cannot be served under a new name. */
function signedText({ plugin, version, sha256: hash }: Omit<ArtefactSignature, 'key' | 'signature'>): Buffer {
  return Buffer.from(`fiscal-plugin artefact 1\n${plugin}\n${version}\n${hash}\n`, 'utf8');
}

export function signArtefact(
  zip: Uint8Array,
  { plugin, version, key }: { plugin: string; version: string; key: string },
  privateKey: KeyObject,
): ArtefactSignature {
  const signed = { plugin, version, sha256: sha256(zip) };
  return { ...signed, key, signature: sign(null, signedText(signed), privateKey).toString('base64') };
}

/** @throws FiscalFault `bad-signature` when the artefact is not what a trusted publisher signed. */
export function checkArtefact(
  zip: Uint8Array,
  signature: unknown,
  expected: { plugin: string; version: string },
  publishers: Publishers,
): void {
  const given = (signature ?? {}) as Partial<ArtefactSignature>;
  const refuse = (why: string): never => {
    throw new FiscalFault(fault('plugin', 'bad-signature', `${expected.plugin} ${expected.version}: ${why}`));
  };
  for (const name of ['plugin', 'version', 'sha256', 'key', 'signature'] as const) {
    if (typeof given[name] !== 'string') refuse(`the signature lacks ${name}`);
  }
  const signed = given as ArtefactSignature;
  if (signed.plugin !== expected.plugin || signed.version !== expected.version) {
    refuse(`signed for ${signed.plugin} ${signed.version}`);
  }
  if (signed.sha256 !== sha256(zip)) refuse('the file is not the one that was signed');
  const known = Object.hasOwn(publishers, signed.key) ? publishers[signed.key] : undefined;
  if (known === undefined) refuse(`nobody trusts the key ${signed.key}`);
  const publicKey = publicKeyOf(signed.key, String(known));
  if (!verify(null, signedText(signed), publicKey, Buffer.from(signed.signature, 'base64'))) {
    refuse(`the signature is not by ${signed.key}`);
  }
}

/** @throws FiscalFault of the till: the key stands in its settings. */
function publicKeyOf(name: string, text: string): KeyObject {
  try {
    const key = text.includes('BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519') return key;
    throw new TypeError(`it is of kind ${key.asymmetricKeyType}`);
  } catch (error) {
    const message = `the key of the publisher ${name} must be Ed25519: ${(error as Error).message}`;
    throw new FiscalFault(fault('till', 'bad-publisher', message), { cause: error });
  }
}
