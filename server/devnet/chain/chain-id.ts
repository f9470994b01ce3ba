/** EIP-155 id of the devnet's Ethereum: the one of development chains. */
export const CHAIN_ID = 31_337;
