import type { ProgramIdl } from './idl.ts';
import type { IdlParser } from './parse-idl.ts';
import { readIdlSection } from './read-idl-section.ts';
import { functionText, typeText } from './type-text.ts';

/** How an IDL relates to the Wasm that it is used with. */
export type IdlFit =
  /** The Wasm carries an IDL with the same constructors and services. */
  | { status: 'fits' }
  /** The Wasm carries no readable IDL, so only calls will show. */
  | { status: 'unknown'; reason: string }
  /** The Wasm carries another interface; each difference is one line for a person. */
  | { status: 'differs'; embedded: ProgramIdl; differences: string[] };

/**
 * Compares an IDL with the one inside the Wasm. Interface ids are hashes over a service's functions, events and
 * types, so equal ids mean an equal interface.
 */
export function compareIdl(parser: IdlParser, idl: ProgramIdl, wasm: Uint8Array): IdlFit {
  const text = readIdlSection(wasm);
  if (text === undefined) return { status: 'unknown', reason: 'The Wasm carries no IDL to compare with' };
  const parsed = parser.parse(text);
  if (parsed.status === 'invalid') {
    return { status: 'unknown', reason: `The IDL inside the Wasm cannot be read: ${parsed.problem.message}` };
  }
  const embedded = parsed.idl;
  // A text without a `program` block knows neither constructors nor routes, and need not name all services.
  const isPartial = idl.name === '';
  const given = parts(idl, isPartial);
  const carried = parts(embedded, isPartial);
  const differences = [
    ...missing(given, carried, 'is in the IDL but not in the Wasm'),
    ...(isPartial ? [] : missing(carried, given, 'is in the Wasm but not in the IDL')),
  ];
  return differences.length === 0 ? { status: 'fits' } : { status: 'differs', embedded, differences };
}

type Part = [id: string, shown: string];

function missing(from: readonly Part[], to: readonly Part[], what: string): string[] {
  const known = new Set(to.map(([id]) => id));
  return from.filter(([id]) => !known.has(id)).map(([, shown]) => `${shown} ${what}`);
}

function parts(idl: ProgramIdl, ignoreRoutes: boolean): Part[] {
  const constructors = idl.constructors.map(
    (ctor): Part => [
      `${ctor.entryId} ${ctor.name} ${ctor.params.map((param) => typeText(param.type))}`,
      `Constructor ${functionText(ctor)}`,
    ],
  );
  const services = idl.services.map(
    ({ name, interfaceId, routeIdx }): Part => [
      ignoreRoutes ? interfaceId : `${routeIdx} ${interfaceId}`,
      `Service ${name} (interface ${interfaceId}${ignoreRoutes ? '' : `, route ${routeIdx}`})`,
    ],
  );
  return ignoreRoutes ? services : [...constructors, ...services];
}
