import { expect, test } from 'vitest';
import type { Hex } from '../shared/hex.ts';
import type { BatchCommitment } from './batch-commitment.ts';
import { batchHash, batchSigningDigest } from './batch-hash.ts';

/** Batches that the real Router took, each with the hash that it told in `BatchCommitted`. */
const committed: { name: string; hash: Hex; batch: BatchCommitment }[] = [
  {
    name: 'codes, one valid and one not',
    hash: '0x2ec1cdbde28caed76df9a8c528763e7cc7394c628b5be22544838d414a1374f7',
    batch: {
      blockHash: '0x14c297ec93d7e914f8f5346ca631e459f8de9976f8687d104bc3ed0af2c3c052',
      blockTimestamp: 1795615099,
      previousCommittedBatchHash: '0x0000000000000000000000000000000000000000000000000000000000000000',
      expiry: 10,
      chainCommitment: [],
      codeCommitments: [
        { id: '0x5b4b01a4a3892ea3751793da57f072ae08eec694ddcda872239fc8239e4bcd1b', valid: true },
        { id: '0x44e9e1dfd31e4c8c8e05d6db76912790ae9b2f989463f59f709cdd3df7393675', valid: false },
      ],
    },
  },
  {
    name: 'a transition that receives value, on top of an earlier batch',
    hash: '0x959b16da70904c346e8c529b68971c7b3086295a869ca1f7a28983a0a78c761a',
    batch: {
      blockHash: '0x66d41cc7d65b5922771c8a1f95fc66ac943e259e7d61eb0c5fc64639bb651160',
      blockTimestamp: 1795615104,
      previousCommittedBatchHash: '0x2ec1cdbde28caed76df9a8c528763e7cc7394c628b5be22544838d414a1374f7',
      expiry: 10,
      chainCommitment: [
        {
          head: '0xb4dd4eedb83933b6e013971585befe56e26e4f0a875aea0938f406563e53eadb',
          lastAdvancedEthBlock: '0x66d41cc7d65b5922771c8a1f95fc66ac943e259e7d61eb0c5fc64639bb651160',
          transitions: [
            {
              actorId: '0x66bcd68b05886a3f60d780386d5ed80d1d3aeff9',
              newStateHash: '0xa318ee67737d7d19b425d9500db52ae0e6b8e6b0d87b421995221a18fa02eec7',
              exited: false,
              inheritor: '0x0000000000000000000000000000000000000000',
              valueToReceive: 80n,
              valueToReceiveNegativeSign: false,
              valueClaims: [],
              messages: [],
            },
          ],
        },
      ],
      codeCommitments: [],
    },
  },
  {
    name: 'transitions with claims, messages, a reply, a call, an exit, and value that goes back',
    hash: '0xfedc5b86f148d04476706d2fe81d98f3d8585f3859941fd185f502ffe4d4b619',
    batch: {
      blockHash: '0x3a2858556adc79954bc2e923e295eed5c715993e24808ba6af49a910ccb8a4ae',
      blockTimestamp: 1795615105,
      previousCommittedBatchHash: '0x959b16da70904c346e8c529b68971c7b3086295a869ca1f7a28983a0a78c761a',
      expiry: 10,
      chainCommitment: [
        {
          head: '0x5387d49e52ccb13f1704c321eb6e82be63cf494a3f981daa3aab0b2bbf29467f',
          lastAdvancedEthBlock: '0x3a2858556adc79954bc2e923e295eed5c715993e24808ba6af49a910ccb8a4ae',
          transitions: [
            {
              actorId: '0x66bcd68b05886a3f60d780386d5ed80d1d3aeff9',
              newStateHash: '0x8c272b95141731e2069ed10ad288146965eb76f0a566885323195f4cd7d58f3b',
              exited: false,
              inheritor: '0x0000000000000000000000000000000000000000',
              valueToReceive: 30n,
              valueToReceiveNegativeSign: true,
              valueClaims: [
                {
                  messageId: '0xd9c38f56d9147ba5ce4a0b52456ef4594c46992b74051e462ab8275845345e98',
                  destination: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
                  value: 7n,
                },
                {
                  messageId: '0xdfff88be5df71a1e88b76d0f5a2449edb77d855b19b3824915bcdf9fc1311823',
                  destination: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
                  value: 8n,
                },
              ],
              messages: [
                {
                  id: '0x994ac459b1eb84aac0e76c29d5964d8ca1ec1182a987d0f055981fabd5f11425',
                  destination: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
                  payload: '0xabcdef',
                  value: 5n,
                  replyDetails: {
                    to: '0x0000000000000000000000000000000000000000000000000000000000000000',
                    code: '0x00000000',
                  },
                  call: false,
                },
                {
                  id: '0x2d4b508a5a5fa8a81aa69ed8c08e1229b108a1d72d6ffdd5981f4ad81de47033',
                  destination: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
                  payload: '0x',
                  value: 0n,
                  replyDetails: {
                    to: '0x538669e56ac240667a315819d11293732be3a8e7fcbf8a7f25068e32d7d2d7e7',
                    code: '0x00010000',
                  },
                  call: false,
                },
                {
                  id: '0x8db45fc9865bd924b24a8b5c809dde54ab4ef29b49cf4182da389940e71afb09',
                  destination: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
                  payload: '0xabcdef',
                  value: 5n,
                  replyDetails: {
                    to: '0x4739784bf544f36c265c36f3033d9dd13ff075fcfca0aab34ff9c7ebf2a8c748',
                    code: '0x02000000',
                  },
                  call: true,
                },
              ],
            },
            {
              actorId: '0x89245ddcb09f7040caf80c96b1674b9080cca827',
              newStateHash: '0x6a9843ae0195ae1e6f95c7fbd34a42414c77e243aa18a959b5912a1f0f391b54',
              exited: true,
              inheritor: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
              valueToReceive: 20n,
              valueToReceiveNegativeSign: false,
              valueClaims: [],
              messages: [],
            },
          ],
        },
      ],
      codeCommitments: [],
    },
  },
  {
    name: 'nothing at all',
    hash: '0xdd22bf73bf97a814b2632c6e4bb7a2bb6e3b0aeba9daddaef1a74d551ce5162a',
    batch: {
      blockHash: '0xa06e6852f0ecfb40ba9e44b3eff219369141509e3ed8c7df5a76554ca35cf5a9',
      blockTimestamp: 1795615106,
      previousCommittedBatchHash: '0xfedc5b86f148d04476706d2fe81d98f3d8585f3859941fd185f502ffe4d4b619',
      expiry: 10,
      chainCommitment: [],
      codeCommitments: [],
    },
  },
  {
    name: 'an executor block without transitions',
    hash: '0xcbf742de9a42e80946646cc9e66309d81dec43d3db63c6892e502a075b427bf7',
    batch: {
      blockHash: '0x4bd0db18c1744a5c136108d348717458358e4d1129badce1830380c2a198c32e',
      blockTimestamp: 1795615107,
      previousCommittedBatchHash: '0xdd22bf73bf97a814b2632c6e4bb7a2bb6e3b0aeba9daddaef1a74d551ce5162a',
      expiry: 10,
      chainCommitment: [
        {
          head: '0x86ae9bcbf96d4390b0b1736091396a3971bc0aaf9d320a8edbff9bc8cabcb1a9',
          lastAdvancedEthBlock: '0x4bd0db18c1744a5c136108d348717458358e4d1129badce1830380c2a198c32e',
          transitions: [],
        },
      ],
      codeCommitments: [],
    },
  },
];

test.each(committed)('the hash of a batch is the Router’s: $name', ({ hash, batch }) => {
  expect(batchHash(batch)).toBe(hash);
});

test('every field of a transition counts', () => {
  const whole = committed[2]?.batch as BatchCommitment;
  const changes: Partial<Transition>[] = [
    { actorId: `0x${'1'.repeat(40)}` },
    { newStateHash: `0x${'1'.repeat(64)}` },
    { exited: true },
    { inheritor: `0x${'1'.repeat(40)}` },
    { valueToReceive: 31n },
    { valueToReceiveNegativeSign: false },
    { valueClaims: [] },
    { messages: [] },
  ];
  const hashes = changes.map((change) => batchHash(withTransition(whole, change)));
  expect(new Set([batchHash(whole), ...hashes]).size).toBe(1 + changes.length);
});

test('a validator signs for one Router only', () => {
  const digests = ['1', '2'].map((digit) => batchSigningDigest(`0x${digit.repeat(40)}`, committed[0]?.hash as Hex));
  expect(new Set(digests).size).toBe(2);
});

type Transition = BatchCommitment['chainCommitment'][number]['transitions'][number];

/** The batch with its first transition changed. */
function withTransition(batch: BatchCommitment, change: Partial<Transition>): BatchCommitment {
  const [chain] = batch.chainCommitment;
  const [first, ...others] = chain?.transitions ?? [];
  if (!chain || !first) throw new Error('The batch has no transition');
  return { ...batch, chainCommitment: [{ ...chain, transitions: [{ ...first, ...change }, ...others] }] };
}
