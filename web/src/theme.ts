import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** The shades meet WCAG AA: white on the primary colour, and the primary colour on white. */
export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 9, dark: 9 },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  headings: { fontWeight: "650" },
});

/** Replaces the colours of texts, and of buttons behind them, that have too little contrast for WCAG AA in Mantine. */
export const readableColours: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": colors.gray[7],
    "--mantine-color-placeholder": colors.gray[7],
    "--mantine-color-error": colors.red[9],
    "--mantine-color-orange-light-color": "#b03a06",
    "--mantine-color-teal-light-color": "#066649",
    "--mantine-color-teal-text": colors.teal[9],
    "--mantine-color-teal-filled-hover": "#066649",
  },
  dark: {
    "--mantine-color-dimmed": "#a9a9a9",
    "--mantine-color-placeholder": "#a0a0a0",
    "--mantine-color-error": colors.red[4],
    "--mantine-color-orange-light-color": colors.orange[2],
    "--mantine-color-teal-light-color": colors.teal[2],
    "--mantine-color-teal-filled-hover": "#066649",
  },
});
