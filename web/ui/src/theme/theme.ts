// Colours, sizes and defaults of the whole interface. Every pair of text and ground here passes 4.5:1 in both schemes.

import { createTheme, type CSSVariablesResolver } from '@mantine/core';
import { t } from '../words';

/** The cross at the corner, in the language that is spoken when it is drawn. */
const CROSS = { get 'aria-label'() { return t('Close'); } };

/** How a dialog looks, also one put together from its parts. What was typed into it is not lost by a press beside it. */
export const dialogs = {
  radius: 'lg', centered: true, closeOnClickOutside: false, transitionProps: { duration: 150 }, overlayProps: { backgroundOpacity: 0.4, blur: 2 }, closeButtonProps: CROSS,
};

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 7 },
  colors: {
    iris: ['#f0f1ff', '#e0e2fd', '#c3c7fb', '#a3a9f8', '#8d95f6', '#7078f0', '#5f66e9', '#4a4ed1', '#3f43b5', '#33379a'],
    dark: ['#e6e7eb', '#b9bcc5', '#9da1ab', '#70747e', '#33363d', '#26292f', '#1a1c20', '#101215', '#0b0c0e', '#070809'],
  },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'JetBrains Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.55', xl: '1.4' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.25rem', lineHeight: '1.3' }, h2: { fontSize: '0.9375rem', lineHeight: '1.4' }, h3: { fontSize: '0.875rem', lineHeight: '1.4' } } },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  // Plain objects: naming the components here would put all of them into the first file that is fetched.
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { root: { height: 32, fontWeight: 550 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 30 } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { transitionProps: { duration: 120 } } } },
    NativeSelect: { defaultProps: { size: 'sm' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm' }, styles: { root: { textTransform: 'none', fontWeight: 550 } } },
    Card: { defaultProps: { withBorder: true, radius: 'md', padding: 'md' } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Modal: { defaultProps: dialogs },
    Drawer: { defaultProps: { transitionProps: { duration: 150 }, closeButtonProps: CROSS } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 350, multiline: true, maw: 320, events: { hover: true, focus: true, touch: false } } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 'sm' } },
  },
});

/** A button that destroys, white on red. */
const RED_FILLED = { '--mantine-color-red-filled': '#c92a2a', '--mantine-color-red-filled-hover': '#b32424' };

/** Tones with a meaning, and Mantine's own where its defaults are too faint to read. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a1c22',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6b727a',
    '--mantine-color-error': '#c92a2a',
    ...RED_FILLED,
    '--mantine-color-anchor': '#3f43b5',
    '--mantine-color-default-border': '#d9dce1',
    '--ground': '#f7f7f9', '--raised': '#ffffff', '--line': '#e7e8ec', '--line-strong': '#d4d7dd', '--hover': '#f1f2f5', '--chosen': '#ecedfd',
    '--negative': '#9a3412', '--negative-tint': '#ffe8d9', '--negative-fill': '#c2410c',
    '--neutral': '#495057', '--neutral-tint': '#eef0f2', '--neutral-fill': '#868e96',
    '--positive': '#0b4f9e', '--positive-tint': '#e3f0ff', '--positive-fill': '#1971c2',
    '--agent': '#7048e8', '--customer': '#087f5b', '--agent-tint': '#f3f0ff', '--customer-tint': '#e6fcf5',
    '--ok': '#237a35', '--warning': '#9a4c00', '--error': '#c92a2a', '--accent': '#4a4ed1', '--accent-text': '#3f43b5',
    '--ok-tint': '#e6f6ea', '--warning-tint': '#fff1e0', '--error-tint': '#ffecec',
    '--word': '#ffe58a', '--found': '#d7dbff',
  },
  dark: {
    ...RED_FILLED,
    '--mantine-color-body': '#101215',
    '--mantine-color-text': '#e6e7eb',
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#a3a9f8',
    '--mantine-color-default-border': '#33363d',
    '--ground': '#0b0c0e', '--raised': '#15171a', '--line': '#24272c', '--line-strong': '#353940', '--hover': '#1c1f23', '--chosen': '#22244a',
    '--negative': '#ffb084', '--negative-tint': '#43240f', '--negative-fill': '#f97d3c',
    '--neutral': '#c1c4c9', '--neutral-tint': '#2e3136', '--neutral-fill': '#868e96',
    '--positive': '#8ec5ff', '--positive-tint': '#10304f', '--positive-fill': '#4dabf7',
    '--agent': '#b197fc', '--customer': '#3bc9db', '--agent-tint': '#241d3d', '--customer-tint': '#0d2b31',
    '--ok': '#51cf66', '--warning': '#ffa94d', '--error': '#ff8787', '--accent': '#8d95f6', '--accent-text': '#a3a9f8',
    '--ok-tint': '#12301a', '--warning-tint': '#38260f', '--error-tint': '#3d1a1a',
    '--word': '#6b5800', '--found': '#33379a',
  },
});
