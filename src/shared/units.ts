/** Decimals of the two currencies: WVARA (Executable Balance) and ETH (Free Balance, in wei). */
export const WVARA_DECIMALS = 12;
export const ETH_DECIMALS = 18;

/** `1234567` → `1,234,567`. */
export function groupDigits(value: bigint | number | string): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/**
 * Units → decimal text with grouped digits. `digits` limits the fraction to that many significant digits after
 * its leading zeros (cut, not rounded: a balance never looks larger than it is); absent = all.
 */
export function formatUnits(amount: bigint, decimals: number, digits?: number): string {
  const sign = amount < 0n ? '−' : '';
  const absolute = amount < 0n ? -amount : amount;
  const base = 10n ** BigInt(decimals);
  const whole = absolute / base;
  let fraction = (absolute % base).toString().padStart(decimals, '0');
  if (digits !== undefined) {
    const leadingZeros = whole > 0n ? 0 : (/^0*/.exec(fraction)?.[0].length ?? 0);
    fraction = fraction.slice(0, leadingZeros + digits);
  }
  fraction = fraction.replace(/0+$/, '');
  return `${sign}${groupDigits(whole)}${fraction ? `.${fraction}` : ''}`;
}

/** Decimal text (grouping commas, spaces and underscores allowed) → units; null when it is no such number. */
export function parseUnits(text: string, decimals: number): bigint | null {
  const match = /^(\d+)(?:\.(\d*))?$|^\.(\d+)$/.exec(text.trim().replace(/[,_\s]/g, ''));
  if (!match) return null;
  const fraction = match[2] ?? match[3] ?? '';
  if (fraction.length > decimals) return null;
  return BigInt((match[1] ?? '0') + fraction.padEnd(decimals, '0'));
}

/** `0x12ab…9f01`; the whole text when it is short. */
export function shortHex(hex: string, head = 4, tail = 4): string {
  return hex.length <= 2 + head + tail + 1 ? hex : `${hex.slice(0, 2 + head)}…${hex.slice(-tail)}`;
}

/** Bytes → `22.5 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** Milliseconds → `84 ms`, `1.2 s`, `3 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** ms since the epoch → local `14:02:07`. */
export function formatTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
