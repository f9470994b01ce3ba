/**
 * The import rules: what may know what. Imports point downward only:
 *
 *     shared ← protocol, engine, ledger, program, build ← executor ← network/local, network/ethereum ← app/services.ts
 *     shared, ledger, program, build, network.ts ← stores, ui ← views (workspace, timeline, inspector, tutorials) ← app
 *
 * Checked by `npm test`; scripts/import-rules.test.mjs proves that each rule bites.
 */

/** Types alone (and the addresses of public networks); anyone may import them. */
const contracts =
  '^src/(network/(network|wallet|presets)|build/protocol|engine/engine|executor/(replay|schedules/exploration))[.]ts$';
const views = ['workspace', 'timeline', 'inspector', 'tutorials'];
const tests = '[.]test[.](ts|tsx|mjs)$';

/** Folder of src/ → the folders whose files it may import, besides its own and the contracts. */
const layers = {
  shared: [],
  protocol: ['shared'],
  engine: ['shared'],
  ledger: ['shared'],
  program: ['shared'],
  build: ['shared'],
  executor: ['shared', 'protocol', 'engine', 'ledger', 'program', 'build'],
  network: ['shared', 'protocol', 'engine', 'ledger', 'program', 'build', 'executor'],
  ui: ['shared'],
  stores: ['shared', 'ledger', 'program', 'build'],
  ...Object.fromEntries(views.map((view) => [view, ['shared', 'program', 'build', 'ui', 'stores']])),
};

/** What the shell offers to the views: the command registry. */
const shellForViews = '^src/app/commands/';

const layerRules = Object.entries(layers).map(([layer, below]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} imports ${below.length ? `only ${below.join(', ')} and the contracts` : 'nothing above it'}.`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: tests },
  to: {
    path: '^(src|server|scripts|e2e|bench)/',
    pathNot: [
      ...[layer, ...below].map((folder) => `^src/${folder}/`),
      contracts,
      ...(views.includes(layer) ? [shellForViews] : []),
    ],
  },
}));

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'contracts-are-types',
      comment: 'A contract imports other types only: whoever imports it must not load an implementation with it.',
      severity: 'error',
      from: { path: contracts },
      to: { dependencyTypesNot: ['type-only'], pathNot: '^src/(shared|protocol)/' },
    },
    {
      name: 'network-implementations-are-apart',
      comment: 'network/local and network/ethereum do not know each other.',
      severity: 'error',
      from: { path: '^src/network/(local|ethereum)/' },
      to: { path: '^src/network/(local|ethereum)/', pathNot: '^src/network/$1/' },
    },
    {
      name: 'implementations-only-in-services',
      comment:
        'Only app/services.ts and its lazy part construct implementations of the network, the engine and the executors.',
      severity: 'error',
      from: { path: '^src/(app/|main[.])', pathNot: [tests, '^src/app/(services|open-ethereum-network)[.]ts$'] },
      to: { path: '^src/(network|engine|executor|ledger)/', pathNot: contracts },
    },
    {
      name: 'viem-only-in-ethereum',
      comment: 'Only network/ethereum and app/wallet talk to Ethereum.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(network/ethereum|app/wallet)/' },
      to: { path: '(^|node_modules/)(viem|wagmi|@wagmi|@rainbow-me)(/|$)' },
    },
    {
      name: 'no-interface-below-the-views',
      comment: 'What runs in workers and in Node is free of React and of the interface.',
      severity: 'error',
      from: {
        path: '^src/(shared|protocol|engine|ledger|executor|network|program|build)/',
        pathNot: ['[.]tsx$', '[.]test[.]ts$'],
      },
      to: { path: '(^|node_modules/)(react|react-dom|radix-ui|monaco-editor|zustand|cmdk|sonner|wouter)(/|$)' },
    },
    {
      name: 'app-does-not-know-the-server',
      comment: 'src/ does not import the server, scripts or tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^(server|scripts|e2e|bench)/' },
    },
    {
      name: 'server-knows-no-interface',
      comment: 'The server and the scripts use what runs in Node, never the interface.',
      severity: 'error',
      from: { path: '^(server|scripts)/' },
      to: { path: `^src/(main[.]|app/|${views.map((view) => `${view}/`).join('|')})` },
    },
    {
      name: 'no-circles',
      comment: 'Two modules that import each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere. Bundler queries such as ?worker are left to the bundler.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '[?]' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'node', 'default', 'types'],
    },
  },
};
