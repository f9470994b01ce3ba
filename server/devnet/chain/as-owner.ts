let last: Promise<unknown> = Promise.resolve();

/** Sends of the owner's account one after another: two at once would take the same nonce. */
export function asOwner<Result>(send: () => Promise<Result>): Promise<Result> {
  const result = last.then(send, send);
  last = result;
  return result;
}
