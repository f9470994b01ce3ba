import { expect, test } from 'vitest';
import { explorerUrl } from './explorer-url.ts';

const explorer = 'https://hoodi.etherscan.io';
const address = `0x${'ab'.repeat(20)}`;
const hash = `0x${'cd'.repeat(32)}`;

test('links to addresses, transactions and blocks', () => {
  expect(explorerUrl(explorer, 'address', address)).toBe(`${explorer}/address/${address}`);
  expect(explorerUrl(explorer, 'tx', hash)).toBe(`${explorer}/tx/${hash}`);
  expect(explorerUrl(explorer, 'block', 1234)).toBe(`${explorer}/block/1234`);
});

test('no link without an explorer, or to what is not what it claims to be', () => {
  expect(explorerUrl(null, 'address', address)).toBeUndefined();
  expect(explorerUrl('javascript:alert(1)//', 'address', address)).toBeUndefined();
  expect(explorerUrl(explorer, 'address', hash)).toBeUndefined();
  expect(explorerUrl(explorer, 'tx', '0x/../../evil')).toBeUndefined();
  expect(explorerUrl(explorer, 'block', -1)).toBeUndefined();
});
