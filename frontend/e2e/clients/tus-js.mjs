// Uploads a file with tus-js-client, as a program of somebody else would: from Node, remembering where it was.
// node tus-js.mjs ENDPOINT FILE REMEMBERED [PARALLEL]; prints a line of JSON for each step.
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { FileUrlStorage, Upload } from 'tus-js-client';

const [endpoint, path, remembered, parallel = '1'] = process.argv.slice(2);
const say = (step) => process.stdout.write(`${JSON.stringify(step)}\n`);
let link = null;

const upload = new Upload(createReadStream(path), {
  endpoint,
  // It finds out itself; with several parts it wants to.
  ...(parallel === '1' ? { uploadSize: statSync(path).size } : {}),
  metadata: { filename: basename(path), filetype: 'application/octet-stream' },
  chunkSize: 2 * 1024 * 1024,
  parallelUploads: Number(parallel),
  // A node on a busy machine takes its time to come back.
  retryDelays: [0, 500, 1000, 2000, ...Array.from({ length: 20 }, () => 4000)],
  urlStorage: new FileUrlStorage(remembered),
  onBeforeRequest: (request) => {
    if (request.getMethod() === 'PATCH') say({ from: Number(request.getHeader('Upload-Offset')) });
  },
  onAfterResponse: (request, response) => {
    link = response.getHeader('X-Share-Link') ?? link;
  },
  onChunkComplete: (size, accepted) => say({ accepted }),
  onSuccess: () => say({ link }),
  onError: (error) => {
    say({ error: String(error) });
    process.exitCode = 1;
  },
});
const earlier = await upload.findPreviousUploads();
if (earlier.length > 0) upload.resumeFromPreviousUpload(earlier[0]);
upload.start();
