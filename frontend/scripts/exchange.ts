// Lets another implementation of SLP1 compare itself with the page's: reads {"cases": [{id, kind, in}…]} in the form of the
// shared vectors, answers {"answers": [{id, out} or {id, error}…]}. To be bundled for Node:
//   npx rolldown scripts/exchange.ts --platform node --format esm --file exchange.mjs && node exchange.mjs < cases > answers
import { readFileSync, writeFileSync } from 'node:fs';
import { exchange } from '../src/engine/seal/testing/exchange';
import type { VectorCase } from '../src/engine/seal/testing/vector-cases';

const { cases } = JSON.parse(readFileSync(0, 'utf8')) as { cases: VectorCase[] };
writeFileSync(1, JSON.stringify({ answers: await exchange(cases) }));
