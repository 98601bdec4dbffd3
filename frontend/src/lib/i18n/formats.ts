/** Numbers, sizes, times and rates in words of a language; a thin layer over Intl, made once per language. */
export interface Formats {
  /** Bytes in decimal units with at most three digits: `64 MB`, `1.05 GB`. */
  readonly bytes: (bytes: number) => string;
  /** Bytes per second: `31 MB/s`. */
  readonly rate: (bytesPerSecond: number) => string;
  /** A share of 1, rounded down so that 100 % is never shown early. */
  readonly percent: (part: number) => string;
  /** A length of time in its largest one or two units: `7 days`, `3 min 20 sec`. */
  readonly duration: (milliseconds: number) => string;
  /** How far a moment lies from another: `in 7 days`, `3 minutes ago`. */
  readonly relative: (from: number, to: number) => string;
  /** A moment as date and time. */
  readonly moment: (milliseconds: number) => string;
}

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_UNITS = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
] as const;

/**
 * @param language BCP 47
 * @param direction of the text around: in right-to-left text each value is set apart (UAX #9, isolates), so that
 *     `31 MB/s` keeps its order
 */
export function formats(language: string, direction: 'ltr' | 'rtl'): Formats {
  const apart = (text: string) => (direction === 'rtl' ? `\u2068${text}\u2069` : text);
  const cache = new Map<string, Intl.NumberFormat>();
  const unit = (value: number, name: string, display: 'short' | 'long', digits: number) => {
    const id = `${name} ${display} ${digits}`;
    let format = cache.get(id);
    if (format === undefined) {
      format = new Intl.NumberFormat(language, {
        style: 'unit',
        unit: name,
        unitDisplay: display,
        maximumFractionDigits: digits,
      });
      cache.set(id, format);
    }
    return format.format(value);
  };
  const size = (bytes: number, per: string) => {
    let value = Math.max(0, bytes);
    let step = 0;
    // 999.5 kB would be written as 1,000 kB.
    while (value >= 999.5 && step < SIZE_UNITS.length - 1) {
      value /= 1000;
      step++;
    }
    const digits = step === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return unit(
      value,
      `${SIZE_UNITS[step] ?? 'byte'}${per}`,
      step === 0 && per === '' ? 'long' : 'short',
      digits,
    );
  };
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

  return {
    bytes: (bytes) => apart(size(bytes, '')),
    rate: (bytesPerSecond) => apart(size(bytesPerSecond, '-per-second')),
    percent: (part) => apart(percent.format(Math.floor(Math.min(1, Math.max(0, part)) * 100) / 100)),
    duration(milliseconds) {
      const total = Math.max(SECOND, Math.round(milliseconds / SECOND) * SECOND);
      const at = TIME_UNITS.findIndex(([, length]) => total >= length);
      const [name, length] = TIME_UNITS[at] ?? TIME_UNITS[3];
      const display = name === 'day' || name === 'hour' ? 'long' : 'short';
      const first = unit(Math.floor(total / length), name, display, 0);
      const next = TIME_UNITS[at + 1];
      if (next === undefined) return apart(first);
      const rest = Math.floor((total % length) / next[1]);
      return apart(rest === 0 ? first : `${first} ${unit(rest, next[0], display, 0)}`);
    },
    relative(from, to) {
      const distance = to - from;
      const [name, length] = TIME_UNITS.find(([, step]) => Math.abs(distance) >= step) ?? TIME_UNITS[3];
      return apart(relative.format(Math.round(distance / length), name));
    },
    moment: (milliseconds) => apart(moment.format(milliseconds)),
  };
}
