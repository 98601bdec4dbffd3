/** The time on this device's clock that a node means. */
export function localTime(moment: number | null, nodeNow: number, now: number): number | 'never' {
  return moment === null ? 'never' : moment - nodeNow + now;
}
