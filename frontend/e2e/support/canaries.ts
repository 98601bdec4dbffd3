import { readFileSync } from 'node:fs';
import { filesUnder } from './node';

/** The ways in which a secret may stand in a file. */
export function shapes(name: string, secret: Buffer): [string, Buffer][] {
  return [
    [`${name}, raw`, secret],
    [`${name}, hex`, Buffer.from(secret.toString('hex'))],
    [`${name}, base64`, Buffer.from(secret.toString('base64').replace(/=+$/, ''))],
    [`${name}, base64url`, Buffer.from(secret.toString('base64url'))],
  ];
}

/** Which of the secrets stand in which files below a folder. */
export function search(folder: string, needles: readonly [string, Buffer][]): string[] {
  return filesUnder(folder).flatMap((file) => {
    const bytes = readFileSync(file);
    return needles.filter(([, needle]) => bytes.includes(needle)).map(([what]) => `${what} in ${file}`);
  });
}
