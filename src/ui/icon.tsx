/** 16 × 16 line icons, drawn for this app. Always decorative: the control around it carries the name. */
const PATHS = {
  add: 'M8 3v10M3 8h10',
  alert: 'M8 2 14.5 13.5h-13zM8 6.5v3.5M8 12v.1',
  arrowRight: 'M3 8h10M9 4l4 4-4 4',
  build: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.8v3h-3',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevronDown: 'M4 6l4 4 4-4',
  chevronLeft: 'M10 4 6 8l4 4',
  chevronRight: 'M6 4l4 4-4 4',
  close: 'M4 4l8 8M12 4l-8 8',
  code: 'M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  deploy: 'M4 2.5 13 8l-9 5.5z',
  download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  error: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  explorer: 'M9 1.5H3.5v13h9V5zM9 1.5V5h3.5',
  newFile: 'M8.5 1.5H3v13h5.5M8.5 1.5V5H12v2.5M8.5 1.5 12 5M11.5 9.5v5M9 12h5',
  newFolder: 'M8.5 13.5h-7v-10h5l1.5 2h6.5v2.5M12 9.5v5M9.5 12h5',
  uploadFolder: 'M7.5 13.5h-6v-10h5l1.5 2h6.5v3M11.5 14V9.5M9.5 11.3l2-2 2 2',
  file: 'M9 1.5H3.5v13h9V5zM9 1.5V5h3.5',
  folder: 'M1.5 3.5h5l1.5 2h6.5v8h-13z',
  inspect: 'M7 2.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6M10.6 10.6 14 14',
  ledger: 'M2.5 13.5h11M4 11V7M8 11V3M12 11V5.5',
  more: 'M3 8h.1M8 8h.1M13 8h.1',
  outside: 'M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11 9.5v4H2.5V5h4',
  program: 'M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.5 5 8 8.2 13.5 5M8 8.2v6',
  rename: 'M2.5 13.5h3l8-8-3-3-8 8zM9 4l3 3',
  send: 'M2 8h10M8.5 4 12.5 8l-4 4',
  settings: 'M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 2.8v3.4M5.5 9.8v3.4',
  stop: 'M4 4h8v8H4z',
  templates: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  toFirst: 'M4 4v8M11 4 7 8l4 4',
  toLast: 'M12 4v8M5 4l4 4-4 4',
  timeline: 'M2 4h6M2 8h9M2 12h4M10.5 4h1M13.5 8h.5M8.5 12h1',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.7 9h5.6l.7-9',
  upload: 'M8 10.5v-8M4.5 6 8 2.5 11.5 6M2.5 13.5h11',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
