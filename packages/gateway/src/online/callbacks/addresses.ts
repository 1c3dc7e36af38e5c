import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Where a callback must never go: this network itself, cloud metadata, nobody, everybody. */
const never = blocked([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200/32',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::/32',
  '100::/64',
]);

/** Where it goes only if the group allows it. */
const inside = blocked([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
]);

function blocked(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Why a callback must not connect to this address; undefined when it may. */
export function forbidden(address: string, allowInside: boolean): string | undefined {
  const plain = address.split('%')[0] ?? '';
  if (!isIPv4(plain) && !isIPv6(plain)) return `${address}: не IP-адрес`;
  for (const one of [plain, ...embedded(plain)]) {
    const family = isIPv4(one) ? 'ipv4' : 'ipv6';
    if (never.check(one, family)) return `${address}: служебный адрес`;
    if (!allowInside && inside.check(one, family)) return `${address}: внутренний адрес`;
  }
  return undefined;
}

/** IPv4 addresses inside an IPv6 one: mapped, NAT64, 6to4. */
function embedded(address: string): string[] {
  if (!isIPv6(address)) return [];
  const groups = expanded(address);
  const at = (index: number): string => {
    const [high = 0, low = 0] = [groups[index], groups[index + 1]];
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  };
  const zeros = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0);
  if (
    zeros(0, 5) &&
    (groups[5] === 0xffff || (groups[5] === 0 && (groups[6] !== 0 || (groups[7] ?? 0) > 1)))
  ) {
    return [at(6)];
  }
  if (groups[0] === 0x64 && groups[1] === 0xff9b) return [at(6)];
  return groups[0] === 0x2002 ? [at(1)] : [];
}

function expanded(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : address;
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  return [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}

function hex(high: string | undefined, low: string | undefined): string {
  return ((Number(high) << 8) | Number(low)).toString(16);
}
