import type { Hex } from '../shared/hex.ts';

/**
 * What an account signs by EIP-712 for the contracts, as `eth_signTypedData_v4` and viem's `signTypedData` take it. Addresses are 20
 * bytes, deadlines seconds since the epoch.
 */

/**
 * `Permit` of WVARA (ERC-2612): lets `spender` take `value`.
 * @param nonce `nonces(owner)` of WVARA
 */
export function permitTypedData({ wvara, chainId, ...message }: PermitParameters) {
  return {
    domain: { name: 'Wrapped Vara', version: '1', chainId, verifyingContract: wvara },
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    message,
  } as const;
}

/**
 * `RequestCodeValidationOnBehalf` of the Router: lets a relayer have a code validated at `requester`'s cost.
 * @param nonce `nonces(requester)` of the Router
 */
export function codeRequestTypedData({ router, chainId, ...message }: CodeRequestParameters) {
  return {
    domain: { name: 'Vara.ETH Router', version: '1', chainId, verifyingContract: router },
    types: {
      RequestCodeValidationOnBehalf: [
        { name: 'requester', type: 'address' },
        { name: 'codeId', type: 'bytes32' },
        { name: 'blobHashes', type: 'bytes32[]' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'RequestCodeValidationOnBehalf',
    message,
  } as const;
}

interface PermitParameters {
  wvara: Hex;
  chainId: number;
  owner: Hex;
  spender: Hex;
  /** WVARA units */
  value: bigint;
  nonce: bigint;
  deadline: bigint;
}

interface CodeRequestParameters {
  router: Hex;
  chainId: number;
  requester: Hex;
  codeId: Hex;
  /** Of the blobs that carry the code. */
  blobHashes: Hex[];
  nonce: bigint;
  deadline: bigint;
}
