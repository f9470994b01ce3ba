import type { BlockEvent } from '../../engine/engine.ts';
import type { ChainRecord } from '../../network/network.ts';
import type { Hex } from '../../shared/hex.ts';
import type { OutcomeGroup, ScenarioFiles, ScenarioNote } from './exploration.ts';

/** The chain before the messages and the blocks of an outcome's schedule after it, as a scenario (docs/scenario.md). */
export function scheduleScenario(base: ChainRecord, outcome: OutcomeGroup, note: ScenarioNote): ScenarioFiles {
  const codeIds = [...base.codes.keys()];
  const scenario = {
    ...note,
    codes: Object.fromEntries(codeIds.map((codeId) => [nameOf(codeId), fileOf(codeId)])),
    blocks: [...base.blocks, ...outcome.blocks].map(({ events, ...block }) => ({
      ...block,
      events: events.map(scenarioEvent),
    })),
  };
  return {
    scenario: `${JSON.stringify(scenario, undefined, 1)}\n`,
    codes: new Map([...base.codes].map(([codeId, wasm]) => [fileOf(codeId), wasm])),
  };
}

function nameOf(codeId: Hex): string {
  return codeId.slice(2);
}

function fileOf(codeId: Hex): string {
  return `${nameOf(codeId)}.wasm`;
}

function scenarioEvent(event: BlockEvent): object {
  if (event.type !== 'create') return event;
  return { type: 'create', program: event.program, code: nameOf(event.codeId) };
}
