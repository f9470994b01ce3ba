import type { ProgramSummary } from '../../network/network.ts';
import { useInterface } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramLabel, useProgramStore } from '../../stores/program-store.ts';
import { useExplorer } from '../../stores/use-explorer.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Hash } from '../../ui/hash.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { schedules } from '../commands/view-commands.ts';
import { Balances } from './balances.tsx';
import { ExportSection } from './export/export-section.tsx';
import { InitSection } from './init-section.tsx';
import { LatestState } from './latest-state.tsx';
import { MailboxSection } from './mailbox-section.tsx';
import { MethodList } from './method-list.tsx';
import { NeedsWallet } from './needs-wallet.tsx';
import { NetworkSection } from './network-section.tsx';
import { QueryList } from './query-list.tsx';
import { RawCall } from './raw-call.tsx';

/** One program: balances, calls, queries, state. */
export function ProgramView({ program }: { program: ProgramSummary }) {
  const code = useProgramStore((state) => state.codes[program.codeId]);
  const described = useInterface(code?.idl);
  const labelOf = useProgramLabel();
  const explorer = useExplorer();
  const isStarting = useIsStarting(program);
  const functions = described.status === 'ready' ? described.idl.services.flatMap((service) => service.functions) : [];
  const commands = functions.filter(({ kind }) => kind === 'command');
  const queries = functions.filter(({ kind }) => kind === 'query');
  return (
    <div className="program-view">
      <header className="program-view__header">
        <h2>{labelOf(program.program)}</h2>
        <Hash value={program.program} what="Program id" href={explorer('address', program.program)} />
        <span className="status-pill" data-status={program.status}>
          {program.status}
        </span>
      </header>
      <Balances program={program} />
      <NeedsWallet what="A wallet signs and pays for messages. Reading needs none." />
      {isStarting ? <p className="muted">Its first message is on the way…</p> : <Notice program={program} />}
      {described.status === 'bad' && <ErrorNote error={described.error} />}
      {program.status === 'uninitialized' && !isStarting && (
        <InitSection program={program} constructors={described.status === 'ready' ? described.idl.constructors : []} />
      )}
      {commands.length > 0 && <MethodList program={program} functions={commands} />}
      <ExploreButton />
      {queries.length > 0 && <QueryList program={program} functions={queries} />}
      <RawCall program={program} open={functions.length === 0 && described.status !== 'loading'} />
      <MailboxSection program={program} />
      <LatestState program={program} />
      <NetworkSection program={program} />
      <ExportSection program={program} idl={described.status === 'ready' ? described.idl : undefined} />
    </div>
  );
}

/** Messages that are not sent but tried in many orders; the chain must be one that can be copied. */
function ExploreButton() {
  const isLocal = useNetwork((state) => state.controls !== null);
  return isLocal && <CommandButton command={schedules} show="text" className="link program-view__explore" />;
}

/** What a person must know before sending anything. */
function Notice({ program }: { program: ProgramSummary }) {
  const text = {
    uninitialized:
      'It has had no init message yet: its first message is its constructor. Injected messages are refused until then.',
    active: null,
    exited: 'It has exited: messages are answered with an error, and it runs no more.',
    terminated: 'It failed to initialize and is terminated: deploy it again.',
  }[program.status];
  return text && <p className="note note--warning">{text}</p>;
}

/** Whether the message that initializes the program is sent and not yet executed. */
function useIsStarting({ program, status }: ProgramSummary): boolean {
  return useNetwork(
    (state) =>
      status === 'uninitialized' &&
      [...state.messages.values()].some((message) => message.program === program && message.status === 'queued'),
  );
}
