import { describe, expect, test } from 'vitest';
import { en } from './en';
import { formats } from './formats';
import { chooseLanguage, regional } from './languages';
import { type Catalogue, fill } from './messages';
import { pseudo } from './pseudo';

const english: Catalogue = { language: 'en', formats: 'en', direction: 'ltr', messages: en };
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort();

describe('a message', () => {
  test('is filled with numbers as the language writes them', () => {
    expect(fill(english, 'drop.tooMany', { max: 256, count: 1234 })).toContain('these are 1,234');
  });

  test('takes the plural form of its count', () => {
    expect(fill(english, 'file.count', { count: 1 })).toBe('1 file');
    expect(fill(english, 'file.count', { count: 0 })).toBe('0 files');
    expect(fill(english, 'file.count', { count: 2 })).toBe('2 files');
  });

  test('keeps a right-to-left name from turning the sentence over', () => {
    expect(fill(english, 'receive.saveOne', { name: 'تقرير' })).toBe('Save \u2068تقرير\u2069');
    expect(fill(english, 'receive.saveOne', { name: 'report' })).toBe('Save report');
  });
});

describe('the pseudo-language', () => {
  test('has every message, with the same places, unlike English', () => {
    for (const [key, message] of Object.entries(en)) {
      const other = pseudo.messages[key as keyof typeof en];
      const texts =
        typeof message === 'string'
          ? [[message, other]]
          : Object.keys(message).map((form) => [
              (message as Record<string, string>)[form],
              (other as Record<string, string>)[form],
            ]);
      for (const [text, accented] of texts) {
        expect(typeof accented, key).toBe('string');
        expect(places(accented as string), key).toEqual(places(text as string));
        if (/[a-z]/i.test((text as string).replace(/\{\w+\}/g, ''))) expect(accented, key).not.toBe(text);
      }
    }
  });
});

describe('the language of a visit', () => {
  const none = { query: '', stored: null, preferred: [] };

  test('is what the address asks for, then what was chosen, then what the browser prefers', () => {
    expect(chooseLanguage({ query: '?lang=qps-rtl', stored: 'en', preferred: ['en'] })).toBe('qps-rtl');
    expect(chooseLanguage({ query: '', stored: 'qps-rtl', preferred: ['en'] })).toBe('qps-rtl');
    expect(chooseLanguage({ ...none, preferred: ['xx-YY', 'en-GB'] })).toBe('en');
  });

  test('is English where nothing fits', () => {
    expect(chooseLanguage(none)).toBe('en');
    expect(chooseLanguage({ query: '?lang=../x', stored: '', preferred: ['xx'] })).toBe('en');
  });
});

describe('dates and numbers', () => {
  test('are written as where the person is, if the browser speaks the language of the page', () => {
    expect(regional('en', ['de-CH', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(regional('en', ['de-CH'])).toBe('en');
    expect(regional('en', ['eng-GB'])).toBe('en');
    expect(regional('en', ['en-US@posix', 'en-IE'])).toBe('en-IE');
    expect(regional('en', ['en-US@posix'])).toBe('en');
  });
});

describe('formats', () => {
  const { bytes, rate, percent, duration, relative } = formats('en', 'ltr');

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [67_108_864, '67.1 MB'],
    [1_073_741_824, '1.07 GB'],
  ])('write %d bytes as %s', (size, text) => {
    expect(bytes(size)).toBe(text);
  });

  test('write a rate', () => {
    expect(rate(31_400_000)).toBe('31.4 MB/s');
  });

  test('never show 100 % before the end', () => {
    expect(percent(0.9999)).toBe('99%');
    expect(percent(1)).toBe('100%');
  });

  test.each([
    [0, '1 sec'],
    [59_400, '59 sec'],
    [61_000, '1 min 1 sec'],
    [3_600_000, '1 hour'],
    [604_800_000, '7 days'],
    [90_000_000, '1 day 1 hour'],
  ])('write %d ms as %s', (time, text) => {
    expect(duration(time)).toBe(text);
  });

  test('write how far a moment is away', () => {
    expect(relative(0, 604_800_000)).toBe('in 7 days');
    expect(relative(180_000, 0)).toBe('3 minutes ago');
  });

  test('set values apart in right-to-left text', () => {
    expect(formats('en', 'rtl').bytes(1000)).toBe('\u20681 kB\u2069');
  });
});
