import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { MessageRoute } from '../network/network.ts';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';

interface Settings {
  theme: Theme;
  /** px, of the code. */
  fontSize: number;
  /** By which way messages are sent. */
  route: MessageRoute;
  setTheme: (theme: Theme) => void;
  setFontSize: (fontSize: number) => void;
  setRoute: (route: MessageRoute) => void;
}

/** What a person prefers, apart from any project. Kept in localStorage, so that the first paint has the right theme. */
export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      theme: 'system',
      fontSize: 13,
      route: 'canonical',
      setTheme: (theme) => set({ theme }),
      setFontSize: (fontSize) => set({ fontSize }),
      setRoute: (route) => set({ route }),
    }),
    { name: 'gear-exe.settings' },
  ),
);
