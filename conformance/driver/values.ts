/** Values that cross the border of the driver process; all of it survives JSON. */

/** A wide character of `wchar_t*` parameters, a double and a date need a mark: the driver keeps the type it was given. */
export type ParamValue =
  | boolean
  /** Whole numbers only: `set_param_int`. */
  | number
  | string
  | { readonly double: number }
  | { readonly hex: string }
  | { readonly date: DateParts };

/** year, month, day, hour, minute, second */
export type DateParts = readonly [number, number, number, number, number, number];

/** Names are those of the header without `LIBFPTR_PARAM_`; `t1212` is the FFD tag 1212. */
export type Params = Readonly<Record<string, ParamValue>>;

interface ReadTypes {
  bool: boolean;
  int: number;
  double: number;
  string: string;
  /** Upper case hex. */
  bytes: string;
  /** `YYYY-MM-DDTHH:mm:ss` */
  date: string;
}

export type ReadKind = keyof ReadTypes;
export type Reads = Readonly<Record<string, ReadKind>>;
export type ReadValues<R extends Reads> = { readonly [K in keyof R]: ReadTypes[R[K]] };

/** One call of the native API: parameters set, the operation run, parameters read back when it succeeded. */
export interface Call {
  readonly operation: string;
  readonly params?: Params;
  /** Names of the parameters (attributes) that the register must not print. */
  readonly nonPrintable?: readonly string[];
  readonly read?: Reads;
}

/** What a call came to; code 0 is success. */
export interface CallOutcome {
  readonly code: number;
  readonly description: string;
  readonly values: Readonly<Record<string, boolean | number | string>>;
}

/** The same list of calls run `rounds` times inside the driver process; it stops at the first refusal. */
export interface CallsRequest {
  readonly id: number;
  readonly calls: readonly Call[];
  readonly rounds: number;
}

export type CallsReply =
  | {
      readonly id: number;
      /** Outcomes of the last round. */
      readonly outcomes: readonly CallOutcome[];
      /** Wall time of every finished round. */
      readonly roundMs: readonly number[];
    }
  | {
      readonly id: number;
      /** The request itself was wrong, such as an unknown parameter name. */
      readonly broken: string;
    };

export function double(value: number): ParamValue {
  return { double: value };
}
