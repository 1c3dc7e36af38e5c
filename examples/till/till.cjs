// The same till in CommonJS: node till.cjs tcp://192.168.1.10:5555 [journal] [port] [hour of the Z report]
const { createServer } = require('node:http');
const { json } = require('node:stream/consumers');
const { closeShiftDaily, connect } = require('atol-kkt');

const [address = 'tcp://192.168.1.10:5555', journal = './journal', port = '8080', night = '23:30'] =
  process.argv.slice(2);

let opened;
function register() {
  opened ??= connect(address, { journal }).catch((error) => {
    opened = undefined; // the register is away: the next one who asks tries again
    throw error;
  });
  return opened;
}

async function watchNight() {
  try {
    closeShiftDaily(await register(), night, {
      onError: (error) => console.error(`night: ${error.message}`),
    });
  } catch {
    setTimeout(watchNight, 5000);
  }
}
void watchNight();

// POST /receipts, Idempotency-Key: order-1, and a receipt as JSON; a return is a receipt of type sellReturn with a key of its own.
// 200 issued; 422 wrong; 409 refused, and nothing was printed; 503 ask again with the same key: it never prints twice.
const statusOf = ({ problems, outcome }) => (problems ? 422 : outcome === 'refused' ? 409 : 503);

const server = createServer(async (request, response) => {
  const answer = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || request.url !== '/receipts' || !key)
    return answer(400, { error: 'POST /receipts with Idempotency-Key' });
  try {
    const receipt = await json(request);
    const kkt = await register();
    answer(200, await kkt.issue(receipt, { key, shift: 'auto', timeoutMs: 30_000 }));
  } catch (error) {
    const { code, outcome, message, problems } = error;
    answer(error instanceof SyntaxError ? 422 : statusOf(error), { code, outcome, message, problems });
  }
});

server.listen(Number(port), '127.0.0.1', () => console.log(`till http://127.0.0.1:${server.address().port}`));
