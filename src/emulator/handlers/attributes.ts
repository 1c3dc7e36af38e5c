import { decodeCp866 } from '../../fiscal/cp866.js';
import { tagById } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import {
  acceptAttribute,
  addAttribute,
  attributeError,
  isForReceipts,
  parseAttribute,
  refuseAttribute,
} from '../device/attributes.js';
import type { Device } from '../device/device.js';
import { productCode } from '../device/marking.js';
import { isCorrection } from '../device/receipt.js';
import { acceptRegistrationAttribute } from '../device/registration-attributes.js';
import { listed, VAT_SUMS, vatRateSets } from '../device/taxes.js';
import { join } from '../fn/bytes.js';
import type { Request } from './handlers.js';

/** The largest attribute is a structure of 512 bytes; more cannot be kept while it arrives. */
const BUFFER = 1024;
const cashierTags: readonly number[] = [tagById('cashier').tag, tagById('cashierInn').tag];

/** E8: a block of an attribute; the last one writes it. */
export function writeBlock(device: Device, { flags, blocks, index, data }: Request<'writeAttribute'>): void {
  const { state } = device;
  const begun = index === 0 ? undefined : state.blocks;
  state.blocks = undefined;
  // Blocks come one after another, and all tell the same number of them.
  const expected = begun ? begun.received : 0;
  if (blocks === 0 || index !== expected || (begun && begun.total !== blocks))
    throw refuseAttribute(attributeError.badValue);
  const bytes = join(begun?.bytes ?? new Uint8Array(), data);
  if (bytes.length > BUFFER) throw refuseAttribute(attributeError.bufferFull);
  if (index + 1 < blocks) state.blocks = { total: blocks, flags, received: index + 1, bytes };
  else writeAttribute(device, bytes);
}

function writeAttribute(device: Device, bytes: Uint8Array): void {
  const { receipt } = device.state;
  const given = parseAttribute(bytes);
  const forRegistration = !receipt && acceptRegistrationAttribute(device, given);
  if (forRegistration && !isForReceipts(given)) return;
  const form = receipt && (isCorrection(receipt.type) ? 31 : 3);
  const attribute = acceptAttribute(given, { form, position: receipt?.position !== undefined });
  // It may be meant for a registration that allows what the present one does not.
  if (!forRegistration) checkAttribute(device, attribute);
  if (cashierTags.includes(attribute.tag)) setCashier(device, attribute);
  else if (!receipt) addAttribute(device.state.pendingAttributes, attribute, true);
  else addAttribute((receipt.position ?? receipt).attributes, attribute, false);
}

/** Name and INN of the cashier stay until others come. */
function setCashier({ state }: Device, { tag, value }: Tlv): void {
  const text = decodeCp866(value).trimEnd();
  if (tag === tagById('cashierInn').tag) state.operator.inn = text;
  else state.operator.name = text;
}

/** Throws DeviceError when the registration does not allow the value in a receipt. */
export function checkAttribute({ registration, taxNumbers }: Device, { tag, value }: Tlv): void {
  if (tag === VAT_SUMS) checkVatSums(taxNumbers, value);
  const bits = value[0] ?? 0;
  if (tag === tagById('taxationType').tag) {
    const single = bits !== 0 && (bits & (bits - 1)) === 0;
    if (!single || (bits & registration.taxationSystems) === 0)
      throw deviceError(deviceStatus.extendedInRegister37, 0x0103);
  }
  const agent = tag === tagById('agentType').tag || tag === tagById('itemAgentType').tag;
  if (agent && (bits & ~registration.agents) !== 0) throw refuseAttribute(attributeError.badValue);
}

/** Totals in tag 1115 are those of rates that have no tag of their own. */
function checkVatSums(taxNumbers: number, value: Uint8Array): void {
  if (taxNumbers === vatRateSets.ffd105) throw refuseAttribute(attributeError.notReprogrammable);
  const wrong = listed(value).some(([code]) => code <= vatRateSets.ffd105 || code > taxNumbers);
  if (wrong) throw refuseAttribute(attributeError.badValue);
}

/** EF 08: the value of tag 1162, which also goes into the open position unless the host only asks. */
export function markingCode(device: Device, { typeAndMode, code }: Request<'parseMarkingCode'>): Uint8Array {
  const value = productCode(code);
  if (!value) throw deviceError(deviceStatus.extendedInRegister37, 0x0106);
  if ((typeAndMode & 1) === 0) {
    const { position } = device.receipt;
    if (!position) throw refuseAttribute(attributeError.outsidePosition);
    addAttribute(position.attributes, { tag: tagById('productCode').tag, value }, false);
  }
  return value;
}
