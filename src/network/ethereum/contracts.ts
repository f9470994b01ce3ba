import { parseAbi } from 'viem';
import { CONVERTER_ABI, MIRROR_ABI, ROUTER_ABI, WRAPPED_VARA_ABI } from '../../protocol/contract-abi.ts';

export const routerAbi = parseAbi(ROUTER_ABI);
export const mirrorAbi = parseAbi(MIRROR_ABI);
export const wrappedVaraAbi = parseAbi(WRAPPED_VARA_ABI);
export const converterAbi = parseAbi(CONVERTER_ABI);
