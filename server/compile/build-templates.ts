/**
 * Builds programs/ with the build service itself: `node build-templates.ts`, run by the set-up step `programs`. Writes build/programs/ for
 * tests and benchmarks and public/templates/ for the app. The results stay in the service's cache, so the first build of an unchanged
 * template is answered at once.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildArtifact, BuildEvent } from '../../src/build/protocol.ts';
import { AppError } from '../../src/shared/app-error.ts';
import { BuildService } from './build-service.ts';
import { detectSandbox } from './detect-sandbox.ts';
import { findInstallation } from './installation.ts';
import { serviceLimits } from './limits.ts';
import { readProject } from './read-project.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const templatesFolder = join(root, 'public/templates');
const programsFolder = join(root, 'build/programs');

/** In the order in which a newcomer should meet them. */
const order = ['counter', 'token', 'ping', 'pong', 'vault', 'self-funding', 'panicker', 'seat', 'memory-hog'];

/** Set-up may take longer than a stranger's build: it is often the only thing that a slow machine does. */
const TIME = 600_000;

export async function buildTemplates(): Promise<void> {
  const installation = findInstallation();
  const limits = serviceLimits({ time: TIME });
  const service = new BuildService(installation, await detectSandbox(installation, limits), limits);
  for (const folder of [templatesFolder, programsFolder]) rmSync(folder, { recursive: true, force: true });

  const index: Template[] = [];
  for (const id of programNames()) {
    console.log(`Building ${id}`);
    const files = readProject(join(root, 'programs', id));
    const artifact = await build(service, id, files);
    const template = { id, ...describe(files), codeId: artifact.codeId };
    index.push(template);
    writeProgram(join(programsFolder, id), artifact);
    writeProgram(join(templatesFolder, id, 'program'), artifact);
    writeFileSync(join(templatesFolder, id, 'project.json'), JSON.stringify({ ...template, files }));
  }
  writeFileSync(join(templatesFolder, 'index.json'), JSON.stringify(index, null, 2));
}

/** An entry of public/templates/index.json. */
interface Template {
  id: string;
  title: string;
  description: string;
  codeId: string;
}

async function build(service: BuildService, id: string, files: Record<string, string>): Promise<BuildArtifact> {
  const events: BuildEvent[] = [];
  await service.build({ files }, new AbortController().signal, (event) => events.push(event));
  const end = events.at(-1);
  if (end?.type === 'done') return end.artifact;
  const problems = events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic.rendered] : []));
  throw new AppError({
    code: 'TEMPLATE_NOT_BUILT',
    shortMessage: `The program ${id} does not build`,
    details: [...problems, end?.type === 'failed' ? end.text : ''].join('\n'),
    hint: `Mend programs/${id} and run the set-up again.`,
  });
}

function writeProgram(path: string, { wasm, idl, solidity }: BuildArtifact): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.wasm`, Buffer.from(wasm, 'base64'));
  if (idl) writeFileSync(`${path}.idl`, idl);
  if (solidity) writeFileSync(`${path}.sol`, solidity);
}

function programNames(): string[] {
  const entries = readdirSync(join(root, 'programs'), { withFileTypes: true });
  const names = entries.filter(
    (entry) => entry.isDirectory() && existsSync(join(root, 'programs', entry.name, 'Cargo.toml')),
  );
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return names.map(({ name }) => name).sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** `description` and `[package.metadata.playground] title` of the manifest. */
function describe(files: Record<string, string>): Pick<Template, 'title' | 'description'> {
  const field = (name: string) => new RegExp(`^${name} = "(.*)"$`, 'm').exec(files['Cargo.toml'] ?? '')?.[1] ?? '';
  return { title: field('title') || field('name'), description: field('description') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTemplates();
