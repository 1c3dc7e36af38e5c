/** The register's clock has no zone; the contract wants one: the computer's stands for the shop's. */
export function moment(local: string): string {
  const time = local.length === 16 ? `${local}:00` : local;
  const minutes = -new Date(time).getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${time}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(Math.abs(minutes) % 60)}`;
}
