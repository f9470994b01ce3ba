import type { InjectedTransaction } from '../../protocol/injected-transaction.ts';
import type { Hex } from '../../shared/hex.ts';
import type { Prediction } from '../network.ts';
import type { EthereumContext } from './ethereum-context.ts';

export interface PredictedMessage {
  program: Hex;
  source: Hex;
  payload: Uint8Array;
  value: bigint;
  route: 'canonical' | 'injected';
  transaction?: InjectedTransaction;
}
export interface MessagePredictor {
  close(): void;
}
export class Predictions {
  constructor(_parts: { context: EthereumContext; predictor: MessagePredictor | undefined }) {}
  start(_message: PredictedMessage): Promise<Prediction> | undefined {
    return undefined;
  }
  attach(_id: Hex, _prediction: Promise<Prediction> | undefined): void {}
  close(): void {}
}
