/** A stand-in for a tax office: takes receipts over HTTP, numbers them, and has its hours without service. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Office {
  readonly url: string;
  /** Receipts in the order in which they came, each once. */
  readonly receipts: { id: string; number: number; total: string }[];
  /** While it is out of service every request ends with 503. */
  outage: boolean;
  /** Milliseconds before each answer. */
  delayMs: number;
  close(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const receipts: Office['receipts'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      setTimeout(() => {
        if (office.outage) return void response.writeHead(503).end();
        if (request.method === 'GET') return void response.writeHead(200).end('{"state":"open"}');
        const receipt = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Office['receipts'][number];
        // The same id again is the same receipt: a till that did not hear the answer asks once more.
        let index = receipts.findIndex(({ id }) => id === receipt.id);
        if (index === -1) index = receipts.push(receipt) - 1;
        response.writeHead(200, { 'content-type': 'application/json' });
        return void response.end(JSON.stringify({ code: `OFFICE-${index + 1}` }));
      }, office.delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const office: Office = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
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
