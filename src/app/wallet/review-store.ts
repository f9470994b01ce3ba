import { create } from 'zustand';
import type { SigningRequest } from '../../network/wallet.ts';
import { AppError } from '../../shared/app-error.ts';

export interface PendingReview {
  request: SigningRequest;
  /** Goes on to the wallet. */
  accept(): void;
  /** Nothing is signed. */
  refuse(): void;
}

/** What waits to be looked at before it is signed, the oldest first; the dialog shows one at a time. */
export const useReviews = create<{ reviews: readonly PendingReview[] }>()(() => ({ reviews: [] }));

/**
 * Resolves when a person has seen the request and goes on.
 * @throws AppError `USER_REJECTED`
 */
export function review(request: SigningRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry: PendingReview = {
      request,
      accept: () => end(resolve),
      refuse: () =>
        end(() =>
          reject(
            new AppError({
              code: 'USER_REJECTED',
              shortMessage: 'Not signed, and nothing was sent',
              hint: 'Send it again when you want to sign it.',
            }),
          ),
        ),
    };
    const end = (settle: () => void) => {
      useReviews.setState(({ reviews }) => ({ reviews: reviews.filter((other) => other !== entry) }));
      settle();
    };
    useReviews.setState(({ reviews }) => ({ reviews: [...reviews, entry] }));
  });
}
