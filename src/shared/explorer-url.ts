/**
 * Where a block explorer shows something; undefined without an explorer. `explorer` has no slash at its end.
 *
 * @example explorerUrl('https://hoodi.etherscan.io', 'tx', hash)
 */
export function explorerUrl(
  explorer: string | null | undefined,
  kind: ExplorerPage,
  value: string | number,
): string | undefined {
  // What comes from a network is put into a link, so it must be what it claims to be.
  if (!explorer || !/^https:\/\//.test(explorer) || !PATTERNS[kind].test(String(value))) return undefined;
  return `${explorer}/${kind}/${value}`;
}

/** The first part of the path, alike on Etherscan and Blockscout. */
export type ExplorerPage = keyof typeof PATTERNS;

const PATTERNS = { address: /^0x[0-9a-fA-F]{40}$/, tx: /^0x[0-9a-fA-F]{64}$/, block: /^\d+$/ };
