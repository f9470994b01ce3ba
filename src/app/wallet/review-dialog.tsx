import { useMemo } from 'react';
import { decodeCall } from '../../program/codec/decode-call.ts';
import { FieldsView, RawBytes } from '../../program/form/value-view.tsx';
import { hexToBytes } from '../../shared/hex.ts';
import { shortHex } from '../../shared/units.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { Eth } from '../../ui/amount.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Hash } from '../../ui/hash.tsx';
import { type PendingReview, useReviews } from './review-store.ts';

/** Shows in plain fields what the wallet is going to show as 32 bytes. */
export function ReviewDialog() {
  const review = useReviews(({ reviews }) => reviews[0]);
  return review ? <Review key={review.request.signingBytes} review={review} /> : null;
}

function Review({ review: { request, accept, refuse } }: { review: PendingReview }) {
  const { network, transaction, signingBytes } = request;
  const { destination, payload, value, referenceBlock, salt } = transaction;
  const label = useProgramLabel()(destination);
  const bytes = useMemo(() => hexToBytes(payload), [payload]);
  return (
    <Dialog title="Sign an injected message" onClose={refuse}>
      <p className="muted">
        It goes straight to the executors and costs no Ethereum transaction. Your wallet cannot read it and shows 32
        bytes instead: compare them with the last line.
      </p>
      <dl className="facts">
        <Fact name="Network">{network}</Fact>
        <Fact name="To">
          {label !== shortHex(destination) && label} <Hash value={destination} what="Program id" />
        </Fact>
        <Fact name="Call">
          <Call program={destination} payload={bytes} />
        </Fact>
        <Fact name="Payload">
          <RawBytes hex={payload} />
        </Fact>
        <Fact name="Value">
          <Eth value={value} />
        </Fact>
        <Fact name="Reference block">
          <Hash value={referenceBlock} what="Reference block" head={10} tail={8} />
        </Fact>
        <Fact name="Salt">
          <Hash value={salt} what="Salt" head={10} tail={8} />
        </Fact>
        <Fact name="The wallet shows">
          <code className="review__bytes">{signingBytes}</code>
        </Fact>
      </dl>
      <div className="dialog__footer dialog__footer--end">
        <button type="button" className="button" onClick={refuse}>
          Cancel
        </button>
        <button type="button" className="button button--primary" onClick={accept}>
          Sign in wallet
        </button>
      </div>
    </Dialog>
  );
}

function Call({ program, payload }: { program: `0x${string}`; payload: Uint8Array }) {
  const idl = useInterfaceOf()(program);
  if (!idl) return <span className="muted">not decoded: the program’s interface is not known</span>;
  const call = decodeCall(idl, payload);
  if (call.status === 'undecodable') return <span className="warning">not decoded: {call.reason}</span>;
  const { fn, args } = call;
  return (
    <>
      <code>{fn.service ? `${fn.service}.${fn.name}` : fn.name}</code>
      {args.length > 0 ? (
        <FieldsView fields={fn.params} values={args} />
      ) : (
        <span className="muted"> without arguments</span>
      )}
    </>
  );
}
