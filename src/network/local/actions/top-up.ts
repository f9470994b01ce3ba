import { actorId } from '../../../protocol/identifiers.ts';
import type { Hex } from '../../../shared/hex.ts';
import { give, type LocalContext, outOfRange, programAt, spend } from '../local-context.ts';
import { payMirror } from '../simulated-ethereum.ts';

/**
 * Moves WVARA units from the account to the Executable Balance (`topUp`), or wei to the Free Balance
 * (`freeTopUp`).
 *
 * @throws AppError `UNKNOWN_PROGRAM`, `INSUFFICIENT_FUNDS`, `OUT_OF_RANGE`
 */
export async function topUp(
  context: LocalContext,
  address: Hex,
  amount: bigint,
  kind: 'topUp' | 'freeTopUp',
): Promise<void> {
  const { program } = programAt(context, address).summary;
  const { chain } = context;
  if (amount <= 0n) throw outOfRange('The amount of a top-up', 'more than 0', amount);
  const coin = kind === 'topUp' ? 'wvara' : 'balance';
  const move = (amount: bigint) => {
    if (kind === 'freeTopUp') payMirror(chain.state.ethereum, actorId(program), amount);
  };
  spend(context, coin, amount);
  move(amount);
  await chain.arrive({
    event: { type: kind === 'topUp' ? 'topUp' : 'ownedTopUp', program: actorId(program), value: amount.toString() },
    ledger: { program, kind, amount },
    undo: () => {
      move(-amount);
      give(context, coin, amount);
    },
  });
}
