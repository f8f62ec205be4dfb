const PATHS = {
  check: 'M3.5 8.5 6.5 11.5 12.5 5',
  cross: 'M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5',
  alert: 'M8 2.2 14.3 13.3H1.7ZM8 6.6V9.4M8 11.2V11.4',
  clock: 'M8 2.2A5.8 5.8 0 1 1 8 13.8 5.8 5.8 0 0 1 8 2.2ZM8 4.8V8.2L10.2 9.6',
  play: 'M5.5 3.8 12 8 5.5 12.2Z',
  dash: 'M4 8H12',
  ask: 'M5.6 5.7A2.4 2.4 0 1 1 8 8.3V9.6M8 11.8V12',
  copy: 'M5.5 5.5H13V13H5.5ZM3 10.5V3H10.5',
  sun: 'M8 5.2A2.8 2.8 0 1 1 8 10.8 2.8 2.8 0 0 1 8 5.2ZM8 1.6V3M8 13V14.4M1.6 8H3M13 8H14.4M3.5 3.5 4.4 4.4M11.6 11.6 12.5 12.5M3.5 12.5 4.4 11.6M11.6 4.4 12.5 3.5',
  moon: 'M13.2 9.6A5.6 5.6 0 1 1 6.4 2.8 4.6 4.6 0 0 0 13.2 9.6Z',
  leave: 'M9.5 3H3.5V13H9.5M6.5 8H13.5M11 5.5 13.5 8 11 10.5',
  back: 'M13 8H3.5M7 4 3 8 7 12',
  forward: 'M3 8H12.5M9 4 13 8 9 12',
  up: 'M8 13V3.5M4 7 8 3 12 7',
  down: 'M8 3V12.5M4 9 8 13 12 9',
  plus: 'M8 3.5V12.5M3.5 8H12.5',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing in the colour of the text around it; whatever it says is also said in words. */
export const Icon = ({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    aria-hidden="true"
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.7}
    strokeLinecap="round"
    strokeLinejoin="round"
    style={{ flex: 'none' }}
  >
    <path d={PATHS[name]} />
  </svg>
);
