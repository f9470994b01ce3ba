// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesToHex } from '../../shared/hex.ts';
import { decodeCall } from '../codec/decode-call.ts';
import type { IdlFunction, ProgramIdl } from '../idl.ts';
import { parseIdl, zooIdl } from '../test-vectors/parser.ts';
import type { Value } from '../value.ts';
import { CallForm } from './call-form.tsx';
import type { CallDraft } from './draft.ts';

afterEach(cleanup);

const zoo = await zooIdl();

function functionOf(idl: ProgramIdl, name: string): IdlFunction {
  const fn = idl.services.flatMap((service) => service.functions).find((candidate) => candidate.name === name);
  if (!fn) throw new Error(`The IDL has no ${name}`);
  return fn;
}

async function functionWith(params: string, types = ''): Promise<IdlFunction> {
  return functionOf(await parseIdl(`service S { functions { F(${params}); } types { ${types} } }`), 'F');
}

function show(fn: IdlFunction) {
  const onSubmit = vi.fn<(payload: Uint8Array, args: Value[]) => void | Promise<void>>();
  render(<CallForm fn={fn} onSubmit={onSubmit} submitLabel="Send" />);
  const send = () => fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  const args = () => onSubmit.mock.lastCall?.[1];
  return { onSubmit, send, args };
}

const type = (label: RegExp, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });

describe('a call form', () => {
  it('sends the payload and the arguments', async () => {
    const fn = functionOf(zoo, 'Feed');
    const { onSubmit, send } = show(fn);
    type(/^amount/, '5');
    send();
    await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
    const [payload, args] = onSubmit.mock.lastCall ?? [];
    expect(args).toEqual([5]);
    expect(decodeCall(zoo, payload ?? new Uint8Array())).toMatchObject({ status: 'call', args: [5] });
  });

  it('is not sent twice, and shows that it is under way when that takes its time', async () => {
    const { onSubmit, send } = show(functionOf(zoo, 'Feed'));
    const { promise, resolve } = Promise.withResolvers<void>();
    onSubmit.mockReturnValue(promise);
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
    type(/^amount/, '5');
    send();
    send();
    expect(button.disabled).toBe(false);
    await waitFor(() => expect(button.disabled).toBe(true));
    resolve();
    await waitFor(() => expect(button.disabled).toBe(false));
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('says at the field what is wrong, keeps what was typed, and goes to it', () => {
    const { onSubmit, send } = show(functionOf(zoo, 'Feed'));
    const input = screen.getByLabelText(/^amount/);
    fireEvent.change(input, { target: { value: '12x' } });
    expect(input.getAttribute('aria-invalid')).toBeNull();
    send();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(input);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const issue = document.getElementById(input.getAttribute('aria-describedby') ?? '');
    expect(issue?.textContent).toBe('“12x” is not a whole number');
    expect(input).toHaveProperty('value', '12x');
    fireEvent.change(input, { target: { value: '12' } });
    expect(input.getAttribute('aria-invalid')).toBeNull();
  });

  it('shows a problem when the field is left', () => {
    show(functionOf(zoo, 'Feed'));
    type(/^amount/, '-1');
    fireEvent.blur(screen.getByLabelText(/^amount/));
    expect(screen.getByText('-1 does not fit u32 (0–4,294,967,295)')).toBeTruthy();
  });

  it('fills structs, options and bytes', async () => {
    const { send, args } = show(functionOf(zoo, 'Nested'));
    type(/^value u32/, '1');
    fireEvent.click(screen.getByLabelText(/^next/));
    type(/^value u16/, '2');
    type(/^left/, '3');
    type(/^non_zero/, '0');
    send();
    expect(screen.getByText('0 does not fit NonZeroU8 (1–255)')).toBeTruthy();
    type(/^non_zero/, '9');
    send();
    await waitFor(() =>
      expect(args()).toEqual([{ value: 1, next: { some: { value: 2 } } }, { left: 3, right: null }, 9]),
    );
  });

  it('adds and removes rows, and remembers each variant’s fields', async () => {
    const { send, args } = show(functionOf(zoo, 'Shapes'));
    const add = screen.getByRole('button', { name: 'Add item to shapes' });
    fireEvent.click(add);
    fireEvent.click(add);
    const [, second] = screen.getAllByLabelText<HTMLSelectElement>(/^item \d/);
    expect(document.activeElement).toBe(second);
    const choose = (name: string) =>
      fireEvent.change(second as HTMLSelectElement, {
        target: {
          value: within(second as HTMLSelectElement)
            .getByText(name)
            .getAttribute('value'),
        },
      });
    choose('Rect');
    type(/^w /, '4');
    type(/^h /, '5');
    choose('Circle');
    choose('Rect');
    fireEvent.click(screen.getByRole('button', { name: 'Remove item 1 of shapes' }));
    type(/^wrapped/, '7');
    send();
    await waitFor(() => expect(args()).toEqual([[{ variant: 'Rect', value: { w: 4, h: 5 } }], 7n, null]));
  });

  it('takes an address for an actor id, and text in quotes for bytes', async () => {
    const { send, args } = show(await functionWith('who: ActorId, note: [u8], flag: bool, result: Result<u8, String>'));
    type(/^who/, `0x${'ab'.repeat(20)}`);
    type(/^note/, '"hi"');
    fireEvent.click(screen.getByLabelText(/^flag/));
    fireEvent.change(screen.getByLabelText(/^result/), { target: { value: '1' } });
    type(/^value/, 'no');
    send();
    await waitFor(() =>
      expect(args()).toEqual([`0x${'00'.repeat(12)}${'ab'.repeat(20)}`, '0x6869', true, { error: 'no' }]),
    );
  });

  it('fills itself with values that fit', async () => {
    for (const fn of zoo.services.flatMap((service) => service.functions)) {
      const { onSubmit, send } = show(fn);
      fireEvent.click(screen.getByRole('button', { name: 'Random' }));
      send();
      await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
      const [payload, args] = onSubmit.mock.lastCall ?? [];
      expect(decodeCall(zoo, payload ?? new Uint8Array())).toEqual({ status: 'call', fn, args });
      cleanup();
    }
  });

  it('keeps what still fits when the function changes', async () => {
    const before = await functionWith('a: u8, b: String, c: (u8, u8)');
    const after = await functionWith('a: u16, b: [String], c: (u8, u8, bool), d: u8');
    let draft: CallDraft | undefined;
    const props = { onSubmit: vi.fn(), submitLabel: 'Send', onDraftChange: (next: CallDraft) => (draft = next) };
    const { rerender } = render(<CallForm fn={before} draft={draft} {...props} />);
    const update = (label: RegExp, text: string) => {
      type(label, text);
      rerender(<CallForm fn={before} draft={draft} {...props} />);
    };
    update(/^a /, '77');
    update(/^item 2/, '88');
    rerender(<CallForm fn={after} draft={draft} {...props} />);
    expect(screen.getByLabelText(/^a /)).toHaveProperty('value', '77');
    expect(screen.getByLabelText(/^item 2/)).toHaveProperty('value', '88');
    expect(screen.getByLabelText(/^d /)).toHaveProperty('value', '');
  });

  it('sends once while the first is under way', async () => {
    let finish = () => {};
    const onSubmit = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    render(<CallForm fn={await functionWith('')} onSubmit={onSubmit} submitLabel="Send" />);
    const button = screen.getByRole('button', { name: 'Send' });
    fireEvent.click(button);
    fireEvent.click(button);
    await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
    finish();
    await waitFor(() => expect(button).toHaveProperty('disabled', false));
  });

  it('falls back to bytes for what no form can hold', async () => {
    const { onSubmit, send } = show(await functionWith('huge: [u16; 100000]'));
    expect(screen.getByText(/too long for a form/)).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '0x0102' } });
    send();
    await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
    expect(bytesToHex(onSubmit.mock.lastCall?.[0] ?? new Uint8Array())).toBe('0x0102');
  });

  it('says so where a type has no end', async () => {
    const idl = await parseIdl('program P { constructors { New(x: A); } types { struct A { a: A } } }');
    render(<CallForm fn={idl.constructors[0] as IdlFunction} onSubmit={vi.fn()} submitLabel="Send" />);
    expect(screen.getByText(/contains itself/)).toBeTruthy();
  });

  it('is accessible', async () => {
    const fn = await functionWith(
      'n: u8, text: String, flag: bool, list: [Thing], maybe: Option<Thing>, kind: Kind, pair: (u8, H256)',
      'struct Thing { id: ActorId, data: [u8] } enum Kind { One, Two { a: u8 }, Three(bool) }',
    );
    const { send } = show(fn);
    fireEvent.click(screen.getByRole('button', { name: 'Add item to list' }));
    fireEvent.click(screen.getByLabelText(/^maybe/));
    fireEvent.change(screen.getByLabelText(/^kind/), { target: { value: '1' } });
    send();
    // Colours need a layout; the end-to-end tests check them.
    const { violations } = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
