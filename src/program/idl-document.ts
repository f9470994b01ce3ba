/**
 * What `idl.wasm` answers: `sails_idl_ast::IdlDoc` as serde writes it. `build-idl.ts` turns it into {@link ProgramIdl}.
 */
export type IdlAnswer = { ok: IdlDocument } | { error: IdlProblem };

/** Why a text is not IDL v2. Line and column count from 1 and are known for errors of grammar. */
export interface IdlProblem {
  message: string;
  line?: number;
  column?: number;
}

export interface IdlDocument {
  globals?: Annotation[];
  program?: {
    name: string;
    ctors?: RawFunction[];
    services?: (RawServiceName & { route?: string; route_idx: number; docs?: string[] })[];
    types?: RawType[];
    docs?: string[];
  };
  services?: RawService[];
}

export type Annotation = [name: string, value: string | null];

export interface RawServiceName {
  name: string;
  interface_id?: string;
}

export interface RawService extends RawServiceName {
  extends?: RawServiceName[];
  funcs?: RawFunction[];
  events?: RawVariant[];
  types?: RawType[];
  docs?: string[];
}

export interface RawFunction {
  name: string;
  params: { name: string; type: TypeDecl }[];
  /** Absent on constructors, as is `kind`. */
  output?: TypeDecl;
  kind?: 'command' | 'query';
  throws?: TypeDecl;
  entry_id: number;
  docs?: string[];
  annotations?: Annotation[];
}

export interface RawVariant {
  name: string;
  fields: RawField[];
  entry_id: number;
  docs?: string[];
}

export interface RawField {
  name?: string;
  type: TypeDecl;
  docs?: string[];
  annotations?: Annotation[];
}

/** A primitive is a bare string. */
export type TypeDecl =
  | string
  | { kind: 'slice'; item: TypeDecl }
  | { kind: 'array'; item: TypeDecl; len: number }
  | { kind: 'tuple'; types: TypeDecl[] }
  | { kind: 'generic'; name: string }
  | { kind: 'named'; name: string; generics?: TypeDecl[] };

export type RawType = { name: string; type_params?: { name: string }[]; docs?: string[] } & (
  | { kind: 'struct'; fields: RawField[] }
  | { kind: 'enum'; variants: RawVariant[] }
  | { kind: 'alias'; target: TypeDecl }
);
