import { useState } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import type { IdlFunction } from '../../program/idl.ts';
import { MethodCard } from './method-card.tsx';

/** The program's commands; one is open at a time, the first to begin with. */
export function MethodList({ program, functions }: { program: ProgramSummary; functions: IdlFunction[] }) {
  const [open, setOpen] = useState<string | null>(functions[0]?.key ?? null);
  const services = new Set(functions.map(({ service }) => service));
  return (
    <section aria-label="Methods">
      <h3 className="section-title">Methods</h3>
      {functions.map((fn) => (
        <MethodCard
          key={fn.key}
          program={program}
          fn={fn}
          isOpen={open === fn.key}
          showService={services.size > 1}
          onToggle={() => setOpen(open === fn.key ? null : fn.key)}
        />
      ))}
    </section>
  );
}
