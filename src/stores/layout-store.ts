import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Hex } from '../shared/hex.ts';

export type SideView = 'explorer' | 'templates' | 'settings';
export type BottomView = 'timeline' | 'graph' | 'ledger' | 'executors' | 'inspector' | 'schedules' | 'problems' | 'log';
export type NarrowView = 'code' | 'program' | 'timeline' | 'more';

interface Layout {
  /** null = the side panel is closed. */
  side: SideView | null;
  bottom: BottomView;
  narrow: NarrowView;
  /** What the narrow layout's fourth place shows; null = the list of places. */
  more: SideView | Exclude<BottomView, 'timeline'> | null;
  paletteOpen: boolean;
  workspacesOpen: boolean;
  /** Whether the address of a program is asked for. */
  openProgramOpen: boolean;
  /** The row of the timeline that is open. */
  openMessage: Hex | null;
  showSide: (side: SideView) => void;
  toggleSide: (side: SideView) => void;
  showBottom: (bottom: BottomView) => void;
  showNarrow: (narrow: NarrowView) => void;
  showMore: (more: Layout['more']) => void;
  setPaletteOpen: (paletteOpen: boolean) => void;
  setWorkspacesOpen: (workspacesOpen: boolean) => void;
  setOpenProgramOpen: (openProgramOpen: boolean) => void;
  setOpenMessage: (openMessage: Hex | null) => void;
}

/** Which views are on screen. Both layouts follow the same calls, so a command need not know which one is shown. */
export const useLayout = create<Layout>()(
  persist(
    (set, get) => ({
      side: 'explorer',
      bottom: 'timeline',
      narrow: 'code',
      more: null,
      paletteOpen: false,
      workspacesOpen: false,
      openProgramOpen: false,
      openMessage: null,
      showSide: (side) => set({ side, narrow: 'more', more: side }),
      toggleSide: (side) => (get().side === side ? set({ side: null }) : get().showSide(side)),
      showBottom: (bottom) =>
        set({ bottom, ...(bottom === 'timeline' ? { narrow: 'timeline' } : { narrow: 'more', more: bottom }) }),
      showNarrow: (narrow) => set({ narrow, ...(narrow === 'more' && { more: null }) }),
      showMore: (more) => set({ more }),
      setPaletteOpen: (paletteOpen) => set({ paletteOpen }),
      setWorkspacesOpen: (workspacesOpen) => set({ workspacesOpen }),
      setOpenProgramOpen: (openProgramOpen) => set({ openProgramOpen }),
      setOpenMessage: (openMessage) => set({ openMessage }),
    }),
    { name: 'gear-exe.layout', partialize: ({ side, bottom, narrow, more }) => ({ side, bottom, narrow, more }) },
  ),
);
