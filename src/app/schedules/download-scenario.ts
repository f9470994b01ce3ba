import { strToU8, zipSync } from 'fflate';
import type { OutcomeGroup } from '../../executor/schedules/exploration.ts';
import type { ExplorationResult } from './schedule-store.ts';

/** Saves a scenario that ends like the outcome, with the codes that it needs, as a .zip: it is replayed where it is unpacked. */
export async function downloadScenario(result: ExplorationResult, group: OutcomeGroup, number: number): Promise<void> {
  const { scenario, codes } = result.explorer.scenarioOf(result.base, group, {
    title: `Outcome ${number} of ${result.outcomes.length} of an exploration`,
    note: `Order of the messages by block: ${JSON.stringify(group.schedule)}. Replay: npm run --silent scenario -- scenario.json`,
  });
  const name = `outcome-${number}`;
  const files = [['scenario.json', strToU8(scenario)] as const, ...codes];
  const zip = zipSync(Object.fromEntries(files.map(([file, bytes]) => [`${name}/${file}`, bytes])));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([zip], { type: 'application/zip' }));
  link.download = `${name}.zip`;
  link.click();
  URL.revokeObjectURL(link.href);
}
