import type { AppError } from '../../shared/app-error.ts';
import type { ConnectionStatus } from '../network.ts';
import type { ValidatorClient } from './validator-client.ts';

/** What answers and what does not, for a person. */
export function connectionStatus({ network, problem, hasHead, validator }: ConnectionFacts): ConnectionStatus {
  if (problem) {
    const { shortMessage, details, hint } = problem;
    return { state: 'unreachable', problem: [`${network}: ${shortMessage}.`, details, hint].filter(Boolean).join(' ') };
  }
  if (!hasHead || validator.state === 'connecting') return { state: 'connecting' };
  if (validator.state === 'connected') return { state: 'connected' };
  const who = validator.url ? `no validator answers (${validator.url})` : 'no validator is set';
  const lost = 'Queries, predictions and injected messages do not work';
  return {
    state: 'partial',
    problem: `Ethereum answers, but ${who}. ${lost}; check the validator’s address in the settings.`,
  };
}

export interface ConnectionFacts {
  network: string;
  /** Why Ethereum cannot be read. */
  problem: AppError | undefined;
  /** Whether a block was read yet. */
  hasHead: boolean;
  validator: Pick<ValidatorClient, 'state' | 'url'>;
}
