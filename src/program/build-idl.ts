import type { Hex } from '../shared/hex.ts';
import type { IdlEvent, IdlFunction, IdlRoute, IdlService, IdlType, ProgramIdl } from './idl.ts';
import type { Annotation, IdlDocument, RawFunction, RawService } from './idl-document.ts';
import { TypeResolutionError, TypeScope } from './resolve-type.ts';

const noInterface: Hex = '0x0000000000000000';
/** Of one service with all that it extends; a chain of services is quadratic in the text. */
const maxBases = 100;
const unit: IdlType = { kind: 'primitive', name: '()' };

/**
 * The parser's document → the model.
 * @throws TypeResolutionError
 */
export function buildIdl(document: IdlDocument, text: string): ProgramIdl {
  const declared = new Map((document.services ?? []).map((service) => [service.name, service]));
  const scopes = new Map<string, TypeScope>();
  const scopeOf = (service: RawService) => {
    const scope = scopes.get(service.name) ?? new TypeScope(service.types);
    scopes.set(service.name, scope);
    return scope;
  };
  const { program } = document;
  const exposed = program
    ? (program.services ?? []).map((expo) => ({ ...expo, shown: expo.route ?? expo.name, routeIdx: expo.route_idx }))
    : [...declared.values()].map((service) => ({ ...service, shown: service.name, routeIdx: 0 }));
  const programScope = new TypeScope(program?.types);

  return {
    text,
    name: program?.name ?? '',
    docs: program?.docs ?? [],
    sailsVersion: document.globals?.find(([name]) => name === 'sails')?.[1] ?? undefined,
    constructors: (program?.ctors ?? []).map((ctor) =>
      buildFunction(ctor, programScope, { interfaceId: noInterface, entryId: ctor.entry_id, routeIdx: 0 }, ''),
    ),
    services: exposed.flatMap(({ name, shown, routeIdx, docs }) => {
      const service = declared.get(name);
      return service ? [buildService(service, shown, routeIdx, docs ?? [], declared, scopeOf)] : [];
    }),
  };
}

function buildService(
  service: RawService,
  shown: string,
  routeIdx: number,
  docs: string[],
  declared: ReadonlyMap<string, RawService>,
  scopeOf: (service: RawService) => TypeScope,
): IdlService {
  const functions: IdlFunction[] = [];
  const events: IdlEvent[] = [];
  for (const part of withBases(service, declared)) {
    const scope = scopeOf(part);
    // A base's functions keep the base's interface id, on the route of the service that extends it.
    const route = (entryId: number): IdlRoute => ({ interfaceId: interfaceIdOf(part), entryId, routeIdx });
    for (const func of part.funcs ?? []) {
      const built = buildFunction(func, scope, route(func.entry_id), shown);
      functions.push(part === service ? built : { ...built, inheritedFrom: part.name });
    }
    for (const event of part.events ?? []) {
      const fields = scope.fields(event.fields);
      events.push({ ...route(event.entry_id), name: event.name, docs: event.docs ?? [], service: shown, fields });
    }
  }
  return {
    name: shown,
    docs: docs.length > 0 ? docs : (service.docs ?? []),
    routeIdx,
    interfaceId: interfaceIdOf(service),
    functions,
    events,
  };
}

/** The service, then what it extends, each once. */
function withBases(service: RawService, declared: ReadonlyMap<string, RawService>): Set<RawService> {
  const found = new Set([service]);
  // A set yields what is added while it is walked.
  for (const part of found) {
    for (const base of part.extends ?? []) {
      const declaration = declared.get(base.name);
      if (declaration) found.add(declaration);
      if (found.size > maxBases) {
        throw new TypeResolutionError(`The service ${service.name} extends more than ${maxBases} others`);
      }
    }
  }
  return found;
}

function buildFunction(raw: RawFunction, scope: TypeScope, route: IdlRoute, service: string): IdlFunction {
  return {
    ...route,
    key: `${route.routeIdx}/${route.interfaceId}/${route.entryId}`,
    kind: service === '' && raw.kind === undefined ? 'constructor' : (raw.kind ?? 'command'),
    name: raw.name,
    docs: raw.docs ?? [],
    service,
    params: scope.fields(raw.params),
    output: raw.output === undefined ? unit : scope.resolve(raw.output),
    ...(raw.throws !== undefined && { throws: scope.resolve(raw.throws) }),
    payable: hasAnnotation(raw.annotations, 'payable'),
    returnsValue: hasAnnotation(raw.annotations, 'returns_value'),
    scale: hasCodec(raw.annotations, 'scale'),
    solidity: hasCodec(raw.annotations, 'ethabi'),
  };
}

/** Both are understood; `@codec: ethabi` without `scale` leaves Solidity's encoding only, and the other way round. */
function hasCodec(annotations: readonly Annotation[] = [], wanted: 'scale' | 'ethabi'): boolean {
  const codecs = annotations.filter(([name]) => name === 'codec').map(([, value]) => value);
  return codecs.length === 0 || codecs.some((value) => !value || value.split(',').some((it) => it.trim() === wanted));
}

function hasAnnotation(annotations: readonly Annotation[] = [], wanted: string): boolean {
  return annotations.some(([name]) => name === wanted);
}

function interfaceIdOf(service: RawService): Hex {
  return (service.interface_id?.toLowerCase() as Hex | undefined) ?? noInterface;
}
