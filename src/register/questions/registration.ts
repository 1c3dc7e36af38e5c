import {
  type AgentType,
  agentTypes,
  type FiscalDocument,
  fieldValue,
  fieldValues,
  type NamedFields,
  type TagId,
  type Taxation,
  taxations,
  toNamed,
} from '../../fiscal/index.js';
import { ffdVersionName } from './identity.js';

/** What the register is registered with; undefined or empty where the report does not say. */
export interface Registration {
  /** 1 = the first registration. */
  report: number;
  /** Of the report, `YYYY-MM-DDTHH:mm:ss`. */
  dateTime: string | undefined;
  /** FD number of the report. */
  documentNumber: number | undefined;
  /** Why it was registered again, tag 1101. */
  reasons: number[];
  owner: { name: string; inn: string };
  /** Tags 1009 and 1187. */
  address: string;
  place: string;
  /** RNM, tag 1037. */
  registrationNumber: string;
  /** Tag 1013. */
  serialNumber: string;
  /** Tag 1036, for a register in an automat. */
  machineNumber: string;
  fnNumber: string;
  ofd: { name: string; inn: string };
  /** Tags 1060 and 1117. */
  fnsSite: string;
  senderEmail: string;
  taxations: Taxation[];
  agents: AgentType[];
  ffd: { document: string; device: string; fn: string };
  /** Tag 1188. */
  firmware: string;
  modes: {
    offline: boolean;
    automatic: boolean;
    encryption: boolean;
    internetOnly: boolean;
    servicesOnly: boolean;
    bso: boolean;
    excise: boolean;
    gambling: boolean;
    lottery: boolean;
    printerInMachine: boolean;
  };
  /** Every requisite by the id of its tag, such as `userName` for 1048. */
  fields: NamedFields;
}

type TextId = Extract<
  TagId,
  | 'userName'
  | 'userInn'
  | 'settlementAddress'
  | 'settlementPlace'
  | 'kktRegNumber'
  | 'kktSerial'
  | 'machineNumber'
  | 'fnNumber'
  | 'ofdName'
  | 'ofdInn'
  | 'fnsSite'
  | 'senderEmail'
  | 'kktVersion'
>;

type FlagId = Extract<
  TagId,
  | 'offlineMode'
  | 'autoMode'
  | 'encryption'
  | 'internetOnlyKkt'
  | 'servicesOnly'
  | 'bsoSystem'
  | 'exciseGoods'
  | 'gambling'
  | 'lottery'
  | 'printerInMachine'
>;

/** The requisites of a registration report (forms 1 and 11) as one structure. */
export function registrationOf(document: FiscalDocument, report: number): Registration {
  const text = (id: TextId): string => fieldValue(document, id)?.trim() ?? '';
  const flag = (id: FlagId): boolean => fieldValue(document, id) === 1;
  const ffd = (id: 'ffdVersion' | 'kktFfdVersion' | 'fnFfdVersion'): string =>
    ffdVersionName(fieldValue(document, id));
  return {
    report,
    dateTime: fieldValue(document, 'dateTime'),
    documentNumber: fieldValue(document, 'docNumber'),
    reasons: fieldValues(document, 'reregistrationReason'),
    owner: { name: text('userName'), inn: text('userInn') },
    address: text('settlementAddress'),
    place: text('settlementPlace'),
    registrationNumber: text('kktRegNumber'),
    serialNumber: text('kktSerial'),
    machineNumber: text('machineNumber'),
    fnNumber: text('fnNumber'),
    ofd: { name: text('ofdName'), inn: text('ofdInn') },
    fnsSite: text('fnsSite'),
    senderEmail: text('senderEmail'),
    taxations: bitNames(taxations.entries, fieldValue(document, 'taxationTypes')),
    agents: bitNames(agentTypes.entries, fieldValue(document, 'agentType')),
    ffd: { document: ffd('ffdVersion'), device: ffd('kktFfdVersion'), fn: ffd('fnFfdVersion') },
    firmware: text('kktVersion'),
    modes: {
      offline: flag('offlineMode'),
      automatic: flag('autoMode'),
      encryption: flag('encryption'),
      internetOnly: flag('internetOnlyKkt'),
      servicesOnly: flag('servicesOnly'),
      bso: flag('bsoSystem'),
      excise: flag('exciseGoods'),
      gambling: flag('gambling'),
      lottery: flag('lottery'),
      printerInMachine: flag('printerInMachine'),
    },
    fields: toNamed(document).fields,
  };
}

function bitNames<N extends string>(
  entries: ReadonlyArray<{ readonly code: number; readonly name: N }>,
  bits = 0,
): N[] {
  return entries.filter(({ code }) => (bits & code) !== 0).map(({ name }) => name);
}
