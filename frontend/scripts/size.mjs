// Fails when the JavaScript that the first screen loads is larger than its budget, in bytes after gzip.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budget = 120 * 1024;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const scripts = [...html.matchAll(/<(?:script|link)[^>]+?(?:src|href)="\/([^"]+\.js)"/g)].map(
  (match) => match[1],
);
if (scripts.length < 2) throw new Error('no scripts found in dist/index.html');

let total = 0;
for (const script of scripts) {
  const bytes = gzipSync(readFileSync(new URL(script, dist)), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)} B  ${script}`);
}
console.log(`${String(total).padStart(8)} B  landing JavaScript, of ${budget} B`);
if (total > budget) process.exit(1);
