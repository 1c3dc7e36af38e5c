import { expect, it } from 'vitest';
import { OfdTunnel } from '../../src/emulator/ofd/tunnel.js';
import { decodeTunnel, encodeTunnel, tunnelToDevice, tunnelToHost } from '../../src/protocol/p5/tunnel.js';

/** The register's end of the channel, and the tags that it sent. */
function tunnel() {
  const sent: number[] = [];
  const way = new OfdTunnel();
  way.opened((data) => sent.push(...decodeTunnel(data).map(({ tag }) => tag)));
  const hear = (tag: number, ...value: number[]): void =>
    way.received(encodeTunnel([{ tag, value: Uint8Array.from(value) }]));
  hear(tunnelToDevice.askVersion);
  const transport = way.transport('ofd.example.com', 7777);
  if (!transport) throw new Error('the host offers a way');
  return { sent, hear, transport };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('does not take the end of one connection for a refusal of the next', async () => {
  const { sent, hear, transport } = tunnel();
  const connecting = transport.connect();
  await turn();
  hear(tunnelToDevice.state, 1);
  await (await connecting).close();
  expect(sent.at(-1)).toBe(tunnelToHost.close);
  const next = transport.connect();
  await turn();
  // The host has not said yet that it closed the first one.
  expect(sent.at(-1)).toBe(tunnelToHost.close);
  hear(tunnelToDevice.state, 0);
  await turn();
  expect(sent.at(-1)).toBe(tunnelToHost.connect);
  hear(tunnelToDevice.state, 1);
  await expect(next).resolves.toBeDefined();
});

it('does not wait for the end of a connection on a line that is gone', async () => {
  const { hear, transport } = tunnel();
  const connecting = transport.connect();
  await turn();
  hear(tunnelToDevice.state, 1);
  await (await connecting).close();
  const next = transport.connect();
  hear(tunnelToDevice.reset);
  await expect(next).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
});
