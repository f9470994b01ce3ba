import { BaseError, decodeErrorResult, type Hex as ViemHex } from 'viem';
import { AppError } from '../../shared/app-error.ts';
import { converterAbi, mirrorAbi, routerAbi, wrappedVaraAbi } from './contracts.ts';

const ERRORS = [...routerAbi, ...mirrorAbi, ...wrappedVaraAbi, ...converterAbi].filter((item) => item.type === 'error');

/** What a person who meets the contract's error should know. Others are told by their name. */
const SENTENCES: Record<string, { shortMessage: string; hint?: string }> = {
  CodeAlreadyOnValidationOrValidated: {
    shortMessage: 'This code has been uploaded already, or is being validated',
    hint: 'Wait a little and create the program from it.',
  },
  CodeNotValidated: {
    shortMessage: 'The validators have not accepted this code',
    hint: 'Upload the code first and wait until it is validated.',
  },
  ProgramExited: { shortMessage: 'The program has exited and takes no more messages' },
  InitMessageNotCreated: {
    shortMessage: 'The program has not had its init message',
    hint: 'Send the init message first.',
  },
  InitMessageNotCreatedAndCallerNotInitializer: {
    shortMessage: 'Only the account that created the program may send its first message',
    hint: 'Switch the wallet to that account.',
  },
  EnforcedPause: { shortMessage: 'The Router is paused', hint: 'Its owners have to resume it; try again later.' },
  ExpiredSignature: { shortMessage: 'The signature has expired', hint: 'Try again and sign within the hour.' },
  ERC2612ExpiredSignature: { shortMessage: 'The permit has expired', hint: 'Try again and sign within the hour.' },
  InvalidSigner: { shortMessage: 'The signature is not of the account that asks', hint: 'Sign with the same account.' },
  ERC2612InvalidSigner: {
    shortMessage: 'The permit is not of the account that pays',
    hint: 'Sign with the same account.',
  },
  TransferFromFailed: { shortMessage: 'The WVARA could not be taken from the account' },
  WVaraTransferFailed: { shortMessage: 'The WVARA could not be taken from the account' },
  ERC20InsufficientAllowance: { shortMessage: 'The contract is not allowed to take that much WVARA' },
  ERC20InsufficientBalance: { shortMessage: 'The account has not enough WVARA' },
  FailedCall: { shortMessage: 'A program with this code and salt exists already', hint: 'Use another salt.' },
  FailedDeployment: { shortMessage: 'A program with this code and salt exists already', hint: 'Use another salt.' },
};

/** What a call or transaction failed with, in plain words: the contract's own error where there is one. */
export function explainContractError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const data = revertData(error);
  const decoded = data && decodeContractError(data);
  if (decoded) {
    const { shortMessage, hint } = SENTENCES[decoded.name] ?? {
      shortMessage: `The contract refused it: ${decoded.name}`,
    };
    return new AppError({ code: 'CONTRACT_REFUSED', shortMessage, details: decoded.text, hint, cause: error });
  }
  if (data !== undefined) {
    const details = data === '0x' ? 'The contract gave no reason.' : `The contract answered ${data.slice(0, 200)}.`;
    return new AppError({ code: 'CONTRACT_REFUSED', shortMessage: 'The contract refused it', details, cause: error });
  }
  return new AppError({
    code: 'ETHEREUM_FAILED',
    shortMessage: 'Ethereum could not answer',
    details: error instanceof BaseError ? error.shortMessage : String(error instanceof Error ? error.message : error),
    hint: 'Check the connection and the address of the RPC in the settings, then try again.',
    cause: error,
  });
}

/** The error of the contracts that `data` encodes; `text` has its arguments. Undefined when it is none of theirs. */
export function decodeContractError(data: ViemHex): { name: string; text: string } | undefined {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: ERRORS, data });
    return { name: errorName, text: `${errorName}(${(args as readonly unknown[]).join(', ')})` };
  } catch {
    // An error that is in none of the ABIs: told by its bytes.
    return undefined;
  }
}

/** The bytes that the contract reverted with, wherever in the chain of causes the RPC's answer has them. */
export function revertData(error: unknown): ViemHex | undefined {
  let cause: unknown = error;
  for (let depth = 0; depth < 12 && typeof cause === 'object' && cause !== null; depth++) {
    const data = 'data' in cause ? cause.data : undefined;
    const bytes = typeof data === 'object' && data !== null && 'data' in data ? data.data : data;
    if (typeof bytes === 'string' && /^0x([0-9a-f]{2})*$/i.test(bytes)) return bytes as ViemHex;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return undefined;
}
