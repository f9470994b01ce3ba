import type { ProgramExport } from '../../network/network.ts';
import { readIdlSection } from '../../program/read-idl-section.ts';
import { shortHex } from '../../shared/units.ts';
import { parseIdlText } from '../../stores/interfaces.ts';
import { labelProgram, rememberCode, useProgramStore } from '../../stores/program-store.ts';

/** Takes a foreign program's interface out of its code, and names the program after it, as far as neither is known. */
export function rememberExport({ program, codeId, wasm }: Pick<ProgramExport, 'program' | 'codeId' | 'wasm'>): void {
  const { codes, labels, parser } = useProgramStore.getState();
  const idl = codes[codeId]?.idl ?? readIdlSection(wasm);
  const name = codes[codeId]?.name ?? (idl && parser && nameIn(idl)) ?? shortHex(program);
  rememberCode(codeId, { name, ...(idl !== undefined && { idl }) });
  if (!labels[program] && name !== shortHex(program)) labelProgram(program, name);

  function nameIn(text: string): string | undefined {
    try {
      return (parser && parseIdlText(parser, text).name) || undefined;
    } catch {
      // The program's page says what is wrong with the interface.
      return undefined;
    }
  }
}
