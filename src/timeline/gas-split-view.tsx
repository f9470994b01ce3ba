import { Fragment, useId, useState } from 'react';
import type { GasSplit } from '../engine/engine.ts';
import { groupDigits } from '../shared/units.ts';
import { type GasPart, gasParts } from './gas-parts.ts';

/** What took a message's gas: a bar, and the same as a table that can be opened up. */
export function GasSplitView({ split }: { split: GasSplit }) {
  const [open, setOpen] = useState(false);
  const tableId = useId();
  const parts = gasParts(split);
  const whole = parts.reduce((sum, { gas }) => sum + gas, 0);
  if (whole === 0) return null;
  return (
    <div className="gas-split" data-testid="gas-split">
      <div className="gas-split__bar" aria-hidden="true">
        {parts.map(({ id, name, gas }) => (
          <span
            key={id}
            className="gas-split__part"
            data-part={id}
            style={{ width: `${(100 * gas) / whole}%` }}
            title={`${name}: ${share(gas, whole)}`}
          />
        ))}
      </div>
      <table className="gas-split__table" id={tableId}>
        <caption className="visually-hidden">Gas by what took it</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">What took it</th>
            <th scope="col">Gas</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <PartRows key={part.id} part={part} whole={whole} open={open} />
          ))}
        </tbody>
      </table>
      <button
        type="button"
        className="link"
        aria-expanded={open}
        aria-controls={tableId}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Less' : 'Every cause'}
      </button>
    </div>
  );
}

function PartRows({ part, whole, open }: { part: GasPart; whole: number; open: boolean }) {
  const { id, name, meaning, gas, items } = part;
  return (
    <Fragment>
      <tr>
        <th scope="row" className="gas-split__cause" title={meaning}>
          <span className="gas-split__key" data-part={id} aria-hidden="true" />
          {name}
        </th>
        <Numbers gas={gas} whole={whole} />
      </tr>
      {open &&
        items.map((item) => (
          <tr key={item.name}>
            <th scope="row" className="gas-split__cause gas-split__cause--item">
              {item.name}
            </th>
            <Numbers gas={item.gas} whole={whole} />
          </tr>
        ))}
    </Fragment>
  );
}

function Numbers({ gas, whole }: { gas: number; whole: number }) {
  return (
    <>
      <td className="gas-split__number num">{groupDigits(gas)}</td>
      <td className="gas-split__number num muted">{share(gas, whole)}</td>
    </>
  );
}

/** In percent, with a digit where a whole number would say 0. */
function share(gas: number, whole: number): string {
  const percent = (100 * gas) / whole;
  if (gas === 0) return '0 %';
  if (percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
