/** What a node's address begins with: Ethereum's JSON-RPC is asked over HTTP, a validator's over WebSocket. */
const SCHEMES = { http: ['http:', 'https:'], ws: ['ws:', 'wss:'] } as const;

export type EndpointKind = keyof typeof SCHEMES | 'contract';

/** Why `text` cannot be the address of a node or contract; null when it can, or when it is empty (the preset's own is used then). */
export function endpointProblem(text: string, kind: EndpointKind): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (kind === 'contract')
    return /^0x[0-9a-fA-F]{40}$/.test(trimmed) ? null : 'It has to be 0x and 40 hexadecimal digits';
  const [plain, secure] = SCHEMES[kind];
  const wanted = `It has to begin with ${plain}// or ${secure}//`;
  if (!URL.canParse(trimmed)) return wanted;
  const { protocol, hostname, hash, username, password } = new URL(trimmed);
  if (protocol !== plain && protocol !== secure) return wanted;
  if (hostname === '') return 'It names no host';
  if (hash !== '') return 'It must not contain #';
  if (username !== '' || password !== '') return 'Browsers refuse a name or password in an address';
  if (protocol === plain && !isThisMachine(hostname)) {
    return `Beyond this machine only ${secure}// is allowed: what ${plain}// answers could be altered on the way`;
  }
  return null;
}

/** The hosts that the content security policy allows without encryption. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
