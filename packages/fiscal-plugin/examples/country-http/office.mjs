/**
 * A stand-in for a tax office: takes receipts over HTTP, numbers them, and has its hours without service; `/slow` takes its
 * time. By itself: `node office.mjs [PORT]`.
 */
import { realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const SLOW_MS = 800;

/** @returns {Promise<import('./office.mjs').Office>} */
export async function openOffice(port = 0) {
  const receipts = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const delay = office.delayMs + (request.url === '/slow' ? SLOW_MS : 0);
      setTimeout(() => {
        if (office.outage) return void response.writeHead(503).end();
        if (request.method === 'GET') return void response.writeHead(200).end('{"state":"open"}');
        const receipt = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        // The same id again is the same receipt: a till that did not hear the answer asks once more.
        let index = receipts.findIndex(({ id }) => id === receipt.id);
        if (index === -1) index = receipts.push(receipt) - 1;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ code: `OFFICE-${index + 1}` }));
      }, delay);
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const office = {
    url: `http://127.0.0.1:${server.address().port}/`,
    receipts,
    outage: false,
    delayMs: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return office;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log((await openOffice(Number(process.argv[2] ?? 8099))).url);
}
