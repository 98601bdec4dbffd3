// @tus/server with its own file store, as its README starts it. Arguments: folder with node_modules, folder for files, port.
import { createRequire } from 'node:module';

const [peers, files, port] = process.argv.slice(2);
const require = createRequire(`${peers}/package.json`);
const { Server } = require('@tus/server');
const { FileStore } = require('@tus/file-store');

// A client that goes away near the end of a download ends an unguarded server.
process.on('uncaughtException', (error) => {
  if (error.code !== 'ERR_INVALID_STATE') throw error;
});
new Server({ path: '/files', datastore: new FileStore({ directory: files }) }).listen({ host: '127.0.0.1', port });
