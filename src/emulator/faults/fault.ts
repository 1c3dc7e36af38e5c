import type { CommandName } from '../../protocol/classic/commands/index.js';
import type { P5CommandName } from '../../protocol/p5/commands/index.js';
import type { PrinterTrouble } from '../printer/trouble.js';

/** A command of either protocol. */
export type FaultCommand = CommandName | P5CommandName;

/** A command by name (`closeReceipt`) or, in the classic protocol, by code (`4A`, `A430`). */
export type CommandRef = FaultCommand | (string & {});

/** When a fault strikes. Without `at` it strikes at once. */
export interface FaultTiming {
  /** Name in `faults.list`; given out by the emulator when absent. */
  readonly id?: string | undefined;
  /** The command at which it strikes. */
  readonly at?: CommandRef | undefined;
  /** Which of these commands is the first one struck, counted from 1 since the fault was added. Default 1. */
  readonly nth?: number | undefined;
  /** How many times in a row. Default 1. */
  readonly times?: number | 'always' | undefined;
}

/** The register answers with an error byte. */
export interface ErrorFault extends FaultTiming {
  readonly at: CommandRef;
  /** 0x67, or hex in a string: `67`. */
  readonly error: number | string;
  /** Two characters of the second protocol, such as `12`, in place of those that `error` stands for there. */
  readonly deviceCode?: string | undefined;
  /** Third byte of the answer for F6, bytes 3-4 of register 37 for EE. A number, or hex in a string: `0201`. */
  readonly extended?: number | string | undefined;
  /** The command is executed all the same. Default false. */
  readonly executed?: boolean | undefined;
  /** False: what the command prints does not get to the end of its paper (register 3B). */
  readonly printed?: false | undefined;
}

/** The document of a command does not get to the end of its paper (register 3B), the answer is good. */
export interface NotPrintedFault extends FaultTiming {
  readonly at: CommandRef;
  readonly printed: false;
}

/** Every command but questions is refused with 76 for this time. */
export interface BusyFault extends FaultTiming {
  /** Milliseconds of the emulator's clock. */
  readonly busyMs: number;
}

/**
 * Power fails at a command: `before` it is executed, `during` it (the FN has not stored the document), or `after` it (the FN
 * has, the answer is not sent). Without `at`: now.
 */
export interface PowerFault extends FaultTiming {
  readonly power: 'loss';
  readonly when?: 'before' | 'during' | 'after' | undefined;
  /** What is left of an open receipt: `lost` (default) or `kept` as with a battery. */
  readonly memory?: 'kept' | 'lost' | undefined;
  /** Until power is back, ms. Default 0; `emulator.power.on()` brings it back when `never`. */
  readonly offMs?: number | 'never' | undefined;
}

/** The printer cannot print, or tells that the roll is about to end (`nearEnd`), until the fault is taken off or `forMs` is over. */
export interface PaperFault extends FaultTiming {
  readonly paper: PrinterTrouble | 'nearEnd';
  /** With `out`: lines that are still printed, in the middle of a document if it comes to that. Default 0. */
  readonly afterLines?: number | undefined;
  readonly forMs?: number | undefined;
}

/** The register's clock jumps: by milliseconds, or to a local time `YYYY-MM-DDTHH:mm:ss`. */
export interface ClockFault extends FaultTiming {
  readonly clock: number | string;
}

/** The FN is gone, has room for a few documents only, or signs slowly. Taken off, it is as before. */
export interface FnFault extends FaultTiming {
  readonly fn: 'unplugged' | 'nearlyFull' | 'slow';
  /** With `slow`: how long it signs, ms. Default 10 000. */
  readonly ms?: number | undefined;
  /** With `nearlyFull`: documents that still fit. Default 1. */
  readonly documentsLeft?: number | undefined;
  readonly forMs?: number | undefined;
}

/** No connection to the operator can be made. */
export interface OfdFault extends FaultTiming {
  readonly ofd: 'unreachable';
  readonly forMs?: number | undefined;
}

/**
 * A Z report broke off: until command 5A is executed, commands are refused with 1A. At `closeShift` it breaks off in the
 * report itself; without `at` it is as if it had happened before.
 */
export interface InterruptedZFault extends FaultTiming {
  readonly zReport: 'interrupted';
  /** The FN has the report already, only counters and paper are missing. Default false. */
  readonly signed?: boolean | undefined;
}

export const lineEffects = ['cut', 'silence', 'lose', 'double', 'delay', 'flip', 'noise', 'drip'] as const;
export type LineEffect = (typeof lineEffects)[number];

/**
 * Something happens to the bytes of a line. With `at` it strikes the packet that carries the command (`when: 'before'`) or its
 * answer (`after`, default); without it the next packets of a direction, or the byte number `byte`.
 */
export interface LineFault extends FaultTiming {
  /**
   * - `cut`: the line dies; `downMs` more no new one can be opened
   * - `silence`: the line stays open, nothing passes any more, as on a half-open socket; a new line works
   * - `lose`, `double`: the packet does not arrive, or twice
   * - `delay`: it arrives `ms` later
   * - `drip`: byte by byte, `ms` between them
   * - `flip`: one of its bits is wrong
   * - `noise`: every byte may be damaged, lost or doubled
   */
  readonly line: LineEffect;
  readonly when?: 'before' | 'after' | undefined;
  /** Without `at`. Default `toHost`. */
  readonly direction?: 'toHost' | 'toRegister' | undefined;
  /** Bytes that still pass: of the packet with `at`, else counted in the direction since the fault was added. */
  readonly byte?: number | undefined;
  /** Of `delay` (default 1000) and `drip` (default 50). */
  readonly ms?: number | undefined;
  /** Of `silence`: when the line passes bytes again. Default: never. */
  readonly forMs?: number | undefined;
  /** Of `cut`. Default 0. */
  readonly downMs?: number | undefined;
  /** Of `noise`: probability of damage per byte. Default 0.1. */
  readonly rate?: number | undefined;
  /** Of `noise`. Default 1. */
  readonly seed?: number | undefined;
}

/** A fault as plain data: the same in a program, in a scenario file, on the command line and over HTTP. */
export type Fault =
  | ErrorFault
  | NotPrintedFault
  | BusyFault
  | PowerFault
  | PaperFault
  | ClockFault
  | FnFault
  | OfdFault
  | InterruptedZFault
  | LineFault;

/** A fault that was added and not taken off. */
export interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  /** How many times it has struck. */
  readonly struck: number;
  /** False when it has nothing left to do. */
  readonly active: boolean;
}
