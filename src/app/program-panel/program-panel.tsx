import { useNetwork } from '../../stores/network-store.ts';
import { selectProgram, useProgramLabel, useProgramStore } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { reset } from '../commands/network-commands.ts';
import { openProgram } from '../commands/program-commands.ts';
import { DeployForm } from './deploy-form.tsx';
import { ProgramView } from './program-view.tsx';

/** At the right: a program to talk to, or the form that deploys one. */
export function ProgramPanel() {
  const programs = useNetwork((state) => state.programs);
  const network = useNetwork((state) => state.network);
  const failure = useNetwork((state) => state.failure);
  const selected = useProgramStore((state) => state.selected);
  const isLocal = useSettings((settings) => settings.network === 'local');
  const labelOf = useProgramLabel();
  const program = selected ? programs.get(selected) : undefined;
  return (
    <section className="program-panel" aria-label="Program">
      {programs.size > 0 && (
        <header className="program-panel__switch">
          <select
            className="input"
            aria-label="Program"
            value={program?.program ?? ''}
            onChange={(event) => {
              const chosen = [...programs.keys()].find((key) => key === event.currentTarget.value);
              selectProgram(chosen ?? null);
            }}
          >
            {!program && <option value="">Deploy a program</option>}
            {[...programs.values()].map(({ program: id, status }) => (
              <option key={id} value={id}>
                {labelOf(id)} · {status}
              </option>
            ))}
          </select>
          {program && (
            <button type="button" className="button" title="Deploy another program" onClick={() => selectProgram(null)}>
              <Icon name="add" /> New
            </button>
          )}
          {!isLocal && <CommandButton command={openProgram} show="icon" className="button" />}
        </header>
      )}
      <div className="program-panel__body">
        {isLocal && failure !== null && (
          <>
            <ErrorNote error={failure} />
            <CommandButton command={reset} className="button button--danger" />
          </>
        )}
        {program ? (
          <ProgramView key={`${network?.id} ${program.program}`} program={program} />
        ) : (
          (!isLocal || failure === null) && <DeployForm ready={network !== null} />
        )}
      </div>
    </section>
  );
}
