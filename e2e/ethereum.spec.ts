import { createPublicClient, http, parseAbi, parseEventLogs } from 'viem';
import { MIRROR_ABI } from '../src/protocol/contract-abi.ts';
import { connect, DEVNET, expect, lane, nodeCall, programAddress, test } from './devnet.ts';

const ethereum = createPublicClient({ transport: http(DEVNET.rpc) });
const mirrorAbi = parseAbi(MIRROR_ABI);

test('upload, create, top up and call through MetaMask’s interface, the contracts and the executors', async ({
  app,
  page,
  wallet,
}) => {
  await connect(app);
  await app.deploy({ wvara: '20' });
  expect(wallet.count('eth_signTypedData_v4')).toBeGreaterThanOrEqual(1);
  const program = await programAddress(app);
  // Until then the top-up and the constructor are on their way to the program.
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  await expect(lane(app, 'predicted')).toHaveAttribute('data-reached', 'true');
  await expect(page.getByText('The lanes disagree')).toHaveCount(0);

  await app.call('Add', '5', 'Through Ethereum');
  await expect(app.newest().getByTestId('reply')).toContainText('5');
  await expect(lane(app, 'predicted')).toHaveAttribute('data-reached', 'true');
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  await expect(lane(app, 'final')).toHaveAttribute('data-reached', 'true');
  await app.newest().getByRole('button').first().click();
  const details = page.getByTestId('message-details');
  await expect(details).toContainText('Settled in');
  await expect(page.getByRole('group', { name: 'What the lanes say' })).toContainText('The lanes agree');

  const logs = parseEventLogs({
    abi: mirrorAbi,
    logs: await ethereum.getLogs({ address: program, fromBlock: 0n }),
  });
  const names = logs.map(({ eventName }) => eventName);
  expect(names.filter((name) => name === 'MessageQueueingRequested')).toHaveLength(2);
  expect(names.filter((name) => name === 'Reply')).toHaveLength(2);
  expect(names).toContain('StateChanged');
  const stateHash = await ethereum.readContract({ address: program, abi: mirrorAbi, functionName: 'stateHash' });
  await expect(details.locator(`[title*="${stateHash}"]`).first()).toBeAttached();
});

test('an injected message is pre-confirmed by a signed receipt before Ethereum settles it', async ({
  app,
  page,
  wallet,
}) => {
  await connect(app);
  await app.deploy({ wvara: '20' });
  await app.call('Add', '7', 'Injected');
  const review = page.getByRole('dialog', { name: 'Sign an injected message' });
  await expect(review).toContainText('Add');
  await expect(review).toContainText('7');
  const shown = await review.locator('.review__bytes').textContent();
  await review.getByRole('button', { name: 'Sign in wallet' }).click();

  await expect(lane(app, 'pre-confirmed')).toHaveAttribute('data-reached', 'true');
  await expect(app.newest().getByTestId('reply')).toContainText('7');
  const { params } = wallet.requests.findLast(({ method }) => method === 'personal_sign') as { params: unknown[] };
  expect(params[0]).toBe(shown);
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  const [preConfirmed, settled] = await Promise.all([latency(app, 'pre-confirmed'), latency(app, 'settled')]);
  expect(preConfirmed).toBeLessThan(settled);
  await app.newest().getByRole('button').first().click();
  await expect(page.getByTestId('message-details')).toContainText('Valid signature');
});

test('a receipt that was altered on its way is shown as invalid', async ({ app, page }) => {
  await page.routeWebSocket(/127\.0\.0\.1:9944/, (socket) => {
    const server = socket.connectToServer();
    // One hexadecimal digit of what the program replied.
    server.onMessage((message) =>
      socket.send(
        String(message).replace(
          /("payload":"0x[0-9a-f]*)([0-9a-f])"(?=[^}]*"code")/,
          (_, start, digit) => `${start}${digit === '0' ? '1' : '0'}"`,
        ),
      ),
    );
  });
  await connect(app);
  await app.deploy({ wvara: '20' });
  await app.call('Add', '7', 'Injected');
  await page.getByRole('button', { name: 'Sign in wallet' }).click();
  await expect(lane(app, 'pre-confirmed')).toHaveAttribute('data-failed', 'true');
  await expect(lane(app, 'pre-confirmed')).toContainText('invalid');
  await app.newest().getByRole('button').first().click();
  await expect(page.getByTestId('message-details')).toContainText('altered');
});

test('a wallet on another chain is never asked to send or sign', async ({ app, page, wallet }) => {
  await connect(app);
  await app.deploy({ wvara: '20' });
  await wallet.switchChain(1);
  await expect(page.getByRole('alert').filter({ hasText: 'Your wallet is on Ethereum' })).toBeVisible();
  const before = wallet.count('eth_sendTransaction') + wallet.count('personal_sign');
  await app.call('Add', '1', 'Through Ethereum');
  const toast = page
    .getByRole('listitem')
    .filter({ hasText: /wallet is on/i })
    .first();
  await expect(toast).toBeVisible();
  await app.call('Add', '1', 'Injected');
  expect(wallet.count('eth_sendTransaction') + wallet.count('personal_sign')).toBe(before);
  await page.getByRole('button', { name: 'Switch to Devnet' }).first().click();
  await expect(page.getByRole('alert').filter({ hasText: 'Your wallet is on' })).toHaveCount(0);
  await app.call('Add', '1', 'Through Ethereum');
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
});

test('a refusal in the wallet says that nothing was sent', async ({ app, page, wallet }) => {
  await connect(app);
  await app.deploy({ wvara: '20' });
  const rows = await app.timeline.locator('.timeline-row').count();
  wallet.rejectsNext = true;
  await app.call('Add', '3', 'Through Ethereum');
  await expect(page.getByText(/refused|rejected/i).first()).toBeVisible();
  await expect(app.timeline.locator('.timeline-row')).toHaveCount(rows);
});

test.describe('without WVARA', () => {
  test.use({ funds: 'none' });

  test('a deployment says what is missing, and asks the wallet for nothing', async ({ app, wallet }) => {
    await connect(app);
    await app.program.getByRole('button', { name: 'Deploy', exact: true }).click();
    await expect(app.program.getByText('The account has 0 WVARA; 10 WVARA are needed')).toBeVisible();
    expect(wallet.count('eth_sendTransaction') + wallet.count('eth_signTypedData_v4')).toBe(0);
  });
});

test('an exhausted program: out of gas through Ethereum; an injected message says why it waits', async ({
  app,
  page,
}) => {
  await connect(app);
  await app.deploy({ wvara: '0.05' });
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  await app.call('Add', '1', 'Injected');
  await page.getByRole('button', { name: 'Sign in wallet' }).click();
  await expect(app.newest().getByTestId('reason')).toContainText('0.2 WVARA');
  await app.call('Add', '1', 'Through Ethereum');
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  await expect(app.newest().getByTestId('reply')).toContainText(/out of gas/i);
  await app.program.getByRole('button', { name: 'Top up', exact: true }).first().click();
  await app.program.getByRole('textbox', { name: 'Amount', exact: true }).fill('5');
  await app.program.getByRole('button', { name: 'Add', exact: true }).click();
  const waiting = app.timeline.locator('.timeline-row').filter({ hasText: 'counter · injected' });
  await expect(waiting.locator('.lanes__lane').filter({ hasText: 'pre-confirmed' })).toHaveAttribute(
    'data-reached',
    'true',
  );
});

test('what a program was paid becomes its Executable Balance by the converter', async ({ app, page, wallet }) => {
  const { converter } = (await nodeCall('devnet_info')) as { converter: string };
  await connect(app);
  await app.openTemplate('Self-funding');
  await app.program.getByLabel('converter ActorId').fill(converter);
  await app.program.getByLabel('threshold u128').fill('1000000000000000000');
  await app.deploy({ wvara: '20' });
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  const pay = await app.method('Pay');
  await pay.getByRole('radio', { name: 'Through Ethereum' }).check();
  await pay.getByRole('textbox', { name: 'Value', exact: true }).fill('0.0005');
  await pay.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(app.program.getByTestId('free-balance')).toContainText('0.0005 ETH');

  await page.getByRole('tab', { name: 'Ledger' }).click();
  const sums = page.getByRole('region', { name: 'Sums' });
  await expect(sums.getByRole('button', { name: /^Address of the converter/ })).toHaveAttribute(
    'title',
    new RegExp(converter),
  );
  await expect(sums).toContainText('0.0001 ETH');
  const before = wallet.count('eth_sendTransaction');
  await sums.getByRole('button', { name: 'Convert by Refill' }).click();
  await expect(sums.getByRole('status')).toHaveText('The program has given 0.0005 ETH.');
  const row = page.getByRole('row', { name: /Converted/ });
  await expect(row).toContainText('from 0.0005 ETH');
  await expect(row).toContainText('+5 WVARA');
  await expect(app.program.getByTestId('free-balance')).toContainText('0 ETH');
  expect(wallet.count('eth_sendTransaction')).toBe(before + 1);
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await expect(app.newest()).toContainText('Refill()');
});

test('what a program sent to the converter is claimed from its mailbox, then converted', async ({ app, page }) => {
  const { converter } = (await nodeCall('devnet_info')) as { converter: string };
  await connect(app);
  await app.openTemplate('Self-funding');
  await app.program.getByLabel('converter ActorId').fill(converter);
  await app.program.getByLabel('threshold u128').fill('1');
  await app.deploy({ wvara: '20' });
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  const pay = await app.method('Pay');
  await pay.getByRole('radio', { name: 'Through Ethereum' }).check();
  await pay.getByRole('textbox', { name: 'Value', exact: true }).fill('0.0003');
  await pay.getByRole('button', { name: 'Send', exact: true }).click();

  const mailbox = app.program.getByRole('region', { name: 'Mailbox' });
  await expect(mailbox).toContainText('for the converter · 0.0003 ETH');
  await mailbox.getByRole('button', { name: 'Claim' }).click();
  await expect(mailbox).toBeHidden();
  await page.getByRole('tab', { name: 'Ledger' }).click();
  await page.getByRole('button', { name: 'Convert by Refill' }).click();
  await expect(page.getByRole('row', { name: /Converted/ })).toContainText('+3 WVARA');
});

test('an address without a program is told as such', async ({ app, page }) => {
  await connect(app);
  await page.keyboard.press('F1');
  await page.getByPlaceholder('Type a command or a file name').fill('Open a program');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /Open a program/ });
  await dialog.getByRole('textbox').fill(`0x${'12'.repeat(20)}`);
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(dialog).toContainText(/no program/i);
});

test('a program is forked into the local network with its state', async ({ app, page }) => {
  await connect(app);
  await app.deploy({ wvara: '20' });
  await app.call('Add', '41', 'Through Ethereum');
  await expect(lane(app, 'settled')).toHaveAttribute('data-reached', 'true');
  await app.program.getByRole('button', { name: 'Fork into Local' }).click();
  await expect(page.getByRole('combobox', { name: 'Network' })).toHaveValue('local');
  await app.call('Add', '1');
  await expect(app.newest().getByTestId('reply')).toContainText('42');
});

test.describe('a network that cannot be reached', () => {
  test.use({ expectedErrors: [/WebSocket|ERR_|Failed to load/] });

  test('is said to be so; the rest stays usable', async ({ app, page }) => {
    await page.getByRole('combobox', { name: 'Network' }).selectOption('hoodi');
    await expect(page.getByRole('alert').filter({ hasText: /connected|reach/i })).toBeVisible();
    await page.getByRole('combobox', { name: 'Network' }).selectOption('local');
    await app.deploy();
    await app.call('Add', '5');
    await expect(app.newest().getByTestId('reply')).toContainText('5');
  });
});

/** ms from sending to the confirmation, as the row shows it. */
async function latency(app: Parameters<typeof lane>[0], name: Parameters<typeof lane>[1]): Promise<number> {
  const text = (await lane(app, name).locator('.lanes__time').textContent()) ?? '';
  const [, number, unit] = /([\d.,]+)\s*(ms|s|min)/.exec(text) ?? [];
  return Number(number?.replace(',', '')) * { ms: 1, s: 1_000, min: 60_000 }[unit as 'ms'];
}
