import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImportRules } from './import-rules.mjs';

/** Each file stands for itself; what it imports must exist, or `resolvable` reports it. */
const files = {
  'src/shared/hex.ts': 'export type Hex = string;\nexport const zero = 0;',
  'src/network/network.ts': "import type { Hex } from '../shared/hex.ts';\nexport interface Network { id: Hex }",
  'src/network/local/local-network.ts': "import { run } from '../../executor/run.ts';\nexport const local = run;",
  'src/network/ethereum/client.ts': 'export const client = 1;',
  'src/executor/run.ts': "import type { Network } from '../network/network.ts';\nexport const run = (n: Network) => n;",
  'src/app/services.ts':
    "import { local } from '../network/local/local-network.ts';\nexport const services = { local };",
  'src/app/commands/registry.ts': 'export const registry = 1;',
  'src/app/shell.tsx': "import { Timeline } from '../timeline/timeline.tsx';\nexport const Shell = () => <Timeline />;",
  'src/timeline/timeline.tsx':
    "import type { Network } from '../network/network.ts';\nimport { registry } from '../app/commands/registry.ts';\nexport const Timeline = (p: { n?: Network }) => <p>{registry}</p>;",
  'src/workspace/files.ts': 'export const files = 1;',
};

/** Rule → a file that breaks it. */
const offences = {
  'layer-shared': ['src/shared/bad.ts', "import { run } from '../executor/run.ts';\nexport const x = run;"],
  'layer-engine': ['src/engine/bad.ts', "export const x = () => import('../executor/run.ts');"],
  'layer-executor': [
    'src/executor/bad.ts',
    "import type { Shell } from '../app/shell.tsx';\nexport type X = typeof Shell;",
  ],
  'layer-timeline': ['src/timeline/bad.ts', "export { files } from '../workspace/files.ts';"],
  'layer-workspace': [
    'src/workspace/bad.ts',
    "import { local } from '../network/local/local-network.ts';\nexport const x = local;",
  ],
  'network-implementations-are-apart': [
    'src/network/local/bad.ts',
    "import { client } from '../ethereum/client.ts';\nexport const x = client;",
  ],
  'implementations-only-in-services': [
    'src/app/bad.tsx',
    "import { local } from '../network/local/local-network.ts';\nexport const X = () => <p>{String(local)}</p>;",
  ],
  'contracts-are-types': ['src/build/protocol.ts', "import { run } from '../executor/run.ts';\nexport const x = run;"],
  'viem-only-in-ethereum': [
    'src/executor/bad-viem.ts',
    "import { createPublicClient } from 'viem';\nexport const x = createPublicClient;",
  ],
  'no-interface-below-the-views': [
    'src/program/bad.ts',
    "import { useState } from 'react';\nexport const x = useState;",
  ],
  'app-does-not-know-the-server': [
    'src/app/bad-server.ts',
    "import { serve } from '../../server/serve.ts';\nexport const x = serve;",
  ],
  'server-knows-no-interface': [
    'server/serve.ts',
    "import { Shell } from '../src/app/shell.tsx';\nexport const serve = Shell;",
  ],
  'no-circles': [
    'src/ledger/a.ts',
    "import { b } from './b.ts';\nexport const a = () => b;",
    'src/ledger/b.ts',
    "import { a } from './a.ts';\nexport const b = () => a;",
  ],
  resolvable: ['src/shared/nowhere.ts', "import { gone } from './gone.ts';\nexport const x = gone;"],
};

describe('import rules', () => {
  let base;
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'import-rules-'));
  });
  afterAll(() => rmSync(base, { recursive: true }));

  const write = (path, text) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };

  it('let the intended imports pass and find each forbidden one', { timeout: 60_000 }, async () => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    expect((await checkImportRules(base)).violations).toEqual([]);

    for (const pairs of Object.values(offences)) {
      for (let i = 0; i < pairs.length; i += 2) write(pairs[i], pairs[i + 1]);
    }
    const { violations } = await checkImportRules(base);
    for (const [rule, [path]] of Object.entries(offences)) {
      expect(violations, `${rule} in ${path}`).toContainEqual(expect.objectContaining({ rule, from: path }));
    }
  });
});
