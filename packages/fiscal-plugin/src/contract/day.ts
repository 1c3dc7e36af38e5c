/**
 * The day of a moment in a country, `YYYY-MM-DD`: `dayIn(await services.time.now(), 'Europe/Bratislava')`. A moment's own
 * offset may be another one (`Z`, a till that stands in another zone), so that the head of its string is not the day of
 * the law: at New Year it is not even the year.
 *
 * @param timeZone name of the zone as the IANA knows it.
 * @throws RangeError for what is no moment or no zone.
 */
export function dayIn(moment: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'gregory',
    numberingSystem: 'latn',
  }).formatToParts(new Date(moment));
  const part = (type: string) => parts.find((known) => known.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}
