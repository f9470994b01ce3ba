import { useEffect, useRef, useState } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import type { IdlFunction } from '../../program/idl.ts';
import { functionText } from '../../program/type-text.ts';
import { parseUnits } from '../../shared/units.ts';
import { Icon } from '../../ui/icon.tsx';
import { Prose } from '../../ui/prose.tsx';
import { KeptCallForm } from './kept-call-form.tsx';
import { LatestAnswer } from './latest-answer.tsx';
import { SendOptions } from './send-options.tsx';
import { useSend } from './use-send.ts';

interface MethodCardProps {
  program: ProgramSummary;
  fn: IdlFunction;
  isOpen: boolean;
  showService: boolean;
  onToggle: () => void;
}

/** A method: its signature, and when open its form and what it answered last. */
export function MethodCard({ program, fn, isOpen, showService, onToggle }: MethodCardProps) {
  const { send, busy, latest } = useSend(program.program, fn.key);
  const [value, setValue] = useState('0');
  const card = useRef<HTMLDivElement>(null);

  // Marks the form that the Send command (Ctrl+Enter) submits.
  useEffect(() => {
    if (isOpen) card.current?.querySelector('form')?.setAttribute('data-current', '');
  }, [isOpen]);

  return (
    <div className="method" ref={card} data-open={isOpen || undefined}>
      <button type="button" className="method__header" aria-expanded={isOpen} onClick={onToggle}>
        <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} />
        <span className="mono">
          {showService && <span className="muted">{fn.service}.</span>}
          {functionText(fn)}
        </span>
      </button>
      {isOpen && (
        <div className="method__body">
          {fn.docs.length > 0 && <Prose lines={fn.docs} />}
          <KeptCallForm
            owner={program.codeId}
            fn={fn}
            submitLabel={busy ? 'Sending…' : 'Send'}
            disabled={busy}
            onSubmit={async (payload) => void (await send(payload, parseUnits(value, 18) ?? 0n))}
          >
            <SendOptions payable={fn.payable} value={value} onValueChange={setValue} />
          </KeptCallForm>
          {latest && <LatestAnswer message={latest} />}
        </div>
      )}
    </div>
  );
}
