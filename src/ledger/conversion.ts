/**
 * wei for one unit of WVARA (12 decimals), so 0.0001 ETH for 1 WVARA: the rate of the converters of the local network and the devnet. A rate of the playground's own; no market has a say in it.
 */
export const WEI_PER_UNIT = 100n;

/** WVARA units that the converter of a local network or a devnet has in the beginning: 10,000,000 WVARA. */
export const CONVERTER_RESERVE = 10_000_000n * 10n ** 12n;

export interface Conversion {
  /** WVARA units that are paid out. */
  units: bigint;
  /** wei that is taken for them: no more than they cost. What is left stays owed. */
  paid: bigint;
}

/**
 * What a converter gives for `owed`: whole units, rounded down, and no more than its reserve has.
 *
 * @param owed wei
 * @param reserve WVARA units
 * @param weiPerUnit the rate, more than 0
 */
export function convert(owed: bigint, reserve: bigint, weiPerUnit = WEI_PER_UNIT): Conversion {
  const wanted = owed / weiPerUnit;
  const units = wanted < reserve ? wanted : reserve;
  return { units, paid: units * weiPerUnit };
}
