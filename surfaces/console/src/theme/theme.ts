import { type CSSVariablesResolver, createTheme } from '@mantine/core';

const FONTS = [
  'system-ui',
  '-apple-system',
  "'Segoe UI'",
  'Roboto',
  "'Noto Sans'",
  "'Noto Sans KR'",
  "'Noto Sans CJK KR'",
  "'Apple SD Gothic Neo'",
  "'Malgun Gothic'",
  'sans-serif',
].join(', ');

/** Blue of deep water; shade 8 carries white text, shade 4 is read on dark. */
const HARBOUR = [
  '#eef4fb',
  '#d9e6f4',
  '#b0cbe8',
  '#84aedb',
  '#7db4f0',
  '#4885ca',
  '#3b7dc8',
  '#2d6bb1',
  '#235f9f',
  '#12528d',
] as const;

/** The greys of Mantine's dark scheme, in the tint of tokens.css. */
const NIGHT = [
  '#e3e8ed',
  '#c4ccd5',
  '#9ba7b4',
  '#7b8794',
  '#414a54',
  '#343b44',
  '#1e2329',
  '#171b20',
  '#121519',
  '#0d0f12',
] as const;

export const theme = createTheme({
  fontFamily: FONTS,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  primaryColor: 'harbour',
  primaryShade: 8,
  colors: { harbour: HARBOUR, dark: NIGHT },
  defaultRadius: 5,
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** Mantine's own colours follow the tokens of tokens.css, so that both schemes have one source. */
export const cssVariables: CSSVariablesResolver = () => {
  const tokens = {
    '--mantine-color-body': 'var(--page)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
  };
  return { variables: {}, light: tokens, dark: tokens };
};
