import type { Field } from './fields.js';
import type { Rule, Scope } from './scope.js';
import { text } from './text.js';

/**
 * Contacts as people write them: `8 912 345-67-89` and `+7 (912) 345-67-89` are one phone, and the format knows it as
 * `+79123456789`. What can be meant in one way only is rewritten, with a warning; anything else is a problem that proposes
 * the right form.
 */

// Texts are at most 10 000 characters here, and no part of the patterns can match in two ways.
const emailForm =
  /^[^\s@"(),:;<>[\\\]]{1,64}@[^\s@"(),:;<>[\\\].]{1,63}(?:\.[^\s@"(),:;<>[\\\].]{1,63}){1,8}$/;
const phoneForm = /^\+\d{7,18}$/;
/** With the plus or without it. */
const dialled = /^\+?\d{7,19}$/;
/** What people put between digits. */
const separators = /[\s\u00a0()./\u2010-\u2014\u2212-]/g;

const LONGEST = 100;

interface Form {
  readonly code: string;
  readonly max: number;
  readonly rule: Rule;
  readonly matches: (text: string) => boolean;
}

const contactForm: Form = {
  code: 'CONTACT_FORMAT',
  max: 64,
  rule: [
    'нужен телефон («+» и цифры, без пробелов и скобок) или адрес электронной почты',
    'a phone ("+" and digits, no spaces or brackets) or an e-mail address is needed',
  ],
  matches: (value) => emailForm.test(value) || phoneForm.test(value),
};

const emailOnly: Form = {
  code: 'EMAIL_FORMAT',
  max: 64,
  rule: ['нужен адрес электронной почты', 'an e-mail address is needed'],
  matches: (value) => emailForm.test(value),
};

const phoneOnly: Form = {
  code: 'PHONE_FORMAT',
  max: 19,
  rule: [
    'нужен телефон: «+» и цифры, без пробелов и скобок',
    'a phone is needed: "+" and digits, no spaces or brackets',
  ],
  matches: (value) => phoneForm.test(value),
};

/** Tag 1008: a phone or an e-mail address. */
export const contact: Field<string> = formed(1008, contactForm);
export const email = (tag: number): Field<string> => formed(tag, emailOnly);
export const phone = (tag: number): Field<string> => formed(tag, phoneOnly);

function formed(tag: number, form: Form): Field<string> {
  const plain = text(tag, form.max);
  return {
    tag,
    read(value, scope) {
      if (typeof value !== 'string' || value.trim() === '') return plain.read(value, scope);
      const usual = usualForm(value);
      if (scope.report.asGiven && isMeant(value, form)) {
        if (usual !== value) warnOfSpelling(value, usual, tag, scope);
        return plain.read(value, scope);
      }
      if (usual === undefined || !form.matches(usual)) return refuse(value, form, plain, tag, scope);
      if (usual !== value) {
        scope.warning('CONTACT_REWRITTEN', [`записано как «${usual}»`, `written as "${usual}"`], value, tag);
      }
      return plain.read(usual, scope);
    },
  };
}

/** Whoever reads it finds the phone or the address. */
function isMeant(value: string, form: Form): boolean {
  const trimmed = value.trim();
  if (value.length > LONGEST) return false;
  return form.matches(trimmed) || (form !== emailOnly && dialled.test(trimmed.replace(separators, '')));
}

function warnOfSpelling(value: string, usual = '+7…', tag: number, scope: Scope): void {
  const rule: Rule = [
    `записано как задано; в документах пишут «${usual}»`,
    `written as it was given; documents have "${usual}"`,
  ];
  scope.warning('CONTACT_SPELLING', rule, value, tag);
}

/** The only thing that a phone or an address can mean; undefined when it is neither, or not clear. */
function usualForm(value: string): string | undefined {
  if (value.length > LONGEST) return undefined;
  const trimmed = value.trim();
  if (emailForm.test(trimmed)) return trimmed;
  const digits = trimmed.replace(separators, '');
  // No country has +89: it is a Russian 8 with a plus in front.
  if (phoneForm.test(digits)) return /^\+89\d{9}$/.test(digits) ? undefined : digits;
  return /^[78]\d{10}$/.test(digits) ? `+7${digits.slice(1)}` : undefined;
}

function refuse(value: string, form: Form, plain: Field<string>, tag: number, scope: Scope): undefined {
  const { problems } = scope.report;
  const before = problems.length;
  plain.read(value, scope);
  if (problems.length > before) return undefined;
  const [ru, en] = form.rule;
  const [hintRu, hintEn] = proposal(value, form);
  return scope.problem(form.code, [ru + hintRu, en + hintEn], value, tag);
}

function proposal(value: string, form: Form): Rule {
  const right = value.length > LONGEST ? [] : meant(value).filter(form.matches);
  if (right.length > 0) {
    return [
      `; возможно, ${right.map((one) => `«${one}»`).join(' или ')}`,
      `; did you mean ${right.map((one) => `"${one}"`).join(' or ')}?`,
    ];
  }
  if (!/[@\d]/.test(value))
    return ['; если его нет, поле не передают', '; leave the field out when there is none'];
  return ['', ''];
}

/** Addresses and phones in a text that is not quite one of them. */
function meant(value: string): string[] {
  const addresses = value.split(/[\s,;<>()"]+|mailto:/i).filter((part) => emailForm.test(part));
  if (addresses.length > 0) return addresses.slice(0, 2);
  const digits = value.replace(separators, '');
  const bare = digits.replace(/^[^+\d]+/, '');
  if (bare !== digits) return [usualForm(bare) ?? bare];
  const local = /^(?:\+8)?(\d{10})$/.exec(digits)?.[1];
  if (local !== undefined) return [`+7${local}`];
  // With the number of a country, but for the plus; nowhere do they begin with 0 or 8 and are so long.
  const abroad = /^(?:00)?([1-79]\d{10,14})$/.exec(digits)?.[1];
  return abroad === undefined ? [] : [`+${abroad}`];
}
