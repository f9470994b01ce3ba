import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';

interface Settings {
  theme: Theme;
  /** px, of the code. */
  fontSize: number;
  setTheme: (theme: Theme) => void;
  setFontSize: (fontSize: number) => void;
}

/** What a person prefers, apart from any project. Kept in localStorage, so that the first paint has the right theme. */
export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      theme: 'system',
      fontSize: 13,
      setTheme: (theme) => set({ theme }),
      setFontSize: (fontSize) => set({ fontSize }),
    }),
    { name: 'gear-exe.settings' },
  ),
);
