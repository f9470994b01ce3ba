let latest = { shortMessage: '', at: 0 };

/** Notes that a failure was shown just now. */
export function noteTold(shortMessage: string): void {
  latest = { shortMessage, at: Date.now() };
}

/** Whether a failure was shown a moment ago, so that whoever hears of it too need not say it again. */
export function wasJustTold(shortMessage: string): boolean {
  return latest.shortMessage === shortMessage && Date.now() - latest.at < 1_000;
}
