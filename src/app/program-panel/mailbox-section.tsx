import { useState } from 'react';
import { toast } from 'sonner';
import type { MailboxEntry, OutgoingMessage, ProgramSummary } from '../../network/network.ts';
import { RawPayloadForm } from '../../program/form/raw-payload-form.tsx';
import { groupDigits } from '../../shared/units.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramSnapshot } from '../../stores/use-program-snapshot.ts';
import { describeOutgoing } from '../../timeline/describe-message.ts';
import { Eth } from '../../ui/amount.tsx';
import { Hash } from '../../ui/hash.tsx';
import { showError } from '../commands/registry.ts';

/** Messages that the program sent to people and that wait for an answer: reply, or claim the value. */
export function MailboxSection({ program }: { program: ProgramSummary }) {
  const { snapshot } = useProgramSnapshot(program.program, undefined, 'withoutPages');
  const idlOf = useInterfaceOf();
  // Events lie there too, addressed to nobody: the timeline tells of them.
  const entries = snapshot?.mailbox.filter(
    (entry) => describeOutgoing(asOutgoing(entry), idlOf(program.program)).kind === 'message',
  );
  if (!entries || entries.length === 0) return null;
  return (
    <section aria-label="Mailbox">
      <h3 className="section-title">Mailbox</h3>
      {entries.map((entry) => (
        <Entry key={entry.messageId} program={program} entry={entry} />
      ))}
    </section>
  );
}

function Entry({ program, entry }: { program: ProgramSummary; entry: MailboxEntry }) {
  const network = useNetwork((state) => state.network);
  const account = useNetwork((state) => state.account);
  const idlOf = useInterfaceOf();
  const [replying, setReplying] = useState(false);
  const isMine = account?.address === entry.destination;
  // The local one claims by itself; on Ethereum somebody has to make it.
  const isConverters = useNetwork(
    ({ status, controls }) => !controls && status?.converter?.address === entry.destination,
  );
  const { text } = describeOutgoing(asOutgoing(entry), idlOf(program.program));

  async function act(action: Promise<unknown> | undefined, done: string) {
    try {
      await action;
      toast.success(done);
      setReplying(false);
    } catch (error) {
      showError(error);
    }
  }

  return (
    <div className="mailbox">
      <p className="mono">{text}</p>
      <p className="muted">
        for {isMine ? 'you' : isConverters ? 'the converter' : <Hash value={entry.destination} what="Recipient" />} ·{' '}
        <Eth value={entry.value} /> · until height <span className="num">{groupDigits(entry.expiryHeight)}</span>
      </p>
      {(isMine || isConverters) && (
        <div className="mailbox__actions">
          {isMine && (
            <button
              type="button"
              className="button button--small"
              aria-expanded={replying}
              onClick={() => setReplying(!replying)}
            >
              Reply
            </button>
          )}
          <button
            type="button"
            className="button button--small"
            onClick={() =>
              void act(network?.claimValue({ program: program.program, messageId: entry.messageId }), 'Claimed')
            }
          >
            Claim
          </button>
        </div>
      )}
      {replying && (
        <RawPayloadForm
          submitLabel="Send reply"
          onSubmit={(payload) =>
            act(
              network?.sendReply({ program: program.program, repliedTo: entry.messageId, payload, value: 0n }),
              'Reply sent',
            )
          }
        />
      )}
    </div>
  );
}

function asOutgoing({ messageId, destination, payload, value }: MailboxEntry): OutgoingMessage {
  return { id: messageId, destination, payload, value };
}
