/**
 * Lays out what builds are made with, in .cache/build-service: the vendored crates, the tool that builds, and the dependencies of a
 * contract, compiled. Run by the set-up step `toolchain`: `node prepare.ts`. Repeated runs do only what changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src/shared/app-error.ts';
import { findInstallation, type Installation, rustVersion } from './installation.ts';
import { serviceLimits } from './limits.ts';
import { readProject } from './read-project.ts';
import { detectSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

const sources = fileURLToPath(new URL('.', import.meta.url));

export async function prepare(installation = findInstallation()): Promise<void> {
  mkdirSync(installation.folder, { recursive: true });
  vendor(installation);
  const sandbox = await detectSandbox(installation, serviceLimits());
  const work = workFolder(installation);
  await buildTool(installation, sandbox, work);
  await warmUp(installation, sandbox, work);
}

/** Keeps what earlier runs compiled, unless another Rust did. */
function workFolder({ folder }: Installation): string {
  const work = join(folder, 'work');
  const stampFile = join(work, 'rustc');
  const rust = rustVersion();
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== rust)
    rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  writeFileSync(stampFile, rust);
  return work;
}

/** Puts the sources of all crates of server/compile/Cargo.lock into one folder, which cargo takes instead of the registry. */
function vendor({ vendor }: Installation): void {
  const inputs = ['Cargo.lock', 'crates/Cargo.toml', 'toolchain/Cargo.toml'].map((file) =>
    readFileSync(join(sources, file)),
  );
  const stamp = createHash('sha256').update(Buffer.concat(inputs)).digest('hex');
  const stampFile = `${vendor}.stamp`;
  if (existsSync(vendor) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Downloading the crates that contracts may use');
  rmSync(vendor, { recursive: true, force: true });
  const result = spawnSync('cargo', ['vendor', '--locked', '--versioned-dirs', vendor], {
    cwd: sources,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status !== 0) throw failure('The crates could not be downloaded', result.stderr ?? String(result.error));
  for (const stub of readdirSync(join(sources, 'stubs'))) {
    cpSync(join(sources, 'stubs', stub), join(vendor, stub), { recursive: true });
    writeFileSync(join(vendor, stub, '.cargo-checksum.json'), '{"files":{},"package":null}');
  }
  writeFileSync(stampFile, stamp);
}

/** In the sandbox, so that what it has in common with a contract's IDL build is compiled at the same place and only once. */
async function buildTool(installation: Installation, sandbox: Sandbox, work: string): Promise<void> {
  const places = sandbox.places(work);
  const source = sandbox.kind === 'none' ? sources : '/source';
  mkdirSync(join(work, '.cargo'), { recursive: true });
  writeFileSync(
    join(work, '.cargo/config.toml'),
    `[source.crates-io]\nreplace-with = "offline-set"\n\n[source.offline-set]\ndirectory = ${JSON.stringify(places.vendor)}\n`,
  );
  const command = [
    ...['cargo', 'build', '--offline', '--locked', '--package', 'gear-exe-toolchain'],
    ...['--manifest-path', join(source, 'Cargo.toml'), '--target-dir', join(places.work, 'native')],
  ];
  await run(sandbox, command, { work, folders: { '/source': sources } });
  const built = join(work, 'native/debug', installation.tool.slice(installation.folder.length + 1));
  const next = `${installation.tool}.new`;
  copyFileSync(built, next);
  renameSync(next, installation.tool);
}

/** Builds what stands for the usual contracts; the last one keeps what all of them compiled. */
async function warmUp(installation: Installation, sandbox: Sandbox, work: string): Promise<void> {
  const places = sandbox.places(work);
  const saved = join(work, 'warm');
  rmSync(saved, { recursive: true, force: true });
  const { tool, vendor, node, wasmOpt } = places;
  const build = [tool, 'build', '--work', places.work, '--vendor', vendor, '--node', node, '--wasm-opt', wasmOpt];
  const projects = ['sails', 'gstd'];
  for (const project of projects) {
    const isLast = project === projects.at(-1);
    const command = isLast ? [...build, '--save-warm', join(places.work, 'warm')] : build;
    const input = JSON.stringify(readProject(join(sources, 'warm-up', project)));
    const output = await run(sandbox, command, { work, input });
    if (!output.includes('"type":"artifact"')) throw failure(`The dependencies of ${project} do not build`, output);
  }
  rmSync(installation.warm, { recursive: true, force: true });
  renameSync(saved, installation.warm);
}

interface RunOptions extends Pick<SandboxOptions, 'folders'> {
  work: string;
  input?: string;
}

function run(sandbox: Sandbox, command: string[], { work, folders, input }: RunOptions): Promise<string> {
  return new Promise((done, fail) => {
    const child = sandbox.spawn(command, { limits: serviceLimits(), slot: 0, work, ...(folders && { folders }) });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const [, doing] of text.matchAll(/"type":"progress".*"text":"([^"]*)"/g)) console.log(doing);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      process.stdout.write(text);
    });
    child.stdin.end(input);
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done(output) : fail(failure(`\`${command.join(' ')}\` failed`, errors))));
  });
}

function failure(shortMessage: string, details: string): AppError {
  const hint = 'Check the connection and the free disk space, then run the set-up again.';
  return new AppError({ code: 'TOOLCHAIN_NOT_BUILT', shortMessage, details: details.slice(-4000), hint });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
