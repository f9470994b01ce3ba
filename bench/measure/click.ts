import { App, expect } from '../../e2e/app.ts';
import { openPage } from './open-page.ts';

/** ms from the page's asking the local network to send a message to its pre-confirmation's arrival in the page. */
export async function timeClicks(count: number): Promise<number[]> {
  const { page, close } = await openPage();
  try {
    await page.addInitScript(watchWorkers);
    const app = new App(page);
    await app.open();
    await app.deploy({ wvara: '1000' });
    await app.call('Add', '1');
    await expect(app.newest()).toContainText('Add');
    await page.evaluate(sendMany, 30);
    return await page.evaluate(sendMany, count);
  } finally {
    await close();
  }
}

interface Clock {
  sentAt: number;
  confirmedAt: number;
}

/** Runs in the page before its scripts: notes when a message goes to the network's worker and when it comes back pre-confirmed. */
function watchWorkers(): void {
  const clock: Clock = { sentAt: 0, confirmedAt: 0 };
  Object.assign(globalThis, { clock });
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }) => {
        const message = data?.event?.type === 'message' && data.event.message;
        if (message?.status === 'preConfirmed' && clock.confirmedAt < clock.sentAt)
          clock.confirmedAt = performance.now();
      });
    }

    override postMessage(message: { name?: string; parameters?: unknown[] }, rest?: unknown): void {
      if (message.name === 'call' && message.parameters?.[0] === 'sendMessage') clock.sentAt = performance.now();
      super.postMessage(message, rest as Transferable[]);
    }
  };
}

/** Runs in the page: sends the open call again and again, each when the one before is pre-confirmed and drawn. */
async function sendMany(count: number): Promise<number[]> {
  const { clock } = globalThis as unknown as { clock: Clock };
  const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
  const button = () =>
    [...document.querySelectorAll('button')].find((element) => element.textContent === 'Send' && !element.disabled);
  const times: number[] = [];
  while (times.length < count) {
    const before = clock.sentAt;
    button()?.click();
    while (clock.sentAt === before || clock.confirmedAt < clock.sentAt) await pause(1);
    times.push(clock.confirmedAt - clock.sentAt);
    // Its drawing is not the next one's.
    await pause(300);
  }
  return times;
}
