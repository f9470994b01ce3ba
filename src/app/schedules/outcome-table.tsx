import { useMemo } from 'react';
import type { OutcomeGroup, Schedule } from '../../executor/schedules/exploration.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { showError } from '../commands/registry.ts';
import { downloadScenario } from './download-scenario.ts';
import { type Fact, outcomeFacts } from './outcome-facts.ts';
import type { ExplorationResult } from './schedule-store.ts';

/** The different ends, what differs between them, and an order that leads to each. */
export function OutcomeTable({ result }: { result: ExplorationResult }) {
  const idlOf = useInterfaceOf();
  const labelOf = useProgramLabel();
  // biome-ignore lint/correctness/useExhaustiveDependencies: interfaces and names were known when it was explored
  const facts = useMemo(() => outcomeFacts(result, { idlOf, labelOf }), [result]);
  const same = facts[0]?.filter(({ differs }) => !differs) ?? [];
  const { outcomes, total } = result;
  return (
    <div className="outcomes">
      <p role="status">
        <strong>{verdict(outcomes.length)}</strong> <span className="muted">{extent(result)}</span>
      </p>
      <table className="table outcomes__table" aria-label="Outcomes">
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col" className="table__num">
              How often
            </th>
            <th scope="col">Order</th>
            <th scope="col">{outcomes.length > 1 ? 'What differs' : 'End'}</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map((group, index) => (
            <tr key={JSON.stringify(group.schedule)}>
              <th scope="row">#{index + 1}</th>
              <td className="table__num" title={`${((100 * group.count) / total).toFixed(1)} % of the schedules`}>
                {group.count} of {total}
              </td>
              <td>
                <Order schedule={group.schedule} />
              </td>
              <td>
                <Facts
                  facts={(facts[index] ?? []).filter(({ differs }) => differs || outcomes.length === 1)}
                  highlight={outcomes.length > 1}
                />
              </td>
              <td>
                <SaveButton result={result} group={group} number={index + 1} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {outcomes.length > 1 && same.length > 0 && (
        <details>
          <summary className="section-title">The same in all ({same.length})</summary>
          <Facts facts={same} highlight={false} />
        </details>
      )}
    </div>
  );
}

function verdict(outcomes: number): string {
  return outcomes === 1 ? 'One outcome: the order made no difference.' : `${outcomes} outcomes: the order matters.`;
}

function extent({ total, isExhaustive, options }: ExplorationResult): string {
  const count = total === 1 ? 'schedule was' : 'schedules were';
  return isExhaustive
    ? `All ${total} that can differ ${total === 1 ? 'was' : 'were'} tried.`
    : `${total} ${count} tried, by seed ${options.seed}; there are more.`;
}

/** `1 2 | 3`: numbers of messages, a bar between blocks. */
function Order({ schedule }: { schedule: Schedule }) {
  const inWords = schedule.map((block, index) => {
    const numbers = block.map((message) => message + 1).join(', ');
    return `block ${index + 1}: ${numbers || 'none'}`;
  });
  return (
    <span className="outcomes__order num" title={inWords.join('; ')}>
      <span aria-hidden="true">
        {schedule.map((block) => block.map((message) => message + 1).join(' ') || '–').join(' | ')}
      </span>
      <span className="visually-hidden">{inWords.join('; ')}</span>
    </span>
  );
}

function Facts({ facts, highlight }: { facts: Fact[]; highlight: boolean }) {
  return (
    <dl className="outcomes__facts">
      {facts.map(({ key, name, text, isError }) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd className={`mono${isError ? ' danger' : ''}`}>{highlight ? <mark>{text}</mark> : text}</dd>
        </div>
      ))}
    </dl>
  );
}

function SaveButton({ result, group, number }: { result: ExplorationResult; group: OutcomeGroup; number: number }) {
  return (
    <button
      type="button"
      className="button button--small"
      title="A scenario that ends like this when it is replayed"
      onClick={() => void downloadScenario(result, group, number).catch(showError)}
    >
      Save as scenario
      <span className="visually-hidden"> outcome {number}</span>
    </button>
  );
}
