/** Of a command line. @throws Error that says what was given instead */
export function wholeNumber(text: string): number {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new Error(`A whole number was expected instead of ${text}`);
}
