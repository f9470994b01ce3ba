/** Progress of named pieces of work, one line each with its time; redrawn on a terminal, told now and then elsewhere. */

const heartbeat = 20_000;
const nameWidth = 16;

export class Progress {
  #stream;
  #live;
  #quiet;
  #name = '';
  #started = 0;
  #status = '';
  #timer;

  /**
   * @param {NodeJS.WriteStream} [stream]
   * @param {{quiet?: boolean}} [options] `quiet`: pieces that were up to date say nothing
   */
  constructor(stream = process.stdout, { quiet = false } = {}) {
    this.#stream = stream;
    this.#live = Boolean(stream.isTTY) && !process.env.CI;
    this.#quiet = quiet;
  }

  begin(name) {
    this.#name = name;
    this.#status = '';
    this.#started = Date.now();
    if (this.#live) this.#draw();
    this.#timer = setInterval(() => (this.#live ? this.#draw() : this.#tell()), this.#live ? 1000 : heartbeat);
    this.#timer.unref();
  }

  /** What is being done now. */
  log = (text) => {
    this.#status = text.replace(/\s+/g, ' ');
    if (this.#live) this.#draw();
  };

  /** @param {string} [note] shown after the time */
  done(note) {
    this.#finish('✓', `${this.#elapsed()}${note ? `  ${note}` : ''}`);
  }

  upToDate() {
    if (this.#quiet) this.#clear();
    else this.#finish('✓', 'up to date');
  }

  warn(note) {
    this.#finish('!', note);
  }

  fail(note) {
    this.#finish('✗', `${this.#elapsed()}${note ? `  ${note}` : ''}`);
  }

  /** A line of its own. */
  line(text) {
    this.#write(`${text}\n`);
  }

  #finish(mark, text) {
    this.#clear();
    this.#write(`  ${mark} ${this.#name.padEnd(nameWidth)} ${text}\n`);
  }

  #clear() {
    clearInterval(this.#timer);
    if (this.#live) this.#write('\r\x1b[K');
  }

  #draw() {
    const width = (this.#stream.columns ?? 80) - 1;
    this.#write(`\r\x1b[K${`  … ${this.#name.padEnd(nameWidth)} ${this.#elapsed()}  ${this.#status}`.slice(0, width)}`);
  }

  #tell() {
    this.#write(`  … ${this.#name.padEnd(nameWidth)} ${this.#elapsed()}  ${this.#status.slice(0, 100)}\n`);
  }

  #elapsed() {
    return duration(Date.now() - this.#started);
  }

  #write(text) {
    this.#stream.write(text);
  }
}

/** `0.4 s`, `12 s`, `3 min 05 s` */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
