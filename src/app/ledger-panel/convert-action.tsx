import type { ProgramSummary } from '../../network/network.ts';
import { encodeContractCall } from '../../program/codec/solidity-call.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramLabel, useProgramStore } from '../../stores/program-store.ts';
import { useSend } from '../program-panel/use-send.ts';
import { conversionText } from './conversion-text.ts';

/** Has the converter ask the chosen program for its ether, by each function of it that can give some in its reply. */
export function ConvertAction() {
  const selected = useProgramStore((state) => state.selected);
  const program = useNetwork((state) => (selected ? state.programs.get(selected) : undefined));
  if (!program) return <p className="muted">Choose a program to convert what it was paid.</p>;
  return <Functions key={program.program} program={program} />;
}

function Functions({ program }: { program: ProgramSummary }) {
  const idl = useInterfaceOf()(program.program);
  const label = useProgramLabel()(program.program);
  const { send, busy, latest } = useSend(program.program, 'converter', { byConverter: true });
  const functions = idl?.services.flatMap((service) => service.functions) ?? [];
  const calls = functions.flatMap((fn) => {
    const payload = fn.returnsValue ? encodeContractCall(fn) : undefined;
    return payload ? [{ fn, payload }] : [];
  });
  if (calls.length === 0) {
    return (
      <p className="muted">{label} has no function without arguments whose reply carries value: it cannot be asked.</p>
    );
  }
  const outcome = latest && conversionText(latest);
  return (
    <>
      {calls.map(({ fn, payload }) => (
        <button
          key={fn.key}
          type="button"
          className="button button--small"
          disabled={busy}
          title={`The converter calls ${fn.service}.${fn.name} of ${label}; ether in the reply becomes Executable Balance`}
          onClick={() => void send(payload, 0n)}
        >
          Convert by {fn.name}
        </button>
      ))}
      {outcome && (
        <p role="status" className={outcome.isError ? 'danger' : 'muted'}>
          {outcome.text}
        </p>
      )}
    </>
  );
}
