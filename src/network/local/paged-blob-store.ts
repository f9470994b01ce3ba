import { BlobStore, noBlob } from '../../executor/blob-store.ts';
import type { Hex } from '../../shared/hex.ts';
import { GEAR_PAGE } from '../../shared/page-size.ts';

/**
 * The coordinator's content store. A program may have gigabytes of pages, and nothing in this thread looks into them: so what is
 * saved of their data stays in the database, but for the pages that were of use last. All other blobs are in memory, for the engine
 * reads them synchronously.
 */
export class PagedBlobStore extends BlobStore {
  /** Everything that is the data of a page and nothing else. */
  readonly #pages = new Set<Hex>();
  /** What of it is in memory because it is not saved so far. */
  readonly #unsaved = new Set<Hex>();
  /** Saved pages that were of use last, the latest at the end. */
  readonly #recent = new Map<Hex, Uint8Array>();
  readonly #database: PageDatabase | undefined;
  readonly #room: number;
  #writtenAgain: Hex[] = [];

  /** @param room pages that are kept in memory */
  constructor(database?: PageDatabase, room = ROOM) {
    super();
    this.#database = database;
    this.#room = room;
  }

  override read(hash: Hex): Uint8Array | undefined {
    return super.read(hash) ?? (this.sees(hash) ? this.#recent.get(hash) : undefined);
  }

  override write(hash: Hex, bytes: Uint8Array): void {
    // It may be of another kind this time: whoever looks at what was written finds out.
    if (this.#pages.has(hash)) this.#writtenAgain.push(hash);
    // Of a view, the buffer behind it would stay too, with the pages in it that go.
    super.write(hash, bytes.byteLength < bytes.buffer.byteLength ? bytes.slice() : bytes);
  }

  override has(hash: Hex): boolean {
    return super.has(hash) || this.#pages.has(hash);
  }

  override takeWritten(): Hex[] {
    const again = this.#writtenAgain.filter((hash) => this.has(hash));
    this.#writtenAgain = [];
    return [...new Set([...super.takeWritten(), ...again])];
  }

  override async load(hashes: readonly Hex[]): Promise<Uint8Array[]> {
    const elsewhere = hashes.filter((hash) => !this.read(hash));
    const loaded = new Map<Hex, Uint8Array>();
    if (elsewhere.length > 0) {
      const pages = (await this.#database?.getPages(elsewhere)) ?? [];
      elsewhere.forEach((hash, index) => {
        const page = pages[index];
        if (page) loaded.set(hash, page);
      });
    }
    const blobs = hashes.map((hash) => this.read(hash) ?? loaded.get(hash) ?? noBlob(hash));
    this.#use(hashes, blobs);
    return blobs;
  }

  /** Of what is in memory, these are pages that are not saved. */
  addPages(hashes: Iterable<Hex>): void {
    for (const hash of hashes) {
      this.#pages.add(hash);
      this.#unsaved.add(hash);
    }
  }

  /** Pages that are in the database. What is in memory, too, is more than that. */
  addSavedPages(hashes: Iterable<Hex>): void {
    for (const hash of hashes) if (!super.has(hash)) this.#pages.add(hash);
  }

  /** What was a page is something else, too, and stays in memory. */
  addNode(hash: Hex): void {
    this.#pages.delete(hash);
    this.#unsaved.delete(hash);
    this.#recent.delete(hash);
  }

  /** These are in the database now: the pages among them leave memory. Without a database, they stay. */
  pagesSaved(hashes: Iterable<Hex>): void {
    if (!this.#database) return;
    for (const hash of hashes) {
      this.#unsaved.delete(hash);
      this.release(hash);
    }
  }

  /** A page that came to memory again leaves it, if it is saved. */
  release(hash: Hex): void {
    const bytes = super.read(hash);
    if (!bytes || !this.#database || !this.#pages.has(hash) || this.#unsaved.has(hash)) return;
    super.forget(hash);
    this.#use([hash], [bytes]);
  }

  override forget(hash: Hex): void {
    super.forget(hash);
    this.#pages.delete(hash);
    this.#unsaved.delete(hash);
    this.#recent.delete(hash);
  }

  override hashes(): Iterable<Hex> {
    return new Set([...super.hashes(), ...this.#pages]);
  }

  isPage(hash: Hex): boolean {
    return this.#pages.has(hash);
  }

  lengthOf(hash: Hex): number {
    return super.read(hash)?.length ?? (this.#pages.has(hash) ? GEAR_PAGE : 0);
  }

  /** Bytes of all blobs, wherever they are. */
  override get size(): number {
    return this.nodeSize + this.#pages.size * GEAR_PAGE;
  }

  /** Bytes of all that is no page. */
  get nodeSize(): number {
    return super.size - this.#unsaved.size * GEAR_PAGE;
  }

  /** Bytes in memory. */
  get memory(): number {
    return super.size + this.#recent.size * GEAR_PAGE;
  }

  override clear(): void {
    super.clear();
    this.#pages.clear();
    this.#unsaved.clear();
    this.#recent.clear();
    this.#writtenAgain = [];
  }

  /** Notes saved pages as the latest that were of use. */
  #use(hashes: readonly Hex[], blobs: readonly Uint8Array[]): void {
    hashes.forEach((hash, index) => {
      if (!this.#pages.has(hash) || super.has(hash)) return;
      this.#recent.delete(hash);
      this.#recent.set(hash, blobs[index] as Uint8Array);
    });
    for (const hash of this.#recent.keys()) {
      if (this.#recent.size * GEAR_PAGE <= this.#room) return;
      this.#recent.delete(hash);
    }
  }
}

/** Where saved pages are. */
export interface PageDatabase {
  /** In the order of the hashes; `undefined` for what is not there. */
  getPages(hashes: readonly Hex[]): Promise<(Uint8Array | undefined)[]>;
}

const ROOM = 64 * 2 ** 20;
