import { afterAll, expect, test } from 'vitest';
import { bytes, call } from '../../src/executor/fixtures/toolbox.ts';
import { startNetwork } from '../../src/network/local/fixtures/start-network.ts';
import { actorId } from '../../src/protocol/identifiers.ts';
import { auditWei, auditWvara, type Given } from './audit.ts';

const { network, deploy, send, stop } = await startNetwork();
afterAll(stop);

test('a unit that is missing anywhere is noticed', async () => {
  const { state } = network.chain;
  const given: Given = { wvara: state.account.wvara + state.converter.wvara, wei: state.account.balance };
  const faults = () => [...auditWvara(network, given), ...auditWei(network, given)];
  const program = await deploy();
  await network.topUpFreeBalance(program, 10n ** 9n);
  // Into a mailbox, into a stash, into another program's balance.
  const address = state.account.address;
  await send(program, call.send(address, 5n, bytes('letter')));
  await send(program, call.send(await deploy(), 7n, call.reply(bytes('later')), 3));
  await send(program, call.reply(bytes('with value')), { value: 11n });
  expect(faults()).toEqual([]);
  await network.advance();
  expect(faults()).toEqual([]);

  // To the converter.
  const { converter } = state;
  await send(program, call.send(converter.address, 1_050n, bytes('')), { value: 5_000n });
  expect(faults()).toEqual([]);
  await network.advance();
  expect(faults()).toEqual([]);
  await network.advance();
  expect(faults()).toEqual([]);
  // With what the conversion changed settled, Mirrors can be compared.
  await network.advance();
  expect(faults()).toEqual([]);
  expect(converter).toMatchObject({ wei: 1_000n, owed: new Map([[program, 50n]]), senders: new Set() });

  const thefts: [() => void, () => void][] = [
    [() => state.account.balance--, () => state.account.balance++],
    [() => state.account.wvara--, () => state.account.wvara++],
    [() => converter.wvara--, () => converter.wvara++],
    [() => converter.wei--, () => converter.wei++],
    [() => converter.owed.clear(), () => converter.owed.set(program, 50n)],
    [
      () => (state.earnings[0] = (state.earnings[0] ?? 0n) - 1n),
      () => (state.earnings[0] = (state.earnings[0] ?? 0n) + 1n),
    ],
    [
      () => state.ethereum.mirrors.set(actorId(program), (state.ethereum.mirrors.get(actorId(program)) ?? 0n) - 1n),
      () => state.ethereum.mirrors.set(actorId(program), (state.ethereum.mirrors.get(actorId(program)) ?? 0n) + 1n),
    ],
  ];
  for (const [steal, giveBack] of thefts) {
    steal();
    expect(faults()).not.toEqual([]);
    giveBack();
  }
  expect(faults()).toEqual([]);
});
