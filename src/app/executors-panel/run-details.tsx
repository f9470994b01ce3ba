import type { MessageRecord } from '../../network/network.ts';
import type { Hex } from '../../shared/hex.ts';
import { formatDuration, groupDigits } from '../../shared/units.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useLayout } from '../../stores/layout-store.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { describeMessage } from '../../timeline/describe-message.ts';
import { Icon } from '../../ui/icon.tsx';
import type { QueueRun } from './queue-runs.ts';
import { blockText, messagesText, startText } from './run-text.ts';

interface RunDetailsProps {
  run: QueueRun;
  messages: ReadonlyMap<Hex, MessageRecord>;
  onClose: () => void;
}

const SHOWN = 200;

/** The run that was selected, with its messages; each opens in the timeline. */
export function RunDetails({ run, messages, onClose }: RunDetailsProps) {
  const labelOf = useProgramLabel();
  const idlOf = useInterfaceOf();
  return (
    <section className="run-details" aria-label="Selected run">
      <div className="run-details__header">
        <h3>
          {labelOf(run.program)} on executor #{run.executor}
        </h3>
        <span className="muted num">
          {run.queue} queue · {messagesText(run.messages.length)} · {groupDigits(run.gas)} gas · {startText(run)} · took{' '}
          {formatDuration(run.duration)} · {blockText(run)}
        </span>
        <button type="button" className="icon-button" aria-label="Close the selected run" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <ol className="run-details__messages" aria-label="Messages of the run">
        {run.messages.slice(0, SHOWN).map((id) => {
          const message = messages.get(id);
          if (!message) return null;
          const { call, answer } = describeMessage(message, idlOf(message.program));
          return (
            <li key={id}>
              <button
                type="button"
                className="link mono"
                onClick={() => {
                  useLayout.getState().setOpenMessage(id);
                  useLayout.getState().showBottom('timeline');
                }}
              >
                {call}
                {answer && ` → ${answer.text}`}
              </button>{' '}
              <span className="muted num">{groupDigits(gasIn(run, message))} gas</span>
            </li>
          );
        })}
      </ol>
      {run.messages.length > SHOWN && <p className="muted">and {messagesText(run.messages.length - SHOWN)} more</p>}
    </section>
  );
}

/** What the message burnt in this run, which is less than in all when it waited. */
function gasIn(run: QueueRun, { execution }: MessageRecord): number {
  const part = execution?.runs?.find(
    ({ executor, startedAt }) => executor === run.executor && startedAt === run.startedAt,
  );
  return (part ?? execution)?.gasBurned ?? 0;
}
