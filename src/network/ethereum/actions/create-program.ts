import { encodeFunctionData, parseEventLogs, zeroAddress } from 'viem';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { CreateProgramParameters } from '../../network.ts';
import { routerAbi } from '../contracts.ts';
import { checkAmounts, type EthereumContext } from '../ethereum-context.ts';
import { newDeadline, signPermit } from '../permit.ts';

/** The Router's `Gear.CodeState.Validated`. */
const VALIDATED = 2;

/**
 * Creates a program by the Router. The account becomes the one that may send its first message.
 * @throws AppError `UNKNOWN_CODE`, `INSUFFICIENT_WVARA`, `OUT_OF_RANGE`, and as `WalletSession.send`
 */
export async function createProgram(
  context: EthereumContext,
  parameters: CreateProgramParameters,
): Promise<{ program: Hex }> {
  const { client, session, follower } = context;
  const { codeId, executableBalance = 0n } = parameters;
  checkAmounts({ value: executableBalance });
  const { router } = await context.contracts();
  const state = await client.readContract({
    address: router,
    abi: routerAbi,
    functionName: 'codeState',
    args: [codeId],
  });
  if (state !== VALIDATED) throw unknownCode(codeId);

  const data = await encode(context, router, parameters);
  const receipt = await session.send({ title: 'Create the program', to: router, data });
  const [created] = parseEventLogs({ abi: routerAbi, eventName: 'ProgramCreated', logs: receipt.logs });
  if (!created) throw new RangeError(`Transaction ${receipt.transactionHash} created no program`);
  const program = created.args.actorId.toLowerCase() as Hex;
  await follower.follow(program, codeId, Number(receipt.blockNumber));
  await follower.caughtUp(Number(receipt.blockNumber));
  await context.tellProgram(program);
  return { program };
}

async function encode(
  context: EthereumContext,
  router: Hex,
  { codeId, salt, executableBalance = 0n, abiInterface }: CreateProgramParameters,
): Promise<Hex> {
  const head = [codeId, salt ?? bytesToHex(crypto.getRandomValues(new Uint8Array(32))), zeroAddress] as const;
  if (executableBalance === 0n) {
    return abiInterface
      ? encodeFunctionData({
          abi: routerAbi,
          functionName: 'createProgramWithAbiInterface',
          args: [...head, abiInterface],
        })
      : encodeFunctionData({ abi: routerAbi, functionName: 'createProgram', args: head });
  }
  const { deadline, v, r, s } = await signPermit(context, {
    title: 'Sign the Executable Balance',
    spender: router,
    amount: executableBalance,
    deadline: await newDeadline(context),
  });
  const tail = [executableBalance, deadline, v, r, s] as const;
  return abiInterface
    ? encodeFunctionData({
        abi: routerAbi,
        functionName: 'createProgramWithAbiInterfaceAndExecutableBalance',
        args: [...head, abiInterface, ...tail],
      })
    : encodeFunctionData({
        abi: routerAbi,
        functionName: 'createProgramWithExecutableBalance',
        args: [...head, ...tail],
      });
}

function unknownCode(codeId: Hex): AppError {
  return new AppError({
    code: 'UNKNOWN_CODE',
    shortMessage: 'The program cannot be created: the validators have not accepted its code',
    details: `Code id ${codeId}`,
    hint: 'Upload the code first.',
  });
}
