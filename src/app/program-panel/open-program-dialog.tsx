import { useId, useState } from 'react';
import type { Hex } from '../../shared/hex.ts';
import { useLayout } from '../../stores/layout-store.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { addressProblem, openByAddress } from './open-by-address.ts';

/** Asks for the address of a program that somebody else created. */
export function OpenProgramDialog() {
  const network = useNetwork((state) => state.network);
  const [text, setText] = useState('');
  const [isTouched, setIsTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const close = () => useLayout.getState().setOpenProgramOpen(false);
  const problem = addressProblem(text);

  async function open() {
    setIsTouched(true);
    if (problem || !network || busy) return;
    setBusy(true);
    setError(null);
    try {
      await openByAddress(network, text.trim().toLowerCase() as Hex);
      useLayout.getState().showNarrow('program');
      close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <Dialog title="Open a program by its address" onClose={close}>
      <form
        className="open-program"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <div className="field">
          <label htmlFor={id}>Address on {network?.info.name ?? 'the network'} (of its Mirror)</label>
          <input
            id={id}
            className="input mono"
            placeholder="0x…"
            spellCheck={false}
            autoComplete="off"
            value={text}
            aria-invalid={isTouched && problem !== null}
            aria-describedby={isTouched && problem ? `${id}-problem` : undefined}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {isTouched && problem && (
            <span id={`${id}-problem`} className="danger">
              {problem}
            </span>
          )}
        </div>
        {error !== null && <ErrorNote error={error} />}
        <div className="dialog__footer dialog__footer--end">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button button--primary" disabled={busy || !network}>
            {busy ? 'Reading the program…' : 'Open'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
