/** WVARA units (12 decimals) that one gas costs. */
export const WVARA_PER_GAS = 100n;

/** What burning `gas` takes from an Executable Balance, in WVARA units. */
export function gasCost(gas: number): bigint {
  return BigInt(gas) * WVARA_PER_GAS;
}
