import { bytesToHex, type Hex } from 'viem';
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts';

/** The mnemonic that every Ethereum development tool knows; its accounts are rich on anvil and worthless elsewhere. */
const MNEMONIC = 'test test test test test test test test test test test junk';

/** Account number `index` of it: the keys are public, so they may be printed. */
export function developmentAccount(index: number) {
  const privateKey = bytesToHex(
    mnemonicToAccount(MNEMONIC, { addressIndex: index }).getHdKey().privateKey as Uint8Array,
  );
  return { ...privateKeyToAccount(privateKey as Hex), privateKey };
}

/** Deploys and owns the contracts, mints WVARA and relays codes. */
export const OWNER = developmentAccount(0);
/** Signs batches and pre-confirmations, and sends the batches. */
export const VALIDATOR = developmentAccount(1);
