import { WVARA_DECIMALS } from '../../shared/units.ts';
import { AmountInput } from './amount-input.tsx';

interface DeployOptionsProps {
  topUp: string;
  setTopUp: (text: string) => void;
  value: string;
  setValue: (text: string) => void;
  withInit: boolean;
  setWithInit: (withInit: boolean) => void;
  payable: boolean;
  /** Absent: explorers cannot be told of its functions here. */
  abiInterface?: { chosen: boolean; onChoose: (chosen: boolean) => void } | undefined;
}

/** What a deployment begins with, besides the constructor's arguments. */
export function DeployOptions({
  topUp,
  setTopUp,
  value,
  setValue,
  withInit,
  setWithInit,
  payable,
  abiInterface,
}: DeployOptionsProps) {
  return (
    <>
      <AmountInput label="Executable Balance" unit="WVARA" decimals={WVARA_DECIMALS} text={topUp} onChange={setTopUp} />
      {payable && withInit && <AmountInput label="Value" unit="ETH" decimals={18} text={value} onChange={setValue} />}
      <label className="check">
        <input type="checkbox" checked={withInit} onChange={(event) => setWithInit(event.currentTarget.checked)} /> Send
        the constructor at once
      </label>
      {abiInterface && (
        <label
          className="check"
          title="Puts a contract with the program’s Solidity interface on Ethereum first: one more transaction. The explorer then shows the program’s functions at its address."
        >
          <input
            type="checkbox"
            checked={abiInterface.chosen}
            onChange={(event) => abiInterface.onChoose(event.currentTarget.checked)}
          />{' '}
          Offer its functions on Etherscan
        </label>
      )}
    </>
  );
}
