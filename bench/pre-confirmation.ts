/**
 * How long a pre-confirmation takes: `npm run bench:devnet [-- --messages N --hesitation MS]`. Injected messages are sent through the app in Chromium to a devnet
 * of its own, one after the other. Measured in the page, from the wallet's signature to the arrival of the validator's signed receipt,
 * and to the moment when the checked answer is on screen.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, expect } from '../e2e/app.ts';
import { connect, DEVNET, lane, nodeCall } from '../e2e/devnet.ts';
import { TestWallet } from '../e2e/test-wallet.ts';
import { openPage } from './measure/open-page.ts';
import { quantile } from './measure/statistics.ts';

interface Clock {
  signedAt: number;
  sentAt: number;
  receivedAt: number;
  shownAt: number;
}

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '100' }, hesitation: { type: 'string', default: '500' } },
});
const count = Number(values.messages);
const state = mkdtempSync(join(tmpdir(), 'gear-exe-bench-'));
const devnet = await startDevnet();
const { page, close } = await openPage();
try {
  const privateKey = `0x${'5e'.repeat(32)}` as const;
  const wallet = await TestWallet.install(page, { privateKey, rpc: DEVNET.rpc, chainId: DEVNET.chainId });
  await nodeCall('devnet_faucet', wallet.address);
  await page.addInitScript(watch);
  const app = new App(page);
  await app.open();
  await connect(app);
  await app.deploy({ wvara: '1000' });

  await app.call('Add', '1', 'Injected');
  await page.getByRole('button', { name: 'Sign in wallet' }).click();
  await expect(lane(app, 'pre-confirmed')).toHaveAttribute('data-reached', 'true');
  // A wallet that signs at once is measured with the closing of the dialog before it, which no person sees.
  wallet.hesitation = Number(values.hesitation);
  const samples = await page.evaluate(sendMany, count);
  const toReceipt = samples.map(({ signedAt, receivedAt }) => receivedAt - signedAt);
  const answered = samples.map(({ sentAt, receivedAt }) => receivedAt - sentAt);
  const toScreen = samples.map(({ signedAt, shownAt }) => shownAt - signedAt);
  console.log(`${cpus().length} cores, ${cpus()[0]?.model.trim()}; ${count} injected messages`);
  console.log('| from the signature to | p50 ms | p90 ms | p99 ms |\n| --- | ---: | ---: | ---: |');
  console.log(row('the signed receipt', toReceipt));
  console.log(row('the signed receipt, counted from the sending', answered));
  console.log(row('the checked answer on screen', toScreen));
} finally {
  await close();
  devnet.kill('SIGTERM');
  await once(devnet, 'exit');
  rmSync(state, { recursive: true });
}

/** In a process of its own: in this one it would wait for the browser's driver. */
async function startDevnet() {
  const main = new URL('../server/devnet/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, '--reset', '--state', state], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return child;
}

/**
 * Runs in the page: sends the open call again and again, each when the one before is pre-confirmed. The browser's driver would ask for
 * elements all the time and take the page's own time for it.
 */
async function sendMany(count: number): Promise<Clock[]> {
  const { clock } = globalThis as unknown as { clock: Clock };
  // Asking in every frame would have the page draw every frame.
  const changed = () =>
    new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
    });
  const button = (name: string) =>
    [...document.querySelectorAll('button')].find((element) => element.textContent === name && !element.disabled);
  const click = async (name: string) => {
    for (;;) {
      const found = button(name);
      if (found) return found.click();
      await changed();
    }
  };
  const samples: Clock[] = [];
  while (samples.length < count) {
    const before = clock.shownAt;
    await click('Send');
    await click('Sign in wallet');
    while (clock.shownAt === before) await changed();
    samples.push({ ...clock });
    // What the message leaves to do, its settlement too, is not the next one's.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return samples;
}

function row(name: string, samples: number[]): string {
  const quantiles = [0.5, 0.9, 0.99].map((share) => quantile(samples, share).toFixed(1));
  return `| ${[name, ...quantiles].join(' | ')} |`;
}

/** Runs in the page before its scripts: notes when the wallet has signed, when a receipt comes and when it is shown. */
function watch(): void {
  const clock = { signedAt: 0, sentAt: 0, receivedAt: 0, shownAt: 0 };
  Object.assign(globalThis, { clock });
  addEventListener('eip6963:announceProvider', (event) => {
    const { provider } = (event as CustomEvent).detail;
    if (provider.isWatched) return;
    const request = provider.request.bind(provider);
    provider.isWatched = true;
    provider.request = async (call: { method: string }) => {
      const answer = await request(call);
      if (call.method === 'personal_sign') clock.signedAt = performance.now();
      return answer;
    };
  });
  const Original = WebSocket;
  globalThis.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes('"Promise"')) clock.receivedAt = performance.now();
      });
    }

    override send(data: string): void {
      if (data.includes('injected_sendTransactionAndWatch')) clock.sentAt = performance.now();
      super.send(data);
    }
  };
  new MutationObserver(() => {
    const reached = document.querySelectorAll('.timeline-row .lanes__lane:nth-child(2)[data-reached]').length;
    if (reached !== Number(document.documentElement.dataset.reached ?? 0)) {
      document.documentElement.dataset.reached = String(reached);
      clock.shownAt = performance.now();
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-reached'] });
}
