import { ETH_DECIMALS, formatUnits, groupDigits, WVARA_DECIMALS } from '../shared/units.ts';

interface AmountProps {
  value: bigint;
  /** Put `+` before positive amounts. */
  signed?: boolean;
  className?: string;
}

/** An amount of WVARA (12 decimals), shortened, with the full value on hover. */
export function Wvara(props: AmountProps) {
  return <Amount {...props} decimals={WVARA_DECIMALS} unit="WVARA" />;
}

/** An amount of wei as ETH (18 decimals), shortened, with the full value on hover. */
export function Eth(props: AmountProps) {
  return <Amount {...props} decimals={ETH_DECIMALS} unit="ETH" />;
}

/** Gas with grouped digits. */
export function Gas({ value }: { value: number | bigint }) {
  return <span className="num">{groupDigits(value)} gas</span>;
}

function Amount({ value, signed, className, decimals, unit }: AmountProps & { decimals: number; unit: string }) {
  const sign = signed && value > 0n ? '+' : '';
  return (
    <span className={`num ${className ?? ''}`} title={`${sign}${formatUnits(value, decimals)} ${unit}`}>
      {sign}
      {formatUnits(value, decimals, 4)} {unit}
    </span>
  );
}
