import Uppy from '@uppy/core';
import Tus from '@uppy/tus';

// A page of another site that sends a file with Uppy: ?endpoint=… names the node.

const endpoint = new URLSearchParams(location.search).get('endpoint') ?? '';
const input = document.querySelector('input') as HTMLInputElement;
const output = document.querySelector('output') as HTMLOutputElement;
let link = '';

const uppy = new Uppy({ autoProceed: true }).use(Tus, {
  endpoint,
  chunkSize: 2 * 1024 * 1024,
  retryDelays: [0, 500, 1000, 2000, 4000],
  onAfterResponse: (_request, response) => {
    link = response.getHeader('X-Share-Link') ?? link;
  },
});
uppy.on('upload-progress', (_file, progress) => {
  output.dataset['sent'] = String(progress.bytesUploaded);
});
uppy.on('upload-success', () => {
  output.textContent = link;
});
uppy.on('upload-error', (_file, error) => {
  output.textContent = `failed: ${error.message}`;
});
input.addEventListener('change', () => {
  const file = input.files?.[0];
  if (file !== undefined) uppy.addFile({ name: file.name, type: file.type, data: file });
});
