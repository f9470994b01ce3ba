// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeReply } from '../codec/decode-reply.ts';
import type { IdlFunction, IdlType } from '../idl.ts';
import { zooIdl } from '../test-vectors/parser.ts';
import { callText, valueText } from '../value-text.ts';
import { ReplyView } from './reply-view.tsx';
import { ValueView } from './value-view.tsx';

afterEach(cleanup);

const zoo = await zooIdl();
const functions = zoo.services.flatMap((service) => service.functions);
const functionOf = (name: string) => functions.find((fn) => fn.name === name) as IdlFunction;
const u = (name: 'u8' | 'u64' | 'String'): IdlType => ({ kind: 'primitive', name });

describe('value text', () => {
  it('is one line', () => {
    const shapes = functionOf('Shapes').params[0]?.type as IdlType;
    const value = [
      { variant: 'Empty', value: null },
      { variant: 'Circle', value: 3 },
      { variant: 'Rect', value: { w: 4000, h: 5 } },
      { variant: 'Tagged', value: ['t', true] },
    ];
    expect(valueText(shapes, value)).toBe('[Empty, Circle(3), Rect { w: 4,000, h: 5 }, Tagged("t", true)]');
    expect(callText(functionOf('Feed'), [5])).toBe('Feed(5)');
    expect(valueText({ kind: 'option', item: { kind: 'option', item: u('u64') } }, { some: { some: 12345n } })).toBe(
      'Some(Some(12,345))',
    );
    expect(valueText({ kind: 'result', ok: u('u8'), error: u('String') }, { error: 'no' })).toBe('Err("no")');
    expect(valueText({ kind: 'bytes' }, `0x${'ab'.repeat(40)}`)).toBe('0xababab…abab');
    const actor: IdlType = { kind: 'primitive', name: 'ActorId' };
    expect(valueText(actor, `0x${'00'.repeat(12)}${'ab'.repeat(20)}`)).toBe('0xababab…abab');
    expect(valueText(actor, `0x${'00'.repeat(32)}`)).toBe('0x000000…0000');
    expect(valueText({ kind: 'vec', item: u('u8') }, Array(100_000).fill(1), 20)).toHaveLength(20);
  });
});

describe('ValueView', () => {
  it('shows long values as a tree, lists by pages', () => {
    const items = Array.from({ length: 120 }, (_, index) => index * 1000);
    render(<ValueView type={{ kind: 'vec', item: u('u8') }} value={items} />);
    expect(screen.getAllByRole('listitem')).toHaveLength(50);
    fireEvent.click(screen.getByRole('button', { name: 'Show 50 more of 120' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(100);
  });

  it('has the whole value on hover', () => {
    render(<ValueView type={u('u64')} value={1234567n} />);
    expect(screen.getByText('1,234,567').title).toBe('1234567');
  });
});

describe('ReplyView', () => {
  it('shows bytes and the reason when they do not decode', () => {
    const payload = Uint8Array.of(1, 2, 3);
    const reply = decodeReply(zoo, functionOf('Feed'), { payload, code: '0x00010000' });
    render(<ReplyView reply={reply} payload={payload} />);
    expect(screen.getByText('The reply does not begin with a Sails 2 header')).toBeTruthy();
    expect(screen.getByText('0x010203')).toBeTruthy();
  });
});
