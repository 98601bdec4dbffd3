import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, it } from 'vitest';
import { CODE_TEXT_MAX, formatCode, OFFERED_MAX, offersFor, readCode } from './code-text';

describe('a code that was typed', () => {
  it.each([
    '7-guitar-apple',
    '7 guitar apple',
    ' 7  Guitar   APPLE ',
    '7guitar apple',
    '7 – guitar — apple',
    '7_guitar.apple',
    '07-guitar-apple',
    '7-guit-appl',
    '7\u00a0guitar\u2010apple\n',
  ])('is read from “%s”', (text) => {
    const read = readCode(text, wordlist);
    expect(read).toEqual({ is: 'code', code: { number: 7, words: 'guitar-apple' } });
    if (read.is === 'code') expect(formatCode(read.code)).toBe('7-guitar-apple');
  });

  it('takes a word that is whole before those that it begins', () => {
    expect(readCode('1-act-bar', wordlist)).toMatchObject({ code: { words: 'act-bar' } });
    expect(readCode('999-zoo-zoo', wordlist)).toMatchObject({ code: { number: 999 } });
    expect(readCode('0-zoo-zoo', wordlist)).toMatchObject({ code: { number: 0 } });
  });

  it.each([
    ['7-guitar-app', 'app'],
    ['7-gitar-apple', 'gitar'],
    ['7-guitar-äpfel', 'äpfel'],
    ['7-guitar-__proto__x', 'protox'],
    ['7-constructor-apple', 'constructor'],
  ])('has a word that isn’t one: “%s”', (text, word) => {
    const read = readCode(text, wordlist);
    if (read.is === 'unknown') expect(word.startsWith(read.word)).toBe(true);
    else expect(read.is).toBe('malformed');
  });

  it.each([
    '',
    ' ',
    '7',
    '7-guitar',
    'guitar-apple',
    'guitar-7-apple',
    '7-guitar-apple-zoo',
    '1000-guitar-apple',
    '-1-7-guitar-apple',
    '7.5-guitar-apple',
    `7-guitar-apple${' '.repeat(CODE_TEXT_MAX)}`,
    'https://share.example.org/s/q83vEjRWeJCrze8SNFZ4kA#1.abc',
  ])('is none: “%s”', (text) => {
    expect(readCode(text, wordlist)).toEqual({ is: 'malformed' });
  });

  it('is completed', () => {
    expect(offersFor('7-guit', wordlist)).toEqual(['7-guitar']);
    expect(offersFor('7-guitar-appl', wordlist)).toEqual(['7-guitar-apple']);
    expect(offersFor('7 GUIT appl', wordlist)).toEqual(['7-guitar-apple']);
    expect(offersFor('7-a', wordlist)).toHaveLength(OFFERED_MAX);
    for (const text of ['', '7', '7-', '7-guitar ', 'guitar', 'x-gu', '7-guitar-apple-z', '7-xq'])
      expect(offersFor(text, wordlist)).toEqual([]);
  });

  it('is of a list in which four letters tell all words apart', () => {
    expect(wordlist).toHaveLength(2048);
    expect(new Set(wordlist.map((word) => word.slice(0, 4))).size).toBe(2048);
  });
});
