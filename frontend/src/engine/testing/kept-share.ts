import { nodeClient } from '../api/client';
import { chunkWork } from '../seal/chunk-work';
import { formatFragment } from '../seal/link';
import { systemRandom } from '../seal/primitives';
import { newPlan } from '../transfer/send-plan';
import { Sender } from '../transfer/sender';
import { FakeNode } from './fake-node';
import { quickTime } from './quick-time';
import { memoryLedger } from './memory-ledger';
import { MemoryFile, partsOf, sampleBytes } from './sources';

/** A node that holds a share of files with these sizes, and what its link says. */
export async function keptShare(sizes: readonly number[], names: readonly string[] = []) {
  const node = new FakeNode();
  const files = sizes.map(
    (size, index) => new MemoryFile(names[index] ?? `file ${index}.txt`, sampleBytes(size, index + 1)),
  );
  const needs = {
    client: nodeClient(node.fetch),
    work: chunkWork(),
    random: systemRandom,
    around: quickTime().around,
    ledger: memoryLedger().storage,
  };
  const plan = newPlan(needs.random, needs.ledger, partsOf(files));
  const sender = new Sender(needs, plan, { onChange: () => undefined });
  await sender.run();
  if (sender.state.is !== 'stored') throw new Error(JSON.stringify(sender.state));
  node.asked.length = 0;
  return { node, files, sender, share: sender.share, fragment: formatFragment(plan.secret) };
}
