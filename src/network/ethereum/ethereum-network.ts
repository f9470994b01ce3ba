import type { Engine } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type {
  Account,
  CalculateReplyParameters,
  CreateProgramParameters,
  Network,
  NetworkEvent,
  NetworkInfo,
  NetworkStatus,
  ProgramSnapshot,
  SendMessageParameters,
  SendReplyParameters,
} from '../network.ts';
import type { NetworkPreset } from '../presets.ts';
import type { WalletAccess } from '../wallet.ts';
import { claimValue, sendReply } from './actions/answer-message.ts';
import { calculateReply } from './actions/calculate-reply.ts';
import { createProgram } from './actions/create-program.ts';
import { deployContract } from './actions/deploy-contract.ts';
import { exportProgram } from './actions/export-program.ts';
import { followProgram, getPage, getProgram } from './actions/get-program.ts';
import { getStates } from './actions/get-states.ts';
import { sendMessage } from './actions/send-message.ts';
import { topUpExecutableBalance, topUpFreeBalance } from './actions/top-up.ts';
import { uploadCode } from './actions/upload-code.ts';
import { CodeVerdicts } from './code-verdicts.ts';
import { connectionStatus } from './connection-status.ts';
import { explainContractError } from './contract-errors.ts';
import { wrappedVaraAbi } from './contracts.ts';
import { createEthereumClient, type EthereumClient } from './ethereum-client.ts';
import type { EthereumContext } from './ethereum-context.ts';
import { EthereumFollower } from './ethereum-follower.ts';
import { EthereumHistory } from './ethereum-history.ts';
import { InjectedWatch } from './injected-watch.ts';
import type { NetworkStorage } from './network-storage.ts';
import type { MessagePredictor } from './predict-for-blocks.ts';
import { Predictions } from './predictions.ts';
import { summaryOf } from './program-view.ts';
import { RouterFacts } from './router-facts.ts';
import { Settler } from './settler.ts';
import { StateReader } from './state-reader.ts';
import { ValidatorApi } from './validator-api.ts';
import { ValidatorClient } from './validator-client.ts';
import { WalletSession } from './wallet-session.ts';

/**
 * A network with Ethereum behind it. Contracts are reached by the wallet, logs and balances by an RPC, states, previews and
 * injected messages by a validator. What a method does is in actions/; here are the parts, their start and the events.
 *
 * Trust: Ethereum's RPC is believed; a validator is not: states are checked by their hashes, receipts by their signatures.
 * Only its previews (`calculateReply`) stand on its word.
 */
export class EthereumNetwork implements Network, EthereumContext {
  readonly id: NetworkPreset['id'];
  readonly preset: NetworkPreset;
  readonly client: EthereumClient;
  readonly session: WalletSession;
  readonly api: ValidatorApi;
  readonly states: StateReader;
  readonly history: EthereumHistory;
  readonly follower: EthereumFollower;
  readonly injected: InjectedWatch;
  readonly predictions: Predictions;
  readonly predictor: MessagePredictor | undefined;
  readonly codes = new CodeVerdicts();
  readonly engine: Engine;
  readonly #parts: EthereumNetworkParts;
  readonly #settler: Settler;
  readonly #facts: RouterFacts;
  readonly #validator: ValidatorClient;
  readonly #listeners = new Set<(event: NetworkEvent) => void>();
  readonly #opened: Promise<void>;
  readonly #endWallet: () => void;
  #account: Account | null = null;
  #startProblem: AppError | undefined;
  #isClosed = false;

  constructor(parts: EthereumNetworkParts) {
    const { preset, wallet, storage, engine, store } = parts;
    this.#parts = parts;
    this.id = preset.id;
    this.preset = preset;
    this.engine = engine;
    this.client = createEthereumClient(preset, wallet);
    this.session = new WalletSession({ access: wallet, preset, client: this.client, emit: this.emit });
    this.#validator = new ValidatorClient({
      urls: preset.validatorRpcs,
      onChange: () => this.#run(() => this.#validatorChanged()),
    });
    this.api = new ValidatorApi(this.#validator);
    this.#facts = new RouterFacts({ preset, client: this.client, api: this.api });
    this.states = new StateReader({ api: this.api, store, engine });
    this.history = new EthereumHistory(storage, this.emit);
    const { client, api, history, states } = this;
    const settler = new Settler({
      client,
      history,
      states,
      api,
      onCode: (codeId, valid) => this.codes.tell(codeId, valid),
      onValidators: () => this.#run(async () => void (await this.validators(true))),
      onProgram: ({ program }) => this.#run(() => this.tellProgram(program)),
    });
    this.#settler = settler;
    this.follower = new EthereumFollower({
      client,
      preset,
      history,
      settler,
      contracts: this.contracts,
      onHead: ({ height }) => this.#newHead(height),
      onFailure: () => this.#tellStatus(),
    });
    const height = () => this.follower.head?.height ?? 0;
    this.injected = new InjectedWatch({ api, history, validators: this.validators, height });
    this.predictor = parts.predictor;
    this.predictions = new Predictions({ context: this, predictor: parts.predictor });
    this.#endWallet = wallet.subscribe(() => this.#run(() => this.#tellAccount()));
    this.#opened = this.#open();
    this.#opened.catch(() => {});
  }

  get info(): NetworkInfo {
    const { id, name, chainId, explorer, faucetPage, ethereumRpcs, router } = this.preset;
    const { contracts } = this.#facts.known;
    return {
      id,
      name,
      chainId,
      explorer,
      faucetPage,
      router: contracts?.router ?? router,
      rpc: ethereumRpcs[0] ?? null,
      ...(contracts && { wrappedVara: contracts.wvara }),
    };
  }

  readonly emit = (event: NetworkEvent): void => {
    if (this.#isClosed) return;
    for (const listener of this.#listeners) listener(event);
    if (event.type === 'message') this.#run(() => this.predictions.recheck(event.message));
  };

  readonly contracts = () => this.#facts.contracts();
  readonly validators = (fresh?: boolean) => this.#facts.validators(fresh);

  uploadCode = async (wasm: Uint8Array) => uploadCode(await this.#ready(), wasm);
  createProgram = async (parameters: CreateProgramParameters) => createProgram(await this.#ready(), parameters);
  followProgram = async (program: Hex) => followProgram(await this.#ready(), program);
  exportProgram = async (program: Hex, stateHash?: Hex) => exportProgram(await this.#ready(), program, stateHash);
  topUpExecutableBalance = async (program: Hex, amount: bigint) =>
    topUpExecutableBalance(await this.#ready(), program, amount);
  topUpFreeBalance = async (program: Hex, amount: bigint) => topUpFreeBalance(await this.#ready(), program, amount);
  sendMessage = async (parameters: SendMessageParameters) => sendMessage(await this.#ready(), parameters);
  sendReply = async (parameters: SendReplyParameters) => sendReply(await this.#ready(), parameters);
  claimValue = async ({ program, messageId }: { program: Hex; messageId: Hex }) =>
    claimValue(await this.#ready(), program, messageId);
  calculateReply = async (parameters: CalculateReplyParameters) => calculateReply(await this.#ready(), parameters);
  deployContract = async (bytecode: Uint8Array) => deployContract(await this.#ready(), bytecode);

  async getAccount(): Promise<Account | null> {
    const address = this.session.address;
    if (!address) return null;
    const { wvara } = await this.contracts();
    const [balance, held] = await Promise.all([
      this.client.getBalance({ address }),
      this.client.readContract({ address: wvara, abi: wrappedVaraAbi, functionName: 'balanceOf', args: [address] }),
    ]);
    return { address, balance, wvara: held };
  }

  async getPrograms() {
    const { history } = await this.#ready();
    return Promise.all([...history.programs.values()].map((program) => summaryOf(this, program)));
  }

  getProgram = async (program: Hex, stateHash?: Hex): Promise<ProgramSnapshot> =>
    getProgram(await this.#ready(), program, stateHash);
  getStates = async (program: Hex) => getStates(await this.#ready(), program);
  getPage = async (hash: Hex) => getPage(await this.#ready(), hash);
  getMessages = async () => (await this.#ready()).history.records();
  getLedger = async () => (await this.#ready()).history.ledger();
  /** What programs print stays with the executors. */
  getLogs = async () => [];
  getStatus = async () => this.#status();

  subscribe(listener: (event: NetworkEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @throws AppError `NO_FAUCET` on a public network, `NO_WALLET` */
  async faucet(): Promise<void> {
    const { faucetPage, isDevelopment, name } = this.preset;
    if (!isDevelopment) {
      const hint = faucetPage ? `${faucetPage} gives test coins.` : undefined;
      throw new AppError({ code: 'NO_FAUCET', shortMessage: `${name} has no faucet of its own`, hint });
    }
    await this.api.devnet('devnet_faucet', [this.session.wallet.address]);
    await this.#tellAccount();
  }

  close(): void {
    this.#isClosed = true;
    this.follower.stop();
    this.#endWallet();
    this.#validator.close();
    this.predictions.close();
    this.#parts.onClose?.();
  }

  readonly tellProgram = async (address: Hex): Promise<void> => {
    const program = this.history.programs.get(address);
    if (program) this.emit({ type: 'program', program: await summaryOf(this, program) });
  };

  /** Tries until the contracts are found: a devnet may be started later than the page. */
  async #open(): Promise<void> {
    for (let attempt = 0; !this.#isClosed; attempt++) {
      try {
        const { genesis } = await this.contracts();
        await this.history.open(genesis);
        this.#startProblem = undefined;
        return this.follower.start();
      } catch (error) {
        this.#startProblem = explainContractError(error);
        this.#tellStatus();
        await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** attempt, 15_000)));
      }
    }
  }

  /** Everything that needs the history waits until it is there. @throws why the network cannot be reached */
  async #ready(): Promise<EthereumContext> {
    if (this.#startProblem) throw this.#startProblem;
    await this.#opened;
    await this.follower.firstLook;
    return this;
  }

  async #newHead(height: number): Promise<void> {
    await this.injected.expire(height);
    await this.#facts.readConverter();
    this.#tellStatus();
    await this.#tellAccount();
  }

  async #validatorChanged(): Promise<void> {
    this.#tellStatus();
    if (this.#validator.state !== 'connected') return;
    await this.#opened;
    await this.injected.ask();
    const { head } = this.follower;
    if (!head) return;
    await this.follower.exclusively(async () => {
      await this.#settler.bookLate({ block: head.height, transaction: '0x', at: Date.now() });
      await this.history.save();
    });
  }

  async #tellAccount(): Promise<void> {
    const before = this.#account;
    const account = await this.getAccount();
    if (isSame(before, account)) return;
    this.#account = account;
    this.emit({ type: 'account', account });
  }

  #tellStatus(): void {
    this.emit({ type: 'status', status: this.#status() });
  }

  #status(): NetworkStatus {
    const { head } = this.follower;
    const { validators, converter } = this.#facts.known;
    return {
      height: head?.height ?? 0,
      timestamp: head?.timestamp ?? 0,
      executors: [],
      executorsEarnings: 0n,
      validators,
      ...(converter && { converter }),
      connection: connectionStatus({
        network: this.preset.name,
        problem: this.follower.problem ?? this.#startProblem,
        hasHead: head !== undefined,
        validator: this.#validator,
      }),
    };
  }

  /** Work that nobody waits for: what fails of it shows in the status, and comes again with the next block. */
  #run(work: () => Promise<void>): void {
    work().catch((error) => {
      if (!this.#isClosed) this.#parts.onFailure?.(AppError.revive(error));
    });
  }
}

export interface EthereumNetworkParts {
  preset: NetworkPreset;
  wallet: WalletAccess;
  storage: NetworkStorage;
  /** Reads from `store`. */
  engine: Engine;
  store: BlobStore;
  predictor?: MessagePredictor | undefined;
  onClose?: () => void;
  /** Something failed that nobody had asked for. */
  onFailure?: (error: AppError) => void;
}

function isSame(a: Account | null, b: Account | null): boolean {
  return a?.address === b?.address && a?.balance === b?.balance && a?.wvara === b?.wvara;
}
